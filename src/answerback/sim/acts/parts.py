"""The parts of which an answer consists, read from messages and deltas and written back."""

from __future__ import annotations

import copy
from enum import Enum, auto
from typing import Any

import msgspec

FIELDS = ("reasoning_content", "reasoning")
"""What products call the field with the reasoning."""


class Kind(Enum):
    """What a part is."""

    REASONING = auto()
    CONTENT = auto()
    CALL = auto()


class Part(msgspec.Struct):
    """A piece of an answer."""

    kind: Kind
    text: str = ""
    call: dict[str, Any] = {}
    """An entry of `tool_calls` as chunks have it, `index` included."""
    field: str = ""
    """The name of the field with the reasoning."""


def read(holder: dict[str, Any], name: str) -> list[Part]:
    """Return the parts of a message or delta; `name` is the field with its content."""
    out: list[Part] = []
    for field in FIELDS:
        if isinstance(holder.get(field), str) and holder[field]:
            out.append(Part(Kind.REASONING, holder[field], field=field))
            break
    if isinstance(holder.get(name), str) and holder[name]:
        out.append(Part(Kind.CONTENT, holder[name]))
    calls = holder.get("tool_calls")
    for number, call in enumerate(calls if isinstance(calls, list) else []):
        if isinstance(call, dict):
            out.append(Part(Kind.CALL, call={"index": number, **copy.deepcopy(call)}))
    return out


def clear(holder: dict[str, Any], name: str) -> None:
    """Take all parts out of a delta."""
    for field in (*FIELDS, name, "tool_calls"):
        holder.pop(field, None)


def put(holder: dict[str, Any], name: str, part: Part) -> None:
    """Put one part into a delta."""
    if part.kind is Kind.CONTENT:
        holder[name] = part.text
    elif part.kind is Kind.REASONING:
        holder[part.field] = part.text
    else:
        holder["tool_calls"] = [part.call]


def write(holder: dict[str, Any], name: str, told: list[Part]) -> None:
    """Write the parts of a whole answer; fields that are there stay, as null, empty list or empty text."""
    content = "".join(part.text for part in told if part.kind is Kind.CONTENT)
    calls = _joined([part.call for part in told if part.kind is Kind.CALL])
    reasoning: dict[str, str] = {}
    for part in told:
        if part.kind is Kind.REASONING:
            reasoning[part.field] = reasoning.get(part.field, "") + part.text
    had = {field for field in FIELDS if field in holder}
    for field in had - set(reasoning):
        if reasoning:
            del holder[field]
        else:
            holder[field] = None
    holder.update(reasoning)
    holder[name] = content if content or not (calls or reasoning) else None
    if calls:
        holder["tool_calls"] = calls
    elif holder.get("tool_calls"):
        holder["tool_calls"] = []


def _joined(pieces: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return whole tool calls from their pieces."""
    calls: dict[Any, dict[str, Any]] = {}
    for number, piece in enumerate(pieces):
        piece = copy.deepcopy(piece)
        index = piece.pop("index", None)
        key = ("at", index) if index is not None else ("alone", number)
        if key not in calls:
            calls[key] = piece
            continue
        mine, more = calls[key].setdefault("function", {}), piece.get("function") or {}
        if isinstance(more.get("arguments"), str) and isinstance(mine.get("arguments"), str):
            mine["arguments"] += more["arguments"]
        elif "arguments" in more:
            mine["arguments"] = more["arguments"]
    return list(calls.values())
