"""Runs a brain for a job and writes what it says: whole, or as a stream of chunks."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from random import Random
from typing import Any

import msgspec

from answerback.sim.brain import Brain, Overloaded, Piece, Unrenderable
from answerback.sim.dialect import Dialect
from answerback.sim.job import Job
from answerback.sim.refusal import Refusal
from answerback.sim.said import Counts, Said
from answerback.sim.split import Delta, Kind, Splitter, StopCutter
from answerback.sim.stage import Channel

_encode = msgspec.json.encode


class Step(msgspec.Struct):
    """What came of one piece of raw text; the last step has `over` set."""

    said: Said
    deltas: list[Delta]
    logprobs: list[dict[str, Any]] | None
    over: bool = False


class Gone(Exception):
    """The client has hung up."""


async def voice(brain: Brain, job: Job, index: int, dialect: Dialect, channel: Channel) -> AsyncIterator[Step]:
    """Yield the steps of one choice; raises Gone as soon as nobody listens any more."""
    params = msgspec.structs.replace(job.params, choice=index)
    cutter = StopCutter(params.stop)
    splitter = Splitter(job.parser, tools=job.tools, strip=dialect.strips and job.parser is not None)
    said = Said(index=index, logprobs=[] if job.logprobs is not None else None)
    pieces = brain.generate(job.prompt, params)
    waiting: list[dict[str, Any]] | None = [] if said.logprobs is not None else None
    try:
        async for piece in pieces:
            if channel.gone.is_set():
                raise Gone
            said.tokens += piece.tokens
            deltas = splitter.feed(cutter.feed(piece.text)) if piece.text else []
            if splitter.thinking and job.parser:
                said.reasoning_tokens += piece.tokens
            over = bool(piece.finish) or cutter.met is not None
            if over:
                deltas += splitter.feed(cutter.rest()) + splitter.close()
                said.stop = cutter.met
                said.finish = "stop" if cutter.met is not None else piece.finish
            logprobs = _logprobs(piece, dialect) if said.logprobs is not None and piece.token is not None else None
            _collect(said, deltas, logprobs)
            if logprobs and waiting is not None:  # of text that is still held back, too
                waiting += logprobs
            if over:
                if said.calls and said.finish == "stop":
                    said.finish = dialect.named_finish if job.named else "tool_calls"
                yield Step(said, deltas, waiting, over=True)
                return
            if deltas:
                yield Step(said, deltas, waiting)
                waiting = [] if waiting is not None else None
        said.finish = "length"  # a limit of 0 tokens, where that is let in
        yield Step(said, splitter.close(), None, over=True)
    finally:
        close = getattr(pieces, "aclose", None)
        if close is not None:
            await close()


def _collect(said: Said, deltas: list[Delta], logprobs: list[dict[str, Any]] | None) -> None:
    for delta in deltas:
        if delta.kind is Kind.CONTENT:
            said.content += delta.text
        elif delta.kind is Kind.REASONING:
            said.reasoning += delta.text
        elif delta.kind is Kind.CALL:
            said.calls.append({"id": "", "type": "function", "function": {"name": delta.text, "arguments": ""}})
        else:
            said.calls[-1]["function"]["arguments"] += delta.text
    if logprobs and said.logprobs is not None:
        said.logprobs += logprobs


def _logprobs(piece: Piece, dialect: Dialect) -> list[dict[str, Any]]:
    assert piece.token is not None
    return [{**dialect.logprob(piece.token), "top_logprobs": [dialect.logprob(token) for token in piece.top]}]


def counts(job: Job, said: list[Said]) -> Counts:
    """Return what the job cost so far."""
    return Counts(
        prompt=job.prompt_tokens,
        completion=sum(one.tokens for one in said),
        reasoning=sum(one.reasoning_tokens for one in said),
        cached=job.cached_tokens,
        first=said[0].tokens if said else 0,
    )


async def whole(brain: Brain, job: Job, dialect: Dialect, channel: Channel, rng: Random) -> None:
    """Answer with one JSON object."""

    async def one(index: int) -> Said:
        async for step in voice(brain, job, index, dialect, channel):
            if step.over:
                for number, call in enumerate(step.said.calls):
                    call["id"] = dialect.call_id(rng, call["function"]["name"], number)
                return step.said
        raise RuntimeError("the brain ended without a finish")

    said = [await one(0)] if job.n == 1 else list(await asyncio.gather(*(one(index) for index in range(job.n))))
    if job.echo and job.prompt.text:
        for choice in said:
            choice.content = job.prompt.text + choice.content
    body = dialect.before_whole + _encode(dialect.whole(job, said, counts(job, said)))
    await channel.start(200, (("content-type", dialect.json_type), *dialect.headers), length=len(body))
    await channel.write(body)
    await channel.end()


async def stream(brain: Brain, job: Job, dialect: Dialect, channel: Channel, rng: Random) -> None:
    """Answer with events. Nothing is sent before the first piece, so an early refusal keeps its status; a late failure
    is an event of its own, as vLLM's create_streaming_error_response sends it."""
    started: set[int] = set()
    last: dict[int, Said] = {}
    writer = _Writer(job, dialect, channel, rng)
    try:
        async for step in _together(brain, job, dialect, channel):
            if not started:
                kind = ("content-type", dialect.stream_type)
                await channel.start(200, (kind, ("cache-control", "no-cache"), *dialect.headers))
                if dialect.prelude:
                    await channel.write(dialect.prelude)
                for opening in dialect.opening(job):
                    await writer.send(opening)
            index = step.said.index
            last[index] = step.said
            if index not in started:
                started.add(index)
                await writer.first(index)
            await writer.step(step, list(last.values()))
    except (Overloaded, Unrenderable) as error:
        if not started:
            raise
        await writer.send(dialect.error(Refusal(500, str(error)), in_stream=True))
    else:
        total = counts(job, list(last.values()))
        if (job.usage or dialect.usage_unasked) and not dialect.usage_in_finish:
            await writer.send(dialect.chunk(job, [], dialect.usage(total, job)))
    if dialect.sends_done:
        await channel.write(b"data: [DONE]\n\n")
    await channel.end()


async def _together(brain: Brain, job: Job, dialect: Dialect, channel: Channel) -> AsyncIterator[Step]:
    """Yield the steps of all choices as they come."""
    if job.n == 1:
        async for step in voice(brain, job, 0, dialect, channel):
            yield step
        return
    queue: asyncio.Queue[Step | Exception | None] = asyncio.Queue()

    async def run(index: int) -> None:
        try:
            async for step in voice(brain, job, index, dialect, channel):
                await queue.put(step)
        except Exception as error:
            await queue.put(error)
        await queue.put(None)

    tasks = [asyncio.ensure_future(run(index)) for index in range(job.n)]
    try:
        left = job.n
        while left:
            item = await queue.get()
            if item is None:
                left -= 1
            elif isinstance(item, Exception):
                raise item
            else:
                yield item
    finally:
        for task in tasks:
            task.cancel()


class _Writer:
    """Writes chunks in a dialect."""

    def __init__(self, job: Job, dialect: Dialect, channel: Channel, rng: Random) -> None:
        self.job, self.dialect, self.channel, self.rng = job, dialect, channel, rng
        self.held: dict[int, dict[str, Any]] = {}
        """Tool calls that are sent whole, by number, until they are complete."""

    async def send(self, chunk: dict[str, Any]) -> None:
        await self.channel.write(b"data: " + _encode(chunk) + b"\n\n")

    async def first(self, index: int) -> None:
        dialect, job = self.dialect, self.job
        if job.chat and not dialect.role_in_each:
            await self.send(
                dialect.chunk(job, [dialect.piece(index, dict(dialect.first_delta), None)], self._usage([]))
            )
        if job.echo and job.prompt.text:
            await self._text(index, job.prompt.text)

    async def step(self, step: Step, said: list[Said]) -> None:
        dialect, job = self.dialect, self.job
        usage = self._usage(said)
        if not job.chat:
            for delta in step.deltas:
                await self._text(step.said.index, delta.text)
            if step.over:
                ending = {"index": step.said.index, "text": "", "logprobs": None, "finish_reason": step.said.finish}
                await self.send(dialect.chunk(job, [ending], usage))
            return
        said_now = self._deltas(step)
        final = step.over and not dialect.finish_alone and len(said_now) > 0
        for number, fields in enumerate(said_now):
            logprobs = step.logprobs if not number else [] if step.logprobs is not None else None
            if final and number == len(said_now) - 1:
                await self._end(step.said, fields, said)
            else:
                choice = dialect.piece(step.said.index, fields, logprobs)
                await self.send(dialect.chunk(job, [choice], usage))
        if step.over and not final:
            await self._end(step.said, dict(dialect.last_delta), said)

    async def _end(self, one: Said, delta: dict[str, Any], said: list[Said]) -> None:
        usage = self._usage(said)
        if self.dialect.usage_in_finish:
            usage = self.dialect.usage(counts(self.job, said), self.job)
        await self.send(self.dialect.chunk(self.job, [self.dialect.ending(one, delta)], usage))

    async def _text(self, index: int, text: str) -> None:
        choice = {"index": index, "text": text, "logprobs": None, "finish_reason": None}
        await self.send(self.dialect.chunk(self.job, [choice]))

    def _usage(self, said: list[Said]) -> dict[str, Any] | None:
        return self.dialect.usage(counts(self.job, said), self.job) if self.job.continuous_usage else None

    def _deltas(self, step: Step) -> list[dict[str, Any]]:
        out = []
        for delta in step.deltas:
            if delta.kind is Kind.REASONING and self.job.hide_reasoning:
                continue
            call_id = ""
            if delta.kind is Kind.CALL:
                call_id = self.dialect.call_id(self.rng, delta.text, delta.call)
            if self.dialect.whole_calls and delta.kind in (Kind.CALL, Kind.ARGUMENTS):
                if delta.kind is Kind.CALL:
                    out += self._complete()
                    self.held[delta.call] = self.dialect.delta(delta, self.job, call_id)
                else:
                    self.held[delta.call]["tool_calls"][0]["function"]["arguments"] += delta.text
                continue
            out.append(self.dialect.delta(delta, self.job, call_id))
        if step.over:
            out += self._complete()
        return out

    def _complete(self) -> list[dict[str, Any]]:
        done, self.held = list(self.held.values()), {}
        return done
