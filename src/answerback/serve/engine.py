"""Runs a model through openvino-genai: one thread steps the pipeline, and requests join and leave as they please.

Facts that shaped this file, each seen with openvino-genai 2026.4:
- `step()` holds Python's lock, so tokens are handed over once per step and nothing else is done in the thread.
- With the usual settings a prompt's answer at temperature 0 depends on what else is in the batch (8-bit activations);
  `EXECUTION_MODE_HINT=ACCURACY` makes it the same alone and in company (docs/decisions/0011-embedded-service.md).
- A grammar that the compiler refuses makes `step()` raise, and the pipeline can never step again: it is built anew, and
  the other requests go on from where they were.
"""

from __future__ import annotations

import contextlib
import itertools
import queue
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec

from answerback.serve.grammar import Grammar
from answerback.serve.histogram import Histogram

STOPPING = "the service is being stopped"
RETRIES = 1
"""How often a request goes on after the pipeline was built anew."""


class Made(msgspec.Struct, frozen=True):
    """What one step made for a request."""

    ids: list[int]
    logprobs: list[float]
    finish: str = ""
    """`stop`, `length`, `full` when the cache has no room left, or `abort` when the service is being stopped."""
    error: str = ""
    """The request failed: why."""
    refused: bool = False
    """It was the request's own fault (a grammar that cannot be compiled)."""


class Order(msgspec.Struct, kw_only=True):
    """A request to the engine."""

    ids: list[int]
    """The prompt."""
    options: dict[str, Any]
    """Fields of `GenerationConfig`."""
    grammar: Grammar | None
    deliver: Callable[[Made], None]
    """Called from the engine's thread."""
    number: int = 0
    handle: Any = None
    made: list[int] = []
    lives: int = RETRIES
    cancelled: bool = False
    last_s: float = 0.0
    """When it came, then when it last got a token (monotonic seconds)."""


class Figures(msgspec.Struct):
    """What the engine has done so far."""

    running: int = 0
    """Requests in the batch,"""
    waiting: int = 0
    """and those that wait for a place in it."""
    finished: int = 0
    cancelled: int = 0
    failed: int = 0
    rebuilt: int = 0
    prompt_tokens: int = 0
    made_tokens: int = 0
    cache_used: float = 0.0
    """Percent."""
    first_token: Histogram = msgspec.field(default_factory=Histogram)
    """Seconds from arrival to the first token,"""
    next_token: Histogram = msgspec.field(default_factory=Histogram)
    """and between tokens."""


class Engine:
    """A loaded model. Raises RuntimeError with the engine's words if it cannot be loaded."""

    def __init__(self, folder: Path, *, cache_gb: int = 1, slots: int = 16, device: str = "CPU") -> None:
        import openvino_genai

        self.genai: Any = openvino_genai
        self.folder, self.cache_gb, self.slots, self.device = folder, cache_gb, slots, device
        self.tokenizer: Any = openvino_genai.Tokenizer(str(folder))
        self.pipeline: Any = self._build()
        self.figures = Figures()
        self.dead = ""
        """Why the engine can do no more; empty while it lives."""
        self.stepped_s = time.monotonic()
        """When the last step was done."""
        self._over = False
        self._numbers = itertools.count(1)
        self._inbox: queue.SimpleQueue[Order | None] = queue.SimpleQueue()
        self._live: dict[int, Order] = {}
        self._thread = threading.Thread(target=self._work, name="answerback-engine", daemon=True)
        self._thread.start()

    def submit(self, order: Order) -> None:
        """Hand in a request; what it makes is delivered."""
        order.number, order.last_s = next(self._numbers), time.monotonic()
        self._inbox.put(order)
        if self._over:
            self._turn_away()

    @property
    def stuck_s(self) -> float:
        """Seconds since the last step while requests are there; 0 when there is nothing to do."""
        return time.monotonic() - self.stepped_s if self._live else 0.0

    def cancel(self, order: Order) -> None:
        """Free the place of a request; may be called more than once, and after its end."""
        order.cancelled = True

    def close(self) -> None:
        """End all requests, each with what it has, and free the model; may be called more than once."""
        self._inbox.put(None)
        self._thread.join()
        self.pipeline = None

    # --- the thread ------------------------------------------------------------------------------

    def _build(self) -> Any:
        scheduler = self.genai.SchedulerConfig()
        scheduler.cache_size = self.cache_gb
        scheduler.max_num_seqs = self.slots
        scheduler.enable_prefix_caching = True
        properties = {"EXECUTION_MODE_HINT": "ACCURACY", "KV_CACHE_PRECISION": "f16"}
        return self.genai.ContinuousBatchingPipeline(
            str(self.folder), self.tokenizer, scheduler, self.device, **properties
        )

    def _work(self) -> None:
        try:
            while self._take():
                self._step()
        except Exception as error:
            self.dead = f"{type(error).__name__}: {error}"
        for order in list(self._live.values()):
            self._end(order, Made([], [], error=self.dead) if self.dead else Made([], [], finish="abort"))
        self._over = True
        self._turn_away()

    def _turn_away(self) -> None:
        """Tell those who wait that nothing more is made: nobody else would."""
        with contextlib.suppress(queue.Empty):
            while True:
                order = self._inbox.get(block=False)
                if order is not None:
                    self.figures.failed += 1
                    order.deliver(Made([], [], error=self.dead or STOPPING))

    def _take(self) -> bool:
        """Take in new requests; waits when there is nothing to do. False: the engine is being closed."""
        while True:
            try:
                order = self._inbox.get(block=not self._live)
            except queue.Empty:
                return True
            if order is None:
                return False
            if not order.cancelled:
                self.stepped_s = self.stepped_s if self._live else time.monotonic()
                self._add(order)

    def _add(self, order: Order) -> None:
        import numpy
        from openvino import Tensor

        try:
            ids = Tensor(numpy.array([order.ids + order.made], dtype=numpy.int64))
            order.handle = self.pipeline.add_request(order.number, ids, self._config(order))
        except Exception as error:  # one request with an odd value must never end the engine for all others
            self.figures.failed += 1
            order.deliver(Made([], [], error=str(error), refused=True))
            return
        self._live[order.number] = order
        if not order.made:
            self.figures.prompt_tokens += len(order.ids)

    def _config(self, order: Order) -> Any:
        config = self.pipeline.get_config()
        for name, value in order.options.items():
            setattr(config, name, value)
        config.max_new_tokens = order.options["max_new_tokens"] - len(order.made)
        if order.grammar is not None:
            config.structured_output_config = structured(self.genai, order.grammar)
        config.validate()
        return config

    def _step(self) -> None:
        for order in [o for o in self._live.values() if o.cancelled]:
            order.handle.cancel()
            self._live.pop(order.number)
            self.figures.cancelled += 1
        try:
            if self.pipeline.has_non_finished_requests():
                self.pipeline.step()
        except RuntimeError as error:
            self._recover(str(error))
            return
        self.stepped_s = time.monotonic()
        for order in list(self._live.values()):
            self._read(order)
        told = self.pipeline.get_metrics()
        self.figures.running = min(told.scheduled_requests, len(self._live))
        self.figures.waiting = len(self._live) - self.figures.running + self._inbox.qsize()
        self.figures.cache_used = told.cache_usage

    def _read(self, order: Order) -> None:
        ids: list[int] = []
        logprobs: list[float] = []
        finish = ""
        while order.handle.can_read():
            outputs = order.handle.read()
            if not outputs:
                break
            for output in outputs.values():
                ids += output.generated_ids
                logprobs += output.generated_log_probs
                if output.finish_reason != self.genai.GenerationFinishReason.NONE:
                    finish = "length" if output.finish_reason == self.genai.GenerationFinishReason.LENGTH else "stop"
        if not finish and order.handle.get_status() == self.genai.GenerationStatus.IGNORED:
            finish = "full"
        if ids:
            took = self.figures.next_token if order.made else self.figures.first_token
            took.add(self.stepped_s - order.last_s)
            order.last_s = self.stepped_s
        order.made += ids
        self.figures.made_tokens += len(ids)
        if finish:
            self._end(order, Made(ids, logprobs, finish))
        elif ids:
            order.deliver(Made(ids, logprobs))

    def _end(self, order: Order, made: Made) -> None:
        self._live.pop(order.number, None)
        if made.error:
            self.figures.failed += 1
        else:
            self.figures.finished += 1
        order.deliver(made)

    def _recover(self, words: str) -> None:
        """Build the pipeline anew, refuse the request whose grammar broke it, and let the others go on."""
        self.figures.rebuilt += 1
        orders, self._live = list(self._live.values()), {}
        for order in orders:
            order.handle = None
        self.pipeline = None
        self.pipeline = self._build()
        suspects = [order for order in orders if order.grammar is not None and not order.made]
        for order in orders:
            if order.cancelled:
                continue
            if order in suspects and (len(suspects) == 1 or not order.lives):
                self._end(order, Made([], [], error=words, refused=True))
            elif not order.lives or (order.grammar is not None and order.made):
                self._end(order, Made([], [], error=words))
            else:
                order.lives -= 1
                self._add(order)


def structured(genai: Any, grammar: Grammar) -> Any:
    """Return the engine's form of a grammar."""
    kinds = genai.StructuredOutputConfig
    if grammar.schema and not grammar.thinks:
        return kinds(grammar=grammar.ebnf) if grammar.ebnf else kinds(json_schema=grammar.schema)
    body: Any
    if grammar.schema:
        body = kinds.EBNF(grammar.ebnf) if grammar.ebnf else kinds.JSONSchema(grammar.schema)
    else:
        tags = [
            kinds.Tag(
                begin=f'<tool_call>\n{{"name": {msgspec.json.encode(call.name).decode()}, "arguments": ',
                content=kinds.EBNF(call.ebnf) if call.ebnf else kinds.JSONSchema(call.schema),
                end="}\n</tool_call>",
            )
            for call in grammar.calls
        ]
        if grammar.forced:
            body = kinds.TagsWithSeparator(tags=tags, separator="\n", at_least_one=True, stop_after_first=True)
        else:
            body = kinds.TriggeredTags(
                triggers=["<tool_call>"], tags=tags, at_least_one=False, stop_after_first=not grammar.parallel
            )
    if grammar.thinks:
        thought = kinds.Tag(begin="" if grammar.opened else "<think>", content=kinds.AnyText(), end="</think>")
        body = kinds.Concat(thought, body)
    return kinds(structural_tags_config=body)
