"""What all changes of the model's words have in common: whole answers and streams told anew by the same rules.

A `Teller` is fed the parts of one choice in order (reasoning, content, tool calls) and gives back the parts that the
client is to get. Whole answers are fed at once, streams chunk by chunk; what comes beyond the service's own chunks
is sent at the service's own pace. `usage` is kept true to the words.
"""

from __future__ import annotations

import asyncio
import copy
from collections.abc import Callable
from random import Random
from typing import Any

import msgspec

from answerback.sim import tokens
from answerback.sim.acts import parts
from answerback.sim.acts.blocks import Block
from answerback.sim.acts.editing import Editing, plainly
from answerback.sim.acts.parts import Kind, Part
from answerback.sim.acts.shape import Layer, Order, Stage, Turn, acts, limit_of, pause
from answerback.sim.stage import Call, Channel, Handler
from answerback.values.injections import Injection

PACE_S = 0.005
"""Between the pieces of a stream that was too short to show its pace."""


class Teller:
    """Tells one choice of an answer. This one changes nothing."""

    recounts = False
    """Whether other words mean another number of tokens."""
    hides = False
    """Whether reasoning that does not come was made and paid for."""

    def __init__(self, injection: Any, call: Call, rng: Random, field: str) -> None:
        self.injection, self.rng, self.field = injection, rng, field
        self.limit = limit_of(call)
        self.request = call.json()
        self.tokens: int | None = None
        """The completion tokens, where the teller knows better than a recount."""

    def feed(self, part: Part) -> list[Part]:
        """Return what the client gets for a part."""
        return [part]

    def finish(self, reason: str | None) -> tuple[list[Part], str | None]:
        """Return what comes at the end, and the finish_reason."""
        return [], reason


class _Voice:
    """One choice under way."""

    def __init__(self, teller: Teller) -> None:
        self.teller = teller
        self.heard = self.told = 0
        self.over = self.thought = self.thinks = False

    def read(self, holder: dict[str, Any], name: str) -> list[Part]:
        """Return the parts of a message or delta, and learn what the reasoning is called here."""
        self.teller.field = next((field for field in parts.FIELDS if field in holder), self.teller.field)
        return parts.read(holder, name)

    def feed(self, part: Part) -> list[Part]:
        out = self.teller.feed(part)
        self._count([part], out)
        return out

    def finish(self, reason: str | None) -> tuple[list[Part], str | None]:
        self.over = True
        out, reason = self.teller.finish(reason)
        self._count([], out)
        return out, reason

    @property
    def unparsed(self) -> bool:
        """Whether the reasoning went into the content, or was never there."""
        return self.thought and not self.thinks and not self.teller.hides

    def _count(self, heard: list[Part], told: list[Part]) -> None:
        self.thought = self.thought or any(part.kind is Kind.REASONING for part in heard)
        self.thinks = self.thinks or any(part.kind is Kind.REASONING for part in told)
        if self.teller.recounts:
            self.heard += sum(tokens.count(part.text) for part in heard if part.text)
            self.told += sum(tokens.count(part.text) for part in told if part.text)


class Retelling(Editing):
    """Feeds answers to tellers, one for each choice."""

    def __init__(self, channel: Channel, call: Call, turn: Turn, injection: Injection, make: Any, field: str) -> None:
        super().__init__(channel, call)
        self.call, self.turn, self.injection, self.make, self.field = call, turn, injection, make, field
        self.voices: dict[int, _Voice] = {}
        self.template: dict[str, Any] | None = None
        """A chunk of this stream that carries text, for those that come on top."""
        self.first_s = self.last_s = 0.0
        self.arrived = 0

    def _voice(self, choice: dict[str, Any]) -> _Voice:
        index = choice.get("index") if isinstance(choice.get("index"), int) else 0
        assert isinstance(index, int)
        if index not in self.voices:
            self.voices[index] = _Voice(self.make(self.injection, self.call, self.field))
        return self.voices[index]

    def _recount(self, value: dict[str, Any]) -> bool:
        """Make `usage` true to the words; whether it changed."""
        usage = value.get("usage")
        if not isinstance(usage, dict) or not isinstance(usage.get("completion_tokens"), int):
            return False
        details = usage.get("completion_tokens_details")
        unparsed = bool(self.voices) and all(voice.unparsed for voice in self.voices.values())
        if unparsed and isinstance(details, dict) and details.get("reasoning_tokens"):
            details["reasoning_tokens"] = 0
        else:
            unparsed = False
        before = usage["completion_tokens"]
        after = before
        for voice in self.voices.values():
            after = voice.teller.tokens if voice.teller.tokens is not None else after + voice.told - voice.heard
        limit = limit_of(self.call)
        if limit is not None and before <= limit * max(1, len(self.voices)):
            after = min(after, limit * max(1, len(self.voices)))
        after = max(0, after)
        if after == before:
            return unparsed
        usage["completion_tokens"] = after
        if isinstance(usage.get("total_tokens"), int):
            usage["total_tokens"] += after - before
        return True

    # --- whole answers ---------------------------------------------------------------------------

    async def whole(self, value: Any) -> Any:
        choices = value.get("choices") if isinstance(value, dict) else None
        if not isinstance(choices, list):
            return value
        value = copy.deepcopy(value)
        before = msgspec.json.encode(value)
        for choice in value["choices"]:
            if isinstance(choice, dict):
                self._retell(choice)
        self._recount(value)
        if msgspec.json.encode(value) != before:
            self.turn.did(self.injection)
        return value

    def _retell(self, choice: dict[str, Any]) -> None:
        voice = self._voice(choice)
        message = choice.get("message")
        holder = message if isinstance(message, dict) else choice
        name = "content" if holder is message else "text"
        heard = voice.read(holder, name)
        told = [part for piece in heard for part in voice.feed(piece)]
        rest, reason = voice.finish(choice.get("finish_reason"))
        told += rest
        if told != heard:
            parts.write(holder, name, told)
        if reason != choice.get("finish_reason"):
            choice["finish_reason"] = reason

    # --- streams ---------------------------------------------------------------------------------

    async def block(self, block: Block) -> None:
        value = block.json()
        choices = value.get("choices") if value is not None else None
        if isinstance(choices, list) and len(choices) > 1 and all(isinstance(c, dict) for c in choices):
            for choice in choices:  # a chunk for each, so that each may change, grow or vanish by itself
                await self._send_chunk(block, {**value, "choices": [choice]}, choice, split=True)
        elif isinstance(choices, list) and choices and isinstance(choices[0], dict):
            await self._send_chunk(block, value, choices[0])
        elif isinstance(choices, list) and self._recount(value):
            await self.send(block.with_json(value))
        else:
            await self.send(block)

    async def _send_chunk(
        self, block: Block, value: dict[str, Any], choice: dict[str, Any], split: bool = False
    ) -> None:
        changed = await self._chunk(block, value, choice)
        if changed or changed is None:
            self.turn.did(self.injection)
        if changed is not None:
            await self.send(block.with_json(value) if changed or split else block)

    async def _chunk(self, block: Block, value: dict[str, Any], choice: dict[str, Any]) -> bool | None:
        """Change a chunk of one choice, sending what comes before it; whether it changed; None: it is dropped."""
        voice = self._voice(choice)
        if voice.over:
            return self._recount(value)
        delta = choice.get("delta")
        holder = delta if isinstance(delta, dict) else choice
        name = "content" if holder is delta else "text"
        heard = voice.read(holder, name)
        if heard:
            self._time()
            self.template = {**value, "choices": [choice]}
        told = [part for piece in heard for part in voice.feed(piece)]
        reason = choice.get("finish_reason")
        if not reason:
            if told == heard:
                return False
            parts.clear(holder, name)
            if not told and set(holder) <= {"role", name} and not holder.get("role"):
                return None
            for part in told[:-1]:
                await self._extra(block, value, choice, part, name)
            if told:
                parts.put(holder, name, told[-1])
            return True
        rest, new = voice.finish(reason)
        if told == heard and not rest:
            choice["finish_reason"] = new
            return self._recount(value) or new != reason
        parts.clear(holder, name)
        for part in (*told, *rest):
            await self._extra(block, value, choice, part, name)
        choice["finish_reason"] = new
        self._recount(value)
        return True

    async def _extra(self, block: Block, value: dict[str, Any], choice: dict[str, Any], part: Part, name: str) -> None:
        """Send a chunk on top, at the pace of the stream."""
        chunk = {**(self.template or value)}
        chunk.pop("usage", None)
        like = {**chunk["choices"][0], "index": choice.get("index", 0), "finish_reason": None}
        holder = like
        if name == "content":
            role = (like.get("delta") or {}).get("role") if self.template else None
            holder = like["delta"] = {"role": role} if role else {}
        parts.clear(holder, name)
        parts.put(holder, name, part)
        await self.send(block.with_json({**chunk, "choices": [like]}))
        await pause(self.channel, self._gap())

    def _time(self) -> None:
        now = asyncio.get_running_loop().time()
        self.arrived += 1
        self.last_s = now
        if self.arrived == 1:
            self.first_s = now

    def _gap(self) -> float:
        return (self.last_s - self.first_s) / (self.arrived - 1) if self.arrived > 2 else PACE_S


def tells(kind: type[Injection]) -> Callable[[type[Teller]], type[Teller]]:
    """Register the teller of a kind of injection."""

    def register(teller: type[Teller]) -> type[Teller]:
        @acts(kind, Order.CONTENT)
        def make(injection: Any, stage: Stage) -> Layer:
            def one(injection: Any, call: Call, field: str) -> Teller:
                return teller(injection, call, stage.rng, field)

            field = getattr(injection, "field", "") or stage.reasoning_field

            async def act(turn: Turn, call: Call, channel: Channel, inner: Handler) -> None:
                await inner(plainly(call), Retelling(channel, call, turn, injection, one, field))

            return act

        return teller

    return register
