"""Damages JSON values in the ways in which models do."""

from __future__ import annotations

from typing import Any


def damaged(value: Any, how: str) -> Any:
    """Return a JSON value with wrong types, a field less or more, or other texts (`types`, `missing`, `extra`,
    `values`); nested values are reached where the outer one has nothing of the kind."""
    if isinstance(value, list):
        return [damaged(item, how) for item in value] if value else [None] if how == "types" else value
    if not isinstance(value, dict):
        return _other_type(value) if how == "types" else _other_text(value) if how == "values" else value
    if how == "missing":
        return dict(list(value.items())[1:])
    if how == "extra":
        return {**value, "unexpected_field": "surplus"}
    if not value:
        return {"value": None} if how == "types" else value
    return {key: damaged(item, how) for key, item in value.items()}


def _other_type(value: Any) -> Any:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int | float):
        return f"about {value}"
    if isinstance(value, str):
        return [value]
    return 0


def _other_text(value: Any) -> Any:
    if isinstance(value, str):
        return f"{value} (roughly)"
    if isinstance(value, int | float) and not isinstance(value, bool):
        return value * 1000 + 7
    return value
