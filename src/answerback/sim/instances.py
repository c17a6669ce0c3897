"""Writes JSON that satisfies a schema, with values taken from the question where they fit."""

from __future__ import annotations

import json
import re
from random import Random
from typing import Any

from answerback.sim.intents import Talk

_CITIES = (
    "Paris", "London", "Berlin", "Tokyo", "Beijing", "Shanghai", "New York", "San Francisco", "Madrid", "Rome", "Oslo",
    "Vienna", "Sydney", "Moscow", "Boston", "Chicago", "Shenzhen", "Hangzhou", "Munich", "Lisbon", "Cairo", "Delhi",
    "北京", "上海", "广州", "深圳", "杭州", "成都", "巴黎", "伦敦", "东京", "纽约", "南京", "武汉", "西安",
)  # fmt: skip
_DEFAULTS = {
    "name": "Alice", "title": "A short title", "city": "Paris", "location": "Paris", "country": "France",
    "email": "a@example.com",
    "date": "2024-05-01", "time": "12:00:00", "color": "blue", "colour": "blue", "language": "English",
    "unit": "celsius",
}  # fmt: skip
_FORMATS = {
    "date": "2024-05-01", "date-time": "2024-05-01T12:00:00Z", "time": "12:00:00Z", "email": "alice@example.com",
    "uri": "https://example.com/", "url": "https://example.com/", "uuid": "123e4567-e89b-42d3-a456-426614174000",
    "ipv4": "192.0.2.1", "ipv6": "2001:db8::1", "hostname": "example.com",
}  # fmt: skip


def write(schema: dict[str, Any], talk: Talk) -> str:
    """Return an instance as compact text; a bare object takes its keys from the question."""
    if schema == {"type": "object"}:
        return json.dumps(_free(talk), ensure_ascii=False)
    return json.dumps(make(schema, talk), ensure_ascii=False)


def make(schema: Any, talk: Talk, focus: str = "") -> Any:
    """Return a value that satisfies the schema. `focus`: the place that this value is about."""
    return _Maker(schema, talk, focus).value(schema, "", 0)


def is_place(name: str) -> bool:
    """Whether a property's name asks for a place."""
    return any(word in name.lower() for word in ("city", "location", "place", "town", "城市", "地点"))


def places(text: str) -> list[str]:
    """Return the places named in a text, in order."""
    found = [(text.find(city), city) for city in _CITIES if city in text]
    if found:
        return [city for _, city in sorted(found)]
    named = re.findall(r"\b(?:in|for|at|of)\s+([A-Z][\w-]+)", text)
    return [name for name in dict.fromkeys(named) if name not in ("JSON", "Celsius", "Fahrenheit")]


def _free(talk: Talk) -> dict[str, Any]:
    asked = re.findall(r"[\"'`“](\w+)[\"'`”]", talk.last + " " + talk.system)
    if not asked:
        listed = re.search(
            r"(?:keys?|fields?|properties|字段|键)[:：]?\s+((?:\w+\s*(?:,|，|、|and|和)\s*)*\w+)",
            talk.last,
            re.IGNORECASE,
        )
        asked = [w for w in re.split(r"\W+|\band\b|和", listed[1]) if w] if listed else []
    keys = [key for key in dict.fromkeys(asked) if key.lower() not in ("json", "a", "an", "the", "keys", "key", "and")]
    maker = _Maker({}, talk, "")
    return {key: maker.guess(key) for key in keys[:12]} or {"answer": maker.guess("answer")}


class _Maker:
    def __init__(self, root: Any, talk: Talk, focus: str) -> None:
        self.root, self.talk, self.focus = root, talk, focus
        self.numbers = [float(n) for n in re.findall(r"(?<![\w.])-?\d+(?:\.\d+)?", talk.last)]

    def guess(self, key: str) -> Any:
        """Return a fitting value for a key of which nothing but the name is known."""
        lowered = key.lower()
        if re.search(r"age|count|number|year|population|price|amount|score|quantity|total|年龄|数量", lowered):
            return int(self.numbers[0]) if self.numbers else 30
        if re.search(r"^is_|^has_|enabled|ok$|success", lowered):
            return True
        return self.text({}, key)

    def value(self, schema: Any, key: str, depth: int) -> Any:
        if not isinstance(schema, dict):
            return self.guess(key) if schema is not False else None
        if depth > 24:
            return None
        if "const" in schema:
            return schema["const"]
        if schema.get("enum"):
            return self._one_of(schema["enum"])
        if isinstance(schema.get("$ref"), str):
            return self.value(self._resolve(schema["$ref"]), key, depth + 1)
        if schema.get("allOf"):
            merged = {k: v for k, v in schema.items() if k != "allOf"}
            for part in schema["allOf"]:
                part = self._resolve(part["$ref"]) if "$ref" in part else part
                properties = {**merged.get("properties", {}), **part.get("properties", {})}
                required = [*merged.get("required", []), *part.get("required", [])]
                merged = {**merged, **part, "properties": properties, "required": required}
            return self.value(merged, key, depth + 1)
        for name in ("anyOf", "oneOf"):
            if schema.get(name):
                rest = {k: v for k, v in schema.items() if k != name}
                return self.value(
                    {**rest, **schema[name][0]} if isinstance(schema[name][0], dict) else rest, key, depth + 1
                )
        return self._typed(schema, key, depth)

    def _typed(self, schema: dict[str, Any], key: str, depth: int) -> Any:
        kind = schema.get("type")
        if isinstance(kind, list):
            kind = next((k for k in kind if k != "null"), "null")
        if kind is None:
            kind = "object" if "properties" in schema else "array" if "items" in schema else "string"
        if kind == "object":
            return self._object(schema, depth)
        if kind == "array":
            return self._array(schema, key, depth)
        if kind in ("integer", "number"):
            return self._number(schema, whole=kind == "integer")
        if kind == "boolean":
            return re.search(r"\bfalse\b|\bnot\b|不", self.talk.last, re.IGNORECASE) is None
        return None if kind == "null" else self.text(schema, key)

    def _object(self, schema: dict[str, Any], depth: int) -> dict[str, Any]:
        properties = schema.get("properties") or {}
        required = schema.get("required") or []
        out = {}
        for name, inner in properties.items():
            if name in required or (depth < 3 and self._mentioned(name, inner)):
                out[name] = self.value(inner, name, depth + 1)
        extra = schema.get("additionalProperties", True)
        for name in required:
            out.setdefault(name, self.value(extra if isinstance(extra, dict) else {}, name, depth + 1))
        at_least = schema.get("minProperties", 0)
        for name in properties:
            if len(out) >= at_least:
                break
            out.setdefault(name, self.value(properties[name], name, depth + 1))
        while len(out) < at_least:
            out[f"key{len(out) + 1}"] = self.value(extra if isinstance(extra, dict) else {}, "value", depth + 1)
        return out

    def _mentioned(self, name: str, inner: Any) -> bool:
        """Whether the question speaks of an optional property."""
        asked = self.talk.last.lower()
        if isinstance(inner, dict) and any(str(one).lower() in asked for one in inner.get("enum") or ()):
            return True
        return name.lower().replace("_", " ") in asked

    def _array(self, schema: dict[str, Any], key: str, depth: int) -> list[Any]:
        low, high = schema.get("minItems", 0), schema.get("maxItems", 10**6)
        size = min(max(low, 2 if depth < 6 else low), high)
        items: list[Any] = []
        for place in range(size):
            prefix = schema.get("prefixItems") or []
            inner = prefix[place] if place < len(prefix) else schema.get("items", {})
            item = self.value(inner, key.rstrip("s"), depth + 1)
            if schema.get("uniqueItems") and item in items:
                if isinstance(inner, dict) and inner.get("enum"):
                    item = next((one for one in inner["enum"] if one not in items), item)
                elif isinstance(item, str):
                    item = f"{item} {place + 1}"
                elif isinstance(item, int | float) and not isinstance(item, bool):
                    item += place
                if item in items:
                    break
            items.append(item)
        return items

    def _number(self, schema: dict[str, Any], *, whole: bool) -> int | float:
        low, high = schema.get("minimum", float("-inf")), schema.get("maximum", float("inf"))
        step = 1 if whole else 0.5
        if "exclusiveMinimum" in schema and not isinstance(schema["exclusiveMinimum"], bool):
            low = max(low, schema["exclusiveMinimum"] + step)
        if "exclusiveMaximum" in schema and not isinstance(schema["exclusiveMaximum"], bool):
            high = min(high, schema["exclusiveMaximum"] - step)
        fitting = [n for n in self.numbers if low <= n <= high and (not whole or n == int(n))]
        value = fitting.pop(0) if fitting else min(max(30.0, low), high)
        if value in self.numbers:
            self.numbers.remove(value)
            self.numbers.append(value)
        if multiple := schema.get("multipleOf"):
            value = multiple * -(-value // multiple)
            value = value if value <= high else multiple * (high // multiple)
        return int(value) if whole or value == int(value) else value

    def text(self, schema: dict[str, Any], key: str) -> str:
        """Return a string for a key within the schema's bounds."""
        if schema.get("pattern"):
            return _matching(schema["pattern"])
        if schema.get("format") in _FORMATS:
            return _FORMATS[schema["format"]]
        lowered = key.lower()
        value = next((default for name, default in _DEFAULTS.items() if name in lowered), "sample text")
        if is_place(key):
            value = self.focus or next(iter(places(self.talk.last)), value)
        elif lowered.endswith("name"):
            value = next(
                iter(
                    re.findall(
                        r"\b(?!The|What|Give|Return|Write|Please|Make|Json|JSON|Extract|Call|Use)[A-Z][a-z]+\b",
                        self.talk.last,
                    )
                ),
                value,
            )
        elif lowered in ("expression", "query", "q", "text", "question", "message", "input"):
            sum_ = re.search(r"\d+(?:\s*[-+*/×]\s*\d+)+", self.talk.last)
            value = sum_[0] if sum_ and lowered == "expression" else self.talk.last[:200]
        low, high = schema.get("minLength", 0), schema.get("maxLength", 10**9)
        value = value + "x" * (low - len(value)) if len(value) < low else value
        return value[:high]

    def _one_of(self, options: list[Any]) -> Any:
        asked = self.talk.last.lower()
        return next((one for one in options if isinstance(one, str) and one.lower() in asked), options[0])

    def _resolve(self, ref: str) -> Any:
        node: Any = self.root
        for part in ref.lstrip("#/").split("/") if ref != "#" else ():
            node = node.get(part.replace("~1", "/").replace("~0", "~"), {}) if isinstance(node, dict) else {}
        return node


def _matching(pattern: str) -> str:
    """Return a string that a regular expression matches."""
    import re._parser as parser  # type: ignore[import-not-found,unused-ignore]

    return "".join(_write(item, Random(7)) for item in parser.parse(pattern))


def _write(item: tuple[Any, Any], rng: Random) -> str:
    op, value = str(item[0]), item[1]
    if op == "LITERAL":
        return chr(value)
    if op == "NOT_LITERAL":
        return "b" if value == ord("a") else "a"
    if op == "ANY":
        return "a"
    if op == "IN":
        return _from_class(value)
    if op in ("MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"):
        low, high, inner = value
        times = max(low, min(int(high), 1))
        return "".join(_write(part, rng) for _ in range(times) for part in inner)
    if op == "SUBPATTERN":
        return "".join(_write(part, rng) for part in value[-1])
    if op == "BRANCH":
        return "".join(_write(part, rng) for part in value[1][0])
    return ""


def _from_class(members: list[tuple[Any, Any]]) -> str:
    if str(members[0][0]) == "NEGATE":
        return next(c for c in "abcXYZ019_- " if not any(_belongs(c, m) for m in members[1:]))
    op, value = str(members[0][0]), members[0][1]
    if op == "LITERAL":
        return chr(value)
    if op == "RANGE":
        return chr(value[0])
    return {"CATEGORY_DIGIT": "7", "CATEGORY_WORD": "a", "CATEGORY_SPACE": " "}.get(str(value), "-")


def _belongs(char: str, member: tuple[Any, Any]) -> bool:
    op, value = str(member[0]), member[1]
    if op == "LITERAL":
        return bool(ord(char) == value)
    if op == "RANGE":
        return bool(value[0] <= ord(char) <= value[1])
    name = str(value)
    return (
        (char.isdigit() and "DIGIT" in name)
        or ((char.isalnum() or char == "_") and "WORD" in name)
        or (char == " " and "SPACE" in name)
    )
