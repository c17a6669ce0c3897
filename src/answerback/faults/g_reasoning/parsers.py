"""Which parser reads the thoughts of the model at hand, for the remedies of each product."""

from __future__ import annotations

from answerback import server
from answerback.families import Family, family_of
from answerback.fault import Seen


def for_model(seen: Seen, otherwise: Family = Family.QWEN3) -> dict[str, str]:
    """Return the reasoning parser by product name, as facts for a remedy's sentence.

    Of a model whose name tells nothing, or whose family is not known to think, that of the family `otherwise`.
    """
    family = family_of(seen.setting.model or "")
    products = [kind for kind in server.load() if kind.reasoning_parsers]
    return {
        kind.name: kind.reasoning_parsers.get(family or otherwise) or kind.reasoning_parsers[otherwise]
        for kind in products
    }
