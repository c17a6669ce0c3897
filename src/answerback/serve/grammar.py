"""What the engine may be forced to write: a JSON Schema, or tool calls. Decides it; the engine compiles it.

The engine's grammar compiler (xgrammar) must never be given what it refuses: a refusal in the middle of a step ends
the whole pipeline. So a schema is looked through first, and a request that would fail is refused with a clear 400.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import msgspec

from answerback.serve import ebnf
from answerback.sim.brain import Params, Prompt

ANY_OBJECT: dict[str, Any] = {"type": "object"}
TYPES = frozenset({"string", "number", "integer", "boolean", "null", "object", "array"})
DEEPEST = 64
"""Levels of nesting beyond which a schema is refused."""
_UNSUPPORTED_PATTERN = re.compile(r"\(\?(?!:)|\\[bBAZzpPkK1-9]|[*+?}]\+")
"""Lookaround, named groups and flags, word borders, back references, Unicode classes, possessive repetition."""
_RANGES = (
    ("minItems", "maxItems"), ("minLength", "maxLength"), ("minProperties", "maxProperties"), ("minimum", "maximum"),
)  # fmt: skip
_NESTED = ("properties", "$defs", "definitions", "patternProperties", "dependentSchemas")
_SINGLE = ("items", "additionalProperties", "unevaluatedProperties", "propertyNames", "not", "contains")
_LISTED = ("anyOf", "oneOf", "allOf", "prefixItems")


class Call(msgspec.Struct, frozen=True):
    """A tool that may be called, and the schema of its arguments."""

    name: str
    schema: str
    ebnf: str = ""
    """The same as a grammar with few blanks, where it can be written as one."""


class Grammar(msgspec.Struct, frozen=True):
    """What must be written: exactly one of the two is set."""

    schema: str = ""
    """JSON Schema, as text."""
    ebnf: str = ""
    """The same as a grammar with few blanks, where it can be written as one."""
    calls: tuple[Call, ...] = ()
    forced: bool = False
    """Nothing but one call may be written (small models would call on and on). Otherwise what follows `<tool_call>`
    must be a call."""
    parallel: bool = True
    thinks: bool = False
    """`<think>…</think>` comes first, free."""
    opened: bool = False
    """The prompt has already opened it."""


class BadSchema(Exception):
    """The schema cannot be enforced; the text says why."""


def of(prompt: Prompt, params: Params, *, thinks: bool, opened: bool) -> Grammar | None:
    """Return what a request demands; None: anything goes. Raises BadSchema."""
    thinks = thinks and prompt.thinking
    if params.schema is not None and params.call is None:
        look_through(params.schema)
        written = ebnf.of(params.schema)
        return Grammar(schema=json.dumps(params.schema), ebnf=written, thinks=thinks, opened=opened)
    calls = _calls(prompt, params)
    if not calls:
        return None
    if params.call is None and thinks:
        return None  # a tool is named in thought, too: nothing may be forced there
    forced = params.call is not None
    return Grammar(calls=calls, forced=forced, parallel=params.parallel, thinks=thinks, opened=opened)


def _calls(prompt: Prompt, params: Params) -> tuple[Call, ...]:
    found = []
    for tool in prompt.tools:
        function = tool.get("function")
        if not isinstance(function, dict) or not isinstance(name := function.get("name"), str):
            continue
        if params.call not in (None, "required", name):
            continue
        schema = function.get("parameters")
        try:
            look_through(schema)
        except BadSchema:  # the call is still possible, only its arguments are free
            schema = ANY_OBJECT
        if not isinstance(schema, dict) or schema.get("type", "object") != "object":
            schema = ANY_OBJECT
        schema = schema if schema.get("properties") else ANY_OBJECT
        found.append(Call(name, json.dumps(schema), ebnf.of(schema)))
    return tuple(found)


def look_through(schema: Any) -> None:
    """Raise BadSchema for what the grammar compiler would refuse."""
    if not isinstance(schema, dict):
        raise BadSchema("the schema must be an object")
    root = schema
    for place, part in _parts(schema, "", 0):
        kinds = part.get("type", [])
        for kind in kinds if isinstance(kinds, list) else [kinds]:
            if kind not in TYPES:
                raise BadSchema(f"{place or 'the schema'}: there is no type {kind!r}")
        for low, high in _RANGES:
            least, most = part.get(low), part.get(high)
            for name, value in ((low, least), (high, most)):
                if value is not None and (not isinstance(value, int | float) or isinstance(value, bool)):
                    raise BadSchema(f"{place or 'the schema'}: {name} must be a number")
            if least is not None and most is not None and least > most:
                raise BadSchema(f"{place or 'the schema'}: {low} is greater than {high}")
        if "enum" in part and (not isinstance(part["enum"], list) or not part["enum"]):
            raise BadSchema(f"{place or 'the schema'}: enum must be a list that is not empty")
        if "required" in part and not (
            isinstance(part["required"], list) and all(isinstance(name, str) for name in part["required"])
        ):
            raise BadSchema(f"{place or 'the schema'}: required must be a list of names")
        _check_pattern(part.get("pattern"), place)
        if "$ref" in part:
            _resolve(root, part["$ref"], place)


def _check_pattern(pattern: Any, place: str) -> None:
    if pattern is None:
        return
    try:
        re.compile(pattern)
    except (re.error, TypeError, RecursionError):
        raise BadSchema(f"{place or 'the schema'}: {pattern!r} is no regular expression") from None
    if _UNSUPPORTED_PATTERN.search(pattern):
        raise BadSchema(f"{place or 'the schema'}: the pattern {pattern!r} cannot be enforced token by token")


def _resolve(root: dict[str, Any], reference: Any, place: str) -> None:
    if not isinstance(reference, str) or not reference.startswith("#"):
        raise BadSchema(f"{place or 'the schema'}: only references within the schema are followed, not {reference!r}")
    at: Any = root
    for step in reference[1:].strip("/").split("/") if reference not in ("#", "#/") else ():
        at = at.get(step.replace("~1", "/").replace("~0", "~")) if isinstance(at, dict) else None
    if not isinstance(at, dict | bool):
        raise BadSchema(f"{place or 'the schema'}: {reference!r} leads nowhere")


def _parts(schema: Any, place: str, depth: int) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield every schema within a schema, with its place."""
    if isinstance(schema, bool):
        return
    if not isinstance(schema, dict):
        raise BadSchema(f"{place or 'the schema'}: a schema must be an object")
    if depth > DEEPEST:
        raise BadSchema(f"nested more than {DEEPEST} levels deep")
    yield place, schema
    for name in _NESTED:
        inner = schema.get(name)
        if inner is None:
            continue
        if not isinstance(inner, dict):
            raise BadSchema(f"{place or 'the schema'}: {name} must be an object")
        for key, value in inner.items():
            yield from _parts(value, f"{place}/{name}/{key}", depth + 1)
    for name in _SINGLE:
        if name in schema:
            yield from _parts(schema[name], f"{place}/{name}", depth + 1)
    for name in _LISTED:
        inner = schema.get(name, [])
        if not isinstance(inner, list) or (name in schema and not inner):
            raise BadSchema(f"{place or 'the schema'}: {name} must be a list that is not empty")
        for number, value in enumerate(inner):
            yield from _parts(value, f"{place}/{name}/{number}", depth + 1)
