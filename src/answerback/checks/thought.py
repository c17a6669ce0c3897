"""Whether, where and how long a model thinks, told from its answers; and the asks that find it out. Pure."""

from __future__ import annotations

import re
from collections.abc import Generator
from enum import StrEnum
from typing import Any

import msgspec

from answerback import server
from answerback.checks.probes import APPLES, HELLO, HELLO_STREAM, ROOM
from answerback.server import Server, Treatment
from answerback.values.answer import Choice
from answerback.values.asks import Chat, chat
from answerback.values.pattern import lazy
from answerback.values.target import Setting
from answerback.wire.openai import Reading

TO_SEE = 24
"""Completion tokens within which it shows whether a thought begins."""
PLAIN_ROOM, SHORT_ROOM = 256, 160
"""Tokens for a model that was not seen thinking. More where its first answer did not end within its limit: that may
have been a thought without its tag."""
OPEN = lazy(r"\s*(<(?:think|thinking|thought|reasoning|seed:think)>|\[THINK\])", re.IGNORECASE)
"""How the families open a thought: Qwen, DeepSeek, GLM and most others; Seed; Magistral."""
CLOSE = lazy(r"</(?:think|thinking|thought|reasoning|seed:think)>|\[/THINK\]", re.IGNORECASE)
_KNOWN = frozenset({"role", "content", "refusal", "reasoning_content", "reasoning", "name", "audio", "annotations"})
_LIKE_REASONING = lazy(r"(?i)reason|think|thought|analysis|cot")


class Place(StrEnum):
    """Where a thought arrived."""

    FIELD = "field"
    """In `reasoning_content` or `reasoning`."""
    OTHER_FIELD = "other-field"
    """In a field that no client reads."""
    INLINE = "inline"
    """In the content, between its tags."""
    ORPHAN = "orphan"
    """In the content, with the closing tag alone."""
    NOWHERE = "nowhere"


class Thought(msgspec.Struct, frozen=True):
    """The thought of an answer, and what is left as the answer proper."""

    place: Place
    text: str = ""
    answer: str = ""
    field: str = ""
    tag: str = ""
    closed: bool = True
    """False where the text ended inside the thought."""


def thought_of(heard: Reading) -> Thought:
    """Return the thought of the first choice; blanks alone are no thought."""
    first = heard.answer.first
    if first is None:
        return Thought(Place.NOWHERE)
    content = first.text
    if first.thought:
        return Thought(Place.FIELD, first.thought, content.strip(), first.reasoning_field, closed=bool(content.strip()))
    opened = OPEN.match(content)
    closing = CLOSE.search(content)
    if opened is not None:
        end = closing.start() if closing is not None else len(content)
        answer = content[closing.end() :].strip() if closing is not None else ""
        text = content[opened.end() : end].strip()
        return Thought(Place.INLINE, text, answer, tag=opened[1], closed=closing is not None)
    if closing is not None:
        return Thought(
            Place.ORPHAN, content[: closing.start()].strip(), content[closing.end() :].strip(), tag=closing[0]
        )
    name, text = _elsewhere(heard, first)
    if name:
        return Thought(Place.OTHER_FIELD, text, content.strip(), name, closed=bool(content.strip()))
    return Thought(Place.NOWHERE, "", content.strip())


def _elsewhere(heard: Reading, first: Choice) -> tuple[str, str]:
    """Return the name and text of an unusual field of the message that holds a thought."""
    found: dict[str, str] = {}
    holders: list[Any] = [chunk.delta for chunk in heard.chunks]
    if isinstance(heard.json, dict):
        choices = heard.json.get("choices")
        holders += [c.get("message") for c in choices if isinstance(c, dict)][:1] if isinstance(choices, list) else []
    for holder in holders:
        for name, value in holder.items() if isinstance(holder, dict) else ():
            if isinstance(value, str) and name not in _KNOWN:
                found[name] = found.get(name, "") + value
    likely = [(name, text) for name, text in found.items() if _LIKE_REASONING.search(name) and len(text.strip()) > 8]
    return likely[0] if likely else ("", "")


def hidden_tokens(heard: Reading) -> int:
    """Return how many reasoning tokens were counted for an answer that shows no thought."""
    usage = heard.answer.usage
    shown = thought_of(heard).place is not Place.NOWHERE
    return 0 if shown or usage is None else usage.reasoning or 0


def shows_thought(heard: Reading) -> bool:
    """Whether the beginning of an answer, or all of it, is a thought."""
    thought = thought_of(heard)
    return bool(thought.text) or (thought.place is Place.INLINE and not thought.closed)


# --- asks ----------------------------------------------------------------------------------------

APPLES_TO_SEE: Chat = chat(APPLES, stream=True, temperature=0, max_tokens=TO_SEE)
"""Long enough to see whether a thought begins."""
DEFAULT = "default"
OFF: dict[str, dict[str, Any]] = {
    "chat_template_kwargs": {"chat_template_kwargs": {"enable_thinking": False, "thinking": False}},
    "enable_thinking": {"enable_thinking": False},
    "reasoning_effort": {"reasoning_effort": "none"},
    "thinking": {"thinking": {"type": "disabled"}},
    "extra_body": {
        "extra_body": {"enable_thinking": False, "chat_template_kwargs": {"enable_thinking": False, "thinking": False}}
    },
}
"""The switches in raw JSON, set to off; templates call the variable `enable_thinking` (Qwen, GLM, Hunyuan) or
`thinking` (DeepSeek, Kimi, Granite), and ignore the other."""
ON: dict[str, dict[str, Any]] = {
    "chat_template_kwargs": {"chat_template_kwargs": {"enable_thinking": True, "thinking": True}},
    "enable_thinking": {"enable_thinking": True},
    "reasoning_effort": {"reasoning_effort": "medium"},
    "thinking": {"thinking": {"type": "enabled"}},
    "extra_body": {
        "extra_body": {"enable_thinking": True, "chat_template_kwargs": {"enable_thinking": True, "thinking": True}}
    },
}


ENCODING = "gzip, deflate"
"""What the usual client libraries say that they accept: a proxy that compresses streams shows only then."""


def by_default(hello: Reading, stream: Reading) -> Chat:
    """Return the sum of the how-to as a client sends it, streamed, with room for the thought if there is one."""
    first = hello.answer.first
    room = SHORT_ROOM if first is not None and first.finish_reason == "stop" else PLAIN_ROOM
    if shows_thought(hello) or shows_thought(stream) or hidden_tokens(hello):
        room = ROOM
    options: dict[str, Any] = {"stream_options": {"include_usage": True}} if stream.status < 400 else {}
    return chat(APPLES, stream=True, temperature=0, max_tokens=room, alone=True, encoding=ENCODING, **options)


class Known(msgspec.Struct, frozen=True):
    """What is known of a model's thinking."""

    reading: Reading
    """The sum, asked without any switch."""
    thought: Thought
    switched_on: str = ""
    """The switch that makes a model think which does not by itself; empty where none was found or needed."""
    shown: Reading | None = None
    """The answer in which it thought then."""
    refusals: tuple[str, ...] = ()
    """Switches that were declined while one was looked for."""

    @property
    def thinks(self) -> bool:
        """By itself."""
        return self.thought.place is not Place.NOWHERE and bool(self.thought.text)

    @property
    def can(self) -> bool:
        """By itself or when told to."""
        return self.thinks or bool(self.switched_on)


def product(setting: Setting) -> type[Server] | None:
    """Return what is known of the recognised server."""
    return server.named(setting.server) if setting.server else None


def find_out(setting: Setting) -> Generator[Any, Any, Known]:
    """Ask by default; where no thought shows, ask with the switches that are likely to work (at most three)."""
    hello, stream = yield (HELLO, HELLO_STREAM)
    heard: Reading = yield by_default(hello, stream)
    known = Known(heard, thought_of(heard))
    if known.thinks or not heard.ok or hidden_tokens(heard):
        return known
    refused: list[str] = []
    for name in _likely(product(setting)):
        more: Reading = yield APPLES_TO_SEE.with_(**ON[name])
        if more.ok and shows_thought(more):
            return Known(heard, known.thought, name, more, tuple(refused))
        if not more.ok:
            refused.append(name)
    return Known(heard, known.thought, refusals=tuple(refused))


def _likely(kind: type[Server] | None) -> tuple[str, ...]:
    """Return the switches worth a request: those that the product honours, else the usual ones."""
    honoured = [name for name, how in (kind.thinking_switches if kind else {}).items() if how is Treatment.HONOURED]
    order = ("chat_template_kwargs", "enable_thinking", "thinking", "reasoning_effort")
    if honoured:
        return tuple(name for name in order if name in honoured)[:2]
    if kind is not None and kind.thinking_switches and not kind.gateway:
        return ()
    return ("chat_template_kwargs", "enable_thinking", "reasoning_effort")


# --- judging a switch ------------------------------------------------------------------------------


class Effect(StrEnum):
    """What came of a switch."""

    WORKS = "works"
    NONE = "none"
    REFUSED = "refused"
    UNCLEAR = "unclear"
    """The answer broke, or showed nothing."""


def effect(known: Known, heard: Reading, *, off: bool) -> Effect:
    """Judge the beginning of an answer for which thinking was switched off (or on)."""
    if heard.failure is not None or heard.status == 0 or heard.status >= 500 or heard.status in (408, 429):
        return Effect.UNCLEAR
    if not heard.ok or (heard.error is not None and not heard.answer.choices):
        return Effect.REFUSED
    thought = thought_of(heard)
    if not off:
        return Effect.WORKS if shows_thought(heard) else Effect.NONE
    if known.thought.place is Place.ORPHAN:  # a thought without its tag looks like any text
        return Effect.NONE if same_start(known.thought.text, thought.text or thought.answer) else Effect.WORKS
    if shows_thought(heard):
        return Effect.NONE
    first = heard.answer.first
    said = first is not None and bool(first.text.strip())
    return Effect.WORKS if said else Effect.UNCLEAR


def same_start(one: str, other: str, size: int = 12) -> bool:
    """Whether two texts begin alike, blanks aside."""
    a, b = "".join(one.split())[:size], "".join(other.split())[:size]
    return bool(a) and bool(b) and (a.startswith(b) or b.startswith(a))


def off_ask(setting: Setting) -> tuple[str, Chat] | None:
    """Return the off-switch that this product honours best, or None where it is known to have none."""
    kind = product(setting)
    switches = kind.thinking_switches if kind is not None else {}
    for name in ("chat_template_kwargs", "enable_thinking", "thinking", "reasoning_effort"):
        if switches.get(name) is Treatment.HONOURED:
            return name, APPLES_TO_SEE.with_(**OFF[name])
    if switches and kind is not None and not kind.gateway:
        return None
    return "chat_template_kwargs", APPLES_TO_SEE.with_(**OFF["chat_template_kwargs"])
