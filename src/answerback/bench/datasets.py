"""Conversations from files: ShareGPT (`conversations`), chat (`messages`), `prompt`, and OpenAI batch lines (`body`).

ShareGPT is a JSON list of `{"conversations": [{"from": "human", "value": …}, {"from": "gpt", …}]}`; its answers only
tell how long an answer may get. vLLM's custom data sets are JSON lines with `prompt` and, if given, `output_tokens`.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import msgspec

from answerback.bench.traces import BAD_LINE, EMPTY, MISSING, NO_JSON, bad, whole
from answerback.command import UsageError
from answerback.values.asks import Message
from answerback.values.text import Text

BAD_ENTRY = Text(en="{name}, entry {line}: {why}", zh="{name} 第 {line} 条：{why}")
NOT_KNOWN = Text(
    en="neither prompt nor messages, conversations or body stands in it",
    zh="其中没有 prompt、messages、conversations 或 body",
)
NOT_TEXT = Text(en="{field} must be a text that is not empty", zh="{field} 必须是非空文本")
NOT_LIST = Text(en="{field} must be a list of objects", zh="{field} 必须是对象列表")
NO_USER = Text(en="no user turn in it", zh="其中没有用户消息")
USER = ("human", "user")
LIMITS = ("max_completion_tokens", "max_tokens", "output_tokens", "output_len", "output_length")
LONGEST = 2048
"""No answer of a ShareGPT file is planned longer."""


class Item(msgspec.Struct, frozen=True):
    """One conversation of a file."""

    turns: tuple[Any, ...]
    """What the user says, turn by turn: a text, or a list of parts."""
    head: tuple[Message, ...] = ()
    """What stands before the first of these turns."""
    limit: int | None = None
    """The most tokens of an answer, if the file says or shows it."""
    options: dict[str, Any] = {}
    """Other fields of the request (`body` alone)."""

    @property
    def tokens(self) -> int:
        """About how many tokens its first prompt has: four bytes each."""
        return tokens_in([*(message.get("content") for message in self.head), *self.turns[:1]])


def tokens_in(said: Any) -> int:
    """Return about how many tokens a text, or texts within lists and parts, have: four bytes each."""
    if isinstance(said, str):
        return -(-len(said.encode()) // 4)
    if isinstance(said, list):
        return sum(map(tokens_in, said))
    return tokens_in(said.get("text")) if isinstance(said, dict) else 0


def read(name: str, text: str) -> list[Item]:
    """Return the conversations of a file; UsageError with the line (or entry) that cannot be read."""
    items = list(_array(name, text) if text.lstrip().startswith("[") else _lines(name, text))
    if not items:
        raise UsageError(EMPTY, name=name)
    return items


def _array(name: str, text: str) -> Iterator[Item]:
    try:
        rows = json.loads(text)
    except json.JSONDecodeError as error:
        raise bad(name, error.lineno, NO_JSON, error=error.msg) from None
    for number, row in enumerate(rows, 1):
        try:
            found = _item(name, number, row)
        except UsageError as error:  # a list has entries, not lines
            if error.text is BAD_LINE:
                raise UsageError(BAD_ENTRY, **error.facts) from None
            raise
        if found is not None:
            yield found


def _lines(name: str, text: str) -> Iterator[Item]:
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except json.JSONDecodeError as error:
            raise bad(name, number, NO_JSON, error=error.msg) from None
        found = _item(name, number, row)
        if found is not None:
            yield found


def _item(name: str, line: int, row: Any) -> Item | None:
    """Return one conversation; None for one of ShareGPT's without anything that a user says."""
    if not isinstance(row, dict):
        raise bad(name, line, NO_JSON, error=type(row).__name__)
    given = next((row[field] for field in LIMITS if row.get(field) is not None), None)
    limit = None if given is None else whole(name, line, "max_tokens", given, 1)
    if "conversations" in row:
        return _sharegpt(name, line, row["conversations"], limit)
    if "body" in row:
        body = row["body"]
        if not isinstance(body, dict) or "messages" not in body:
            raise bad(name, line, MISSING, field="body.messages")
        inner = next((body[field] for field in LIMITS if body.get(field) is not None), None)
        limit = whole(name, line, "max_tokens", inner, 1) if inner is not None else limit
        kept = {k: v for k, v in body.items() if k not in ("model", "messages", "stream", "stream_options", *LIMITS)}
        return _messages(name, line, body["messages"], limit, kept)
    if "messages" in row:
        return _messages(name, line, row["messages"], limit, {})
    if "prompt" not in row:
        raise bad(name, line, NOT_KNOWN)
    prompt = row["prompt"]
    if isinstance(prompt, list):
        return _messages(name, line, prompt, limit, {})
    if not isinstance(prompt, str) or not prompt.strip():
        raise bad(name, line, NOT_TEXT, field="prompt")
    return Item((prompt,), limit=limit)


def _sharegpt(name: str, line: int, said: Any, limit: int | None) -> Item | None:
    if not isinstance(said, list) or not all(isinstance(turn, dict) for turn in said):
        raise bad(name, line, NOT_LIST, field="conversations")
    turns: list[str] = []
    answers: list[str] = []
    for turn in said:
        value = turn.get("value")
        if not isinstance(value, str):
            raise bad(name, line, NOT_TEXT, field="value")
        (turns if turn.get("from") in USER else answers).append(value)
    turns = [turn for turn in turns if turn.strip()]
    if not turns:
        return None
    if limit is None and answers:
        limit = min(max(1, tokens_in(answers[0])), LONGEST)
    return Item(tuple(turns), limit=limit)


def _messages(name: str, line: int, said: Any, limit: int | None, options: dict[str, Any]) -> Item:
    """Take a chat as it stands: everything up to its last user turn is one prompt, its own answers included."""
    if not isinstance(said, list) or not all(isinstance(turn, dict) for turn in said):
        raise bad(name, line, NOT_LIST, field="messages")
    last = max((n for n, turn in enumerate(said) if turn.get("role") == "user"), default=-1)
    if last < 0:
        raise bad(name, line, NO_USER)
    content = said[last].get("content")
    if not isinstance(content, str | list) or not content:
        raise bad(name, line, NOT_TEXT, field="content")
    return Item((content,), tuple(said[:last]), limit, options)
