"""Timed traces of real services: when each request came, how long it was, and what it shared with earlier ones.

Mooncake (kvcache-ai/Mooncake, FAST25-release/traces): JSON lines with `timestamp` in ms, `input_length`,
`output_length` and `hash_ids`, one for each 512 tokens, each standing for its block and all before it; equal ids at the
beginning are an equal prefix. NVIDIA Dynamo reads `created_time`, `input_tokens` and `output_tokens` for the same.
Azure (Azure/AzurePublicDataset, AzureLLMInferenceTrace_*.csv of 2023 and 2024): CSV with `TIMESTAMP` as date and time,
`ContextTokens` and `GeneratedTokens`.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any

import msgspec

from answerback.command import UsageError
from answerback.values.text import Lang, Text

BAD_LINE = Text(en="{name}, line {line}: {why}", zh="{name} 第 {line} 行：{why}")
NO_JSON = Text(en="no JSON object ({error})", zh="不是 JSON 对象（{error}）")
MISSING = Text(en="no field {field}", zh="缺少字段 {field}")
NOT_COUNT = Text(
    en="{field} must be a whole number of at least {least}, not {value}",
    zh="{field} 必须是不小于 {least} 的整数，而不是 {value}",
)
NOT_TIME = Text(en="{field} is no time: {value}", zh="{field} 不是时间：{value}")
NOT_IDS = Text(en="hash_ids must be a list of numbers or strings", zh="hash_ids 必须是数字或字符串的列表")
NO_HEADER = Text(
    en="the header must name TIMESTAMP, ContextTokens and GeneratedTokens; it is {header}",
    zh="表头必须包含 TIMESTAMP、ContextTokens 和 GeneratedTokens，实际为 {header}",
)
EMPTY = Text(en="{name}: no request in it", zh="{name}：文件里没有请求")

BLOCK = 512
"""Tokens of a Mooncake block."""
_FRACTION = re.compile(r"\.(\d+)")


class Entry(msgspec.Struct, frozen=True):
    """One request of a trace."""

    at_ns: int
    """When it came, ns since the first one."""
    prompt_tokens: int
    max_tokens: int
    blocks: tuple[str, ...] = ()
    """Ids of its blocks of `BLOCK` tokens; equal ones at the beginning are an equal prefix."""


def read(name: str, lines: Iterable[str], *, speed: float = 1.0) -> list[Entry]:
    """Return a trace in either format, in the order of time; `speed` 2 plays it twice as fast.

    Raises UsageError with the number of the line where one cannot be read.
    """
    rows = iter(lines)
    first = next((line for line in rows if line.strip()), "")
    whole = _again(first, rows)
    entries = list(_mooncake(name, whole) if first.lstrip().startswith("{") else _azure(name, whole))
    if not entries:
        raise UsageError(EMPTY, name=name)
    entries.sort(key=lambda entry: entry.at_ns)
    start = entries[0].at_ns
    return [msgspec.structs.replace(e, at_ns=round((e.at_ns - start) / speed)) for e in entries]


def _again(first: str, rest: Iterator[str]) -> Iterator[str]:
    yield first
    yield from rest


def _mooncake(name: str, lines: Iterable[str]) -> Iterator[Entry]:
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            row = msgspec.json.decode(line, type=dict[str, Any])
        except msgspec.DecodeError as error:
            raise bad(name, number, NO_JSON, error=error) from None
        at = _field(name, number, row, ("timestamp", "created_time"))
        if isinstance(at, bool) or not isinstance(at, int | float) or at < 0:
            raise bad(name, number, NOT_TIME, field="timestamp", value=repr(at))
        prompt = _field(name, number, row, ("input_length", "input_tokens"))
        answer = _field(name, number, row, ("output_length", "output_tokens"))
        ids = row.get("hash_ids") or []
        if not isinstance(ids, list) or not all(isinstance(one, int | str) for one in ids):
            raise bad(name, number, NOT_IDS)
        yield Entry(
            round(at * 1e6),
            whole(name, number, "input_length", prompt, 1),
            whole(name, number, "output_length", answer, 1),
            tuple(map(str, ids)),
        )


def _azure(name: str, lines: Iterable[str]) -> Iterator[Entry]:
    table = csv.reader(lines)
    header = [title.strip().lower() for title in next(table, [])]
    wanted = ("timestamp", "contexttokens", "generatedtokens")
    if not set(wanted) <= set(header):
        raise bad(name, 1, NO_HEADER, header=", ".join(header)[:120] or "-")
    places = [header.index(title) for title in wanted]
    for row in table:
        if not row:
            continue
        number = table.line_num
        if len(row) <= max(places):
            raise bad(name, number, MISSING, field=wanted[min(len(row), 2)])
        at, prompt, answer = (row[place].strip() for place in places)
        yield Entry(
            _instant(name, number, at),
            whole(name, number, "ContextTokens", prompt, 1),
            whole(name, number, "GeneratedTokens", answer, 1),
        )


def _instant(name: str, line: int, text: str) -> int:
    """Return a date and time as ns; fractions may have more digits than a datetime holds (Azure writes seven)."""
    fraction = _FRACTION.search(text)
    try:
        day = datetime.fromisoformat(_FRACTION.sub("", text, count=1))
    except ValueError:
        raise bad(name, line, NOT_TIME, field="TIMESTAMP", value=repr(text)) from None
    below = int(fraction[1][:9].ljust(9, "0")) if fraction else 0
    zero = datetime(1970, 1, 1, tzinfo=day.tzinfo)
    since = day - zero
    return (since.days * 86_400 + since.seconds) * 1_000_000_000 + below


def _field(name: str, line: int, row: dict[str, Any], spellings: Sequence[str]) -> Any:
    for spelling in spellings:
        if spelling in row:
            return row[spelling]
    raise bad(name, line, MISSING, field=spellings[0])


def whole(name: str, line: int, field: str, value: Any, least: int) -> int:
    """Return a whole number from a file; UsageError for anything else. `1.0` is one: spreadsheets write so."""
    try:
        number = float(value) if not isinstance(value, bool) else -1.0
    except (TypeError, ValueError):
        number = -1.0
    if number != number or number < least or number != int(number):
        raise bad(name, line, NOT_COUNT, field=field, least=least, value=repr(value))
    return int(number)


def bad(name: str, line: int, why: Text, **facts: Any) -> UsageError:
    """Return the error for a line of a file."""
    en, zh = (why.fill(lang, facts).replace("{", "{{").replace("}", "}}") for lang in (Lang.EN, Lang.ZH))
    return UsageError(BAD_LINE, name=name, line=line, why=Text(en=en, zh=zh))
