"""A sentence that a user sees, in both languages."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from string import Formatter
from typing import Any

import msgspec


class Lang(StrEnum):
    """The languages in which every sentence exists."""

    EN = "en"
    ZH = "zh"


class _Tolerant(Formatter):
    """Fills what it knows and shows `?` for a fact that an older report lacks."""

    def get_value(self, key: int | str, args: Any, kwargs: Mapping[str, Any]) -> Any:
        return kwargs.get(str(key), "?")

    def format_field(self, value: Any, format_spec: str) -> str:
        if isinstance(value, list | tuple):
            value = ", ".join(str(item) for item in value)
        try:
            return str(format(value, format_spec))
        except (TypeError, ValueError):
            return str(value)

    def convert_field(self, value: Any, conversion: Any) -> Any:
        """Quote a text as a person would: its backslashes are not doubled, as `repr` does."""
        if conversion == "r" and isinstance(value, str) and value.isprintable():
            quote = '"' if "'" in value and '"' not in value else "'"
            return f"{quote}{value}{quote}"
        return super().convert_field(value, conversion)

    def get_field(self, field_name: str, args: Any, kwargs: Any) -> Any:
        try:
            return super().get_field(field_name, args, kwargs)
        except (AttributeError, IndexError, KeyError, TypeError):
            return "?", field_name


_FORMATTER = _Tolerant()


class Text(msgspec.Struct, frozen=True):
    """One sentence in English and Chinese, with the same `{placeholders}` in both."""

    en: str
    zh: str

    def fill(self, lang: Lang, facts: Mapping[str, Any] | None = None) -> str:
        """Return the sentence in `lang` with `facts` put in; never raises for a missing fact."""
        template = self.zh if lang is Lang.ZH else self.en
        if "{" not in template:
            return template
        return _FORMATTER.vformat(template, (), facts or {})

    def placeholders(self) -> tuple[set[str], set[str]]:
        """Return the placeholder names of the English and of the Chinese sentence."""
        return _names(self.en), _names(self.zh)


def _names(template: str) -> set[str]:
    return {field.split(".")[0].split("[")[0] for _, field, _, _ in Formatter().parse(template) if field}
