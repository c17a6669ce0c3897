"""Writes a JSON Schema as a grammar in which blanks are few.

The engine's own form of a schema allows any amount of white space between tokens, and small models get lost in it: line
breaks up to the token limit. Here there is room for a blank or for one line break with its indent where JSON is usually
broken, no more. What this file does not know (patterns, formats, odd ranges) is left to the engine.
"""

from __future__ import annotations

import json
from typing import Any

DEEPEST_INDENT = 16
MOST_NUMBERS = 300
"""Whole numbers of a range that are spelled out; longer ranges are left to the engine."""
LONGEST_TEXT = 1000
_LEFT_OUT = frozenset({
    "pattern", "format", "minProperties", "maxProperties", "patternProperties", "propertyNames", "prefixItems",
    "contains", "unevaluatedProperties", "dependentSchemas", "dependentRequired", "not", "if", "multipleOf",
    "exclusiveMinimum", "exclusiveMaximum", "allOf",
})  # fmt: skip
BASE = f"""colon ::= ":" [ ]?
gap ::= "" | " " | "\\n" [ ]{{0,{DEEPEST_INDENT}}}
char ::= [^"\\\\\\x00-\\x1f] | "\\\\" (["\\\\/bfnrt] | "u" [0-9a-fA-F] [0-9a-fA-F] [0-9a-fA-F] [0-9a-fA-F])
string ::= "\\"" char* "\\""
natural ::= "0" | [1-9] [0-9]{{0,15}}
integer ::= "-"? natural
number ::= integer ("." [0-9]{{1,15}})? ([eE] [+-]? [0-9]{{1,3}})?
boolean ::= "true" | "false"
null ::= "null"
value ::= object | array | string | number | boolean | null
pair ::= string colon value
object ::= "{{" gap (pair ("," gap pair)* gap)? "}}"
array ::= "[" gap (value ("," gap value)* gap)? "]"
"""


class _Unknown(Exception):
    """The schema says something that is not known here."""


def of(schema: dict[str, Any]) -> str:
    """Return the grammar of a schema, or an empty string if it must be left to the engine."""
    writer = _Writer(schema)
    try:
        root = writer.expression(schema)
    except _Unknown:
        return ""
    rules = [f"root ::= {root}", *(f"{name} ::= {body}" for name, body in writer.rules.items())]
    return "\n".join(rules) + "\n" + BASE


def literal(text: str) -> str:
    """Return a text as the grammar writes it."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


class _Writer:
    """Collects the rules that a schema needs."""

    def __init__(self, root: dict[str, Any]) -> None:
        self.root = root
        self.rules: dict[str, str] = {}
        self.known: dict[str, str] = {}
        """References and the rules that were made for them."""

    def rule(self, body: str) -> str:
        """Return the name of a new rule."""
        name = f"r{len(self.rules)}"
        self.rules[name] = body
        return name

    def expression(self, schema: Any) -> str:
        """Return what a schema allows, as the right side of a rule."""
        if schema is True or schema == {}:
            return "value"
        if not isinstance(schema, dict) or _LEFT_OUT & schema.keys():
            raise _Unknown
        if "$ref" in schema:
            return self._reference(schema["$ref"])
        if "const" in schema:
            return _literals([schema["const"]])
        if "enum" in schema:
            return _literals(schema["enum"])
        for choice in ("anyOf", "oneOf"):
            if choice in schema:
                return f"({' | '.join(self.rule(self.expression(one)) for one in schema[choice])})"
        kind = schema.get("type", "object" if "properties" in schema else None)
        if isinstance(kind, list):
            return f"({' | '.join(self.rule(self._typed(one, schema)) for one in kind)})"
        return self._typed(kind, schema) if kind is not None else "value"

    def _reference(self, reference: str) -> str:
        if reference not in self.known:
            at: Any = self.root
            for step in reference.lstrip("#").strip("/").split("/") if reference.strip("#/") else ():
                at = at[step.replace("~1", "/").replace("~0", "~")]
            name = self.known[reference] = self.rule("")
            self.rules[name] = self.expression(at)
        return self.known[reference]

    def _typed(self, kind: str, schema: dict[str, Any]) -> str:
        if kind == "string":
            low, high = schema.get("minLength", 0), schema.get("maxLength")
            if not low and high is None:
                return "string"
            if max(low, high or 0) > LONGEST_TEXT:
                raise _Unknown
            return f'"\\"" char{{{low},{"" if high is None else high}}} "\\""'
        if kind in ("integer", "number"):
            return _number(kind, schema.get("minimum"), schema.get("maximum"))
        if kind == "array":
            return self._array(schema)
        if kind == "object":
            return self._object(schema)
        return kind

    def _array(self, schema: dict[str, Any]) -> str:
        item = self.rule(self.expression(schema.get("items", True)))
        low, high = int(schema.get("minItems", 0)), schema.get("maxItems")
        if high == 0:
            return '"[" gap "]"'
        more = f'("," gap {item}){{{max(0, low - 1)},{"" if high is None else int(high) - 1}}}'
        inside = f"{item} {more} gap"
        return f'"[" gap {inside} "]"' if low else f'"[" gap ({inside})? "]"'

    def _object(self, schema: dict[str, Any]) -> str:
        properties, required = schema.get("properties", {}), schema.get("required", [])
        free = schema.get("additionalProperties", not properties)
        missing = [name for name in required if name not in properties]
        if missing:
            raise _Unknown
        if not properties and free is True:
            return "object"
        if free is False:
            begun, fresh = '""', '""'
        else:
            pair = self.rule(f"string colon {self.rule(self.expression(free))}")
            begun, fresh = f'("," gap {pair})*', f'({pair} ("," gap {pair})*)?'
        for name in reversed(properties):  # from the end: what may follow once something stands there, and if nothing
            value = self.rule(self.expression(properties[name]))
            pair = f"{literal(json.dumps(name, ensure_ascii=False))} colon {value}"
            after, without = self.rule(begun), self.rule(fresh)
            if name in required:
                begun, fresh = f'"," gap {pair} {after}', f"{pair} {after}"
            else:
                begun, fresh = f'("," gap {pair})? {after}', f"{pair} {after} | {without}"
        return f'"{{" gap {self.rule(fresh)} gap "}}"'


def _literals(values: list[Any]) -> str:
    return f"({' | '.join(literal(json.dumps(value, ensure_ascii=False)) for value in values)})"


def _number(kind: str, low: Any, high: Any) -> str:
    if low is None and high is None:
        return kind
    if kind == "integer" and low is not None and high is not None and high - low <= MOST_NUMBERS:
        first, last = -int(-low // 1), int(high // 1)
        if first <= last:
            return _literals(list(range(first, last + 1)))
    if kind == "integer" and high is None and low in (0, 1):
        return "natural" if low == 0 else "[1-9] [0-9]{0,15}"
    raise _Unknown
