"""What each request of a load test says: made-up prompts, conversations, files and traces, all from one seed."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Sequence
from random import Random
from typing import Any
from zlib import crc32

import msgspec

from answerback.bench.datasets import Item, tokens_in
from answerback.bench.lengths import Lengths, fixed
from answerback.bench.nonces import Nonces
from answerback.bench.plan import Expected, Stage, Work
from answerback.bench.record import Record
from answerback.bench.traces import BLOCK, Entry
from answerback.bench.wording import REQUEST, Counted, Ring
from answerback.checks.probes import SCHEMA, TOOLS, schema_format
from answerback.checks.thought import OFF, ON
from answerback.values.asks import Message

A_TURN = 8
"""Tokens that a template writes around two more turns, about."""
_encode = msgspec.json.Encoder().encode


class Wanted(msgspec.Struct, frozen=True, kw_only=True):
    """What work is asked for."""

    model: str | None = None
    prompt: Lengths = fixed(512)
    """Tokens of a prompt; of each user turn in a conversation."""
    answer: Lengths = fixed(128)
    """The most tokens of an answer."""
    shared: float = 0.0
    """Share of each prompt, 0 to 1, with which others begin too."""
    groups: int = 1
    """How many different shared beginnings there are."""
    turns: int = 1
    """User turns of a conversation; the next goes out when the one before is answered."""
    tools: bool = False
    schema: bool = False
    thinking: bool | None = None
    """Switched on or off; None: as the service does by itself."""
    switch: str = "chat_template_kwargs"
    """The spelling of the switch that the service honours (`checks.thought.OFF`)."""
    options: dict[str, Any] = {}
    """Other fields of each request; they win over these."""
    seed: int = 0

    @property
    def body(self) -> dict[str, Any]:
        """The fields that all requests have, besides messages and limits."""
        out: dict[str, Any] = {} if self.model is None else {"model": self.model}
        out |= {"stream": True, "stream_options": {"include_usage": True}, "temperature": 0}
        out |= {"tools": TOOLS, "tool_choice": "auto"} if self.tools else {}
        out |= {"response_format": schema_format(SCHEMA)} if self.schema else {}
        if self.thinking is not None:
            out |= (ON if self.thinking else OFF)[self.switch]
        return {**out, **self.options}


class Script(msgspec.Struct):
    """One conversation as it is planned."""

    turns: Sequence[Any]
    """What the user says: texts, or lists of parts."""
    limits: Sequence[int]
    tokens: int
    """Planned tokens of the first prompt."""
    nonce: str
    label: str
    head: tuple[Message, ...] = ()
    options: dict[str, Any] = {}
    cached: int = 0
    at_ns: int | None = None


class _Talk(msgspec.Struct):
    """A conversation under way."""

    script: Script
    messages: list[Message]
    name: str
    turn: int = 0
    tokens: int = 0
    cached: int = 0


class Conversations:
    """The work of one stage. A conversation whose answer broke is over; its place is taken by a new one."""

    def __init__(self, scripts: Iterator[Script], body: dict[str, Any], expected: Expected) -> None:
        self._scripts, self._body, self._expected = scripts, body, expected
        self._ready: deque[_Talk] = deque()
        self._open: dict[str, _Talk] = {}
        self._number = 0
        self._ended = False

    def next(self) -> Work | None:
        """Return the next turn of a conversation that waits for it, else the first of a new one."""
        if self._ready:
            return self._work(self._ready.popleft())
        script = None if self._ended else next(self._scripts, None)
        if script is None:
            self._ended = True
            return None
        name = f"c{self._number}" if len(script.turns) > 1 else ""
        talk = _Talk(script, list(script.head), name, tokens=script.tokens, cached=script.cached)
        return self._work(talk)

    @property
    def over(self) -> bool:
        """Whether nothing will come any more."""
        return self._ended and not self._ready and not self._open

    def ended(self, record: Record) -> None:
        """Go on with a conversation that was answered."""
        talk = self._open.pop(record.session, None) if record.session else None
        if talk is None or not record.ok or talk.turn + 1 >= len(talk.script.turns):
            return
        talk.messages.append({"role": "assistant", "content": record.text})
        talk.turn += 1
        talk.cached = talk.tokens
        talk.tokens += record.tokens + A_TURN + tokens_in(talk.script.turns[talk.turn])
        self._ready.append(talk)

    def expected(self) -> Expected:
        """Say what it will cost."""
        return self._expected

    def _work(self, talk: _Talk) -> Work:
        script = talk.script
        talk.messages.append({"role": "user", "content": script.turns[talk.turn]})
        limit = script.limits[min(talk.turn, len(script.limits) - 1)]
        body = {**self._body, **script.options, "messages": talk.messages, "max_tokens": limit}
        work = Work(
            number=self._number, body=_encode(body), max_tokens=limit, prompt_tokens=talk.tokens, label=script.label,
            planned_ns=script.at_ns, session=talk.name, turn=talk.turn, nonce=script.nonce, cached_tokens=talk.cached,
        )  # fmt: skip
        self._number += 1
        if talk.name:
            self._open[talk.name] = talk
        return work


def made(wanted: Wanted, counted: Counted, nonces: Nonces) -> Callable[[Stage], Conversations]:
    """Return the maker of made-up work, a source for each stage."""
    ring = Ring(wanted.seed)

    def source(stage: Stage) -> Conversations:
        prompt = max(wanted.prompt.mean, counted.fixed)
        middle = (wanted.turns - 1) / 2  # the turns before a turn are in its prompt as well
        mean = prompt * (1 + middle) + middle * wanted.answer.mean
        expected = Expected(stage.requests, round(mean), round(wanted.answer.mean))
        rng = Random(f"work {wanted.seed} {stage.seed}")
        return Conversations(_scripts(wanted, counted, nonces, ring, rng), wanted.body, expected)

    return source


def _scripts(wanted: Wanted, counted: Counted, nonces: Nonces, ring: Ring, rng: Random) -> Iterator[Script]:
    longest: dict[int, int] = {}
    label = "tools" if wanted.tools else "schema" if wanted.schema else "chat" if wanted.turns > 1 else ""
    while True:
        nonce = nonces.next()
        words = [counted.words_for(wanted.prompt.draw(rng)) for _ in range(wanted.turns)]
        common, group = round(words[0] * wanted.shared), rng.randrange(wanted.groups)
        known = min(longest.get(group, 0), common)
        longest[group] = max(longest.get(group, 0), common)
        ending = REQUEST.format(nonce=nonce)
        pieces = [ring.text(crc32(b"group %d" % group), common)] if common else []
        pieces.append(f"{nonce}: {ring.text(rng.getrandbits(30), words[0] - common)}")
        turns = [" ".join(pieces) + ending]
        turns += [f"{ring.text(rng.getrandbits(30), more)}{ending}" for more in words[1:]]
        limits = [wanted.answer.draw(rng) for _ in turns]
        cached = round(known * counted.each)
        yield Script(turns, limits, counted.tokens_of(words[0]), nonce, label or ("prefix" if common else "prompt"),
                     cached=cached)  # fmt: skip


def from_items(wanted: Wanted, items: Sequence[Item], nonces: Nonces) -> Callable[[Stage], Conversations]:
    """Return the maker of work from a file: in an order drawn from the seed, round and round, `turns` at most each."""

    def scripts(rng: Random) -> Iterator[Script]:
        order = list(range(len(items)))
        while True:
            rng.shuffle(order)
            for place in order:
                item, nonce = items[place], nonces.next()
                turns = list(item.turns[: wanted.turns])
                turns[-1] = marked(turns[-1], nonce)
                limit = item.limit if item.limit is not None else wanted.answer.draw(rng)
                yield Script(turns, [limit], item.tokens + A_TURN, nonce, "file", item.head, item.options)

    def source(stage: Stage) -> Conversations:
        prompt = sum(item.tokens for item in items) / len(items) + A_TURN
        limits = [item.limit if item.limit is not None else wanted.answer.mean for item in items]
        expected = Expected(stage.requests, round(prompt), round(sum(limits) / len(limits)))
        return Conversations(scripts(Random(f"file {wanted.seed} {stage.seed}")), wanted.body, expected)

    return source


def marked(said: Any, nonce: str) -> Any:
    """Return what a user says with a code word behind it, where no shared beginning is spoiled."""
    if isinstance(said, str):
        return f"{said}\n\n[{nonce}]"
    return [*said, {"type": "text", "text": f"[{nonce}]"}]


def from_trace(
    wanted: Wanted, entries: Sequence[Entry], counted: Counted, nonces: Nonces
) -> Callable[[Stage], Conversations]:
    """Return the maker of a trace's work: its times, its lengths, and equal beginnings where its blocks are equal."""
    ring = Ring(wanted.seed)
    words_of_block = max(1, round(BLOCK / counted.each))

    def scripts() -> Iterator[Script]:
        seen: set[str] = set()
        for entry in entries:
            nonce = nonces.next()
            words = counted.words_for(entry.prompt_tokens)
            pieces, left, known, fresh = [], words, 0, False
            for block in entry.blocks:
                if left <= 0:
                    break
                taken = min(left, words_of_block)
                pieces.append(ring.text(crc32(block.encode()), taken))
                fresh = fresh or block not in seen
                known += 0 if fresh else taken
                left -= taken
                seen.add(block)
            if left > 0:
                pieces.append(f"{nonce}: {ring.text(crc32(nonce.encode()), left)}")
            text = " ".join(pieces) + REQUEST.format(nonce=nonce)
            yield Script([text], [entry.max_tokens], counted.tokens_of(words), nonce, "trace",
                         cached=round(known * counted.each), at_ns=entry.at_ns)  # fmt: skip

    def source(stage: Stage) -> Conversations:
        count = len(entries)
        prompt = sum(max(entry.prompt_tokens, counted.fixed) for entry in entries) / count
        answer = sum(entry.max_tokens for entry in entries) / count
        requests = count if stage.requests is None else min(count, stage.requests)
        return Conversations(scripts(), wanted.body, Expected(requests, round(prompt), round(answer)))

    return source
