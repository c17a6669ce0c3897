"""Answerback: point it at an LLM service, and it says whether it answers, answers right, and if not, why."""

__version__ = "0.1.0"
