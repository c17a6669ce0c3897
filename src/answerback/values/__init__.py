"""The frozen nouns that everything else passes around (standard library and msgspec only)."""
