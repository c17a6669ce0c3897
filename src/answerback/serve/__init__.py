"""The embedded service: a real model behind the same protocol front."""
