"""The embedded service: the honest front before a real brain, with pages that tell how the engine is doing."""

from __future__ import annotations

import time

from answerback.serve.brain import EngineBrain
from answerback.sim.honest import Service
from answerback.sim.setup import Setup
from answerback.sim.stage import Call, Channel, reply_json

HUNG_S = 60.0
"""A step takes milliseconds, and some seconds on a slow machine; one that takes longer will never end."""
PLAIN = ("content-type", "text/plain; version=0.0.4; charset=utf-8")


def setup(brain: EngineBrain, model: str, context: int, api_key: str | None = None) -> Setup:
    """Return the setting of the front for a model."""
    template = brain.template
    return Setup(
        dialect="openvino", models=(model,), context=context, api_key=api_key, thinking=template.thinks,
        reasoning_parser="qwen3" if template.thinks else None, template=bool(template.source),
    )  # fmt: skip


class Embedded:
    """The handler of the embedded service."""

    def __init__(self, brain: EngineBrain, front: Service) -> None:
        self.brain, self.front = brain, front
        self.started_at = time.time()

    async def handle(self, call: Call, channel: Channel) -> None:
        """Answer a request. Raises ConnectionError when the client is gone."""
        if call.path == "/metrics" and call.method in ("GET", "HEAD"):
            await self._metrics(channel)
        elif call.path == "/health" and (ill := self.ill()):
            await _fail(channel, 503, ill)
        elif call.path in ("/v1/chat/completions", "/v1/completions") and self.brain.engine.dead:
            await _fail(channel, 500, self.ill())
        else:
            await self.front.handle(call, channel)

    def ill(self) -> str:
        """Return why nothing can be generated; empty while all is well."""
        engine = self.brain.engine
        if engine.dead:
            return f"The engine has stopped: {engine.dead}"
        if engine.stuck_s > HUNG_S:
            return f"The engine has not made a step for {engine.stuck_s:.0f} s though requests are there."
        return ""

    async def _metrics(self, channel: Channel) -> None:
        body = self.metrics().encode()
        await channel.start(200, (PLAIN, *self.front.dialect.headers), length=len(body))
        await channel.write(body)
        await channel.end()

    def metrics(self) -> str:
        """Return the figures as Prometheus reads them."""
        figures, engine = self.brain.engine.figures, self.brain.engine
        model = self.front.setup.models[0] if self.front.setup.models else ""
        rows = (
            ("requests_running", "gauge", "Generations that the engine is working on.", figures.running),
            ("requests_waiting", "gauge", "Generations that wait for a place in the batch.", figures.waiting),
            ("requests_open", "gauge", "Requests that wait or are worked on.", self.front.tally.running),
            ("requests_finished_total", "counter", "Generations that came to their end.", figures.finished),
            ("requests_cancelled_total", "counter", "Generations given up because nobody listened.", figures.cancelled),
            ("requests_failed_total", "counter", "Generations that failed.", figures.failed),
            ("engine_rebuilds_total", "counter", "Times that the pipeline had to be built anew.", figures.rebuilt),
            ("prompt_tokens_total", "counter", "Prompt tokens taken in.", figures.prompt_tokens),
            ("generation_tokens_total", "counter", "Tokens generated.", figures.made_tokens),
            ("cache_used_ratio", "gauge", "Share of the key-value cache in use.", round(figures.cache_used / 100, 4)),
            ("engine_up", "gauge", "1 while the engine lives.", 0 if engine.dead else 1),
            ("start_time_seconds", "gauge", "When the service started.", round(self.started_at, 3)),
        )  # fmt: skip
        label = 'model="{}"'.format(model.replace("\\", "\\\\").replace('"', '\\"'))
        lines = []
        for name, kind, words, value in rows:
            full = f"answerback_{name}"
            lines += [f"# HELP {full} {words}", f"# TYPE {full} {kind}", f"{full}{{{label}}} {value}"]
        durations = (
            ("time_to_first_token_seconds", "From arrival to the first token.", figures.first_token),
            ("inter_token_seconds", "Between one token of an answer and the next.", figures.next_token),
        )
        for name, words, histogram in durations:
            full = f"answerback_{name}"
            lines += [f"# HELP {full} {words}", f"# TYPE {full} histogram"]
            lines += [f"{full}{end} {count}" for end, count in histogram.samples(label)]
        return "\n".join([*lines, ""])


async def _fail(channel: Channel, status: int, words: str) -> None:
    error = {"message": words, "type": "InternalServerError", "param": None, "code": status}
    await reply_json(channel, status, {"error": error})
