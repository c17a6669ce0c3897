"""The engine's thread with a pipeline that is played: one bad request harms nobody, and nobody waits for ever."""

from __future__ import annotations

import queue
import sys
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from answerback.serve.engine import STOPPING, Engine, Made, Order

NONE, STOP, LENGTH = "none", "stop", "length"
OUT_OF_MEMORY = 666
"""A prompt's first id at which the played pipeline dies."""


class Handle:
    """Writes its number up to the limit, one token a step."""

    def __init__(self, number: int, limit: int) -> None:
        self.number, self.left, self.fresh = number, limit, False

    def can_read(self) -> bool:
        return self.fresh

    def read(self) -> dict[int, Any]:
        self.fresh = False
        finish = NONE if self.left else LENGTH
        return {0: SimpleNamespace(generated_ids=[self.number], generated_log_probs=[-1.0], finish_reason=finish)}

    def get_status(self) -> str:
        return "running"

    def cancel(self) -> None:
        self.left = 0


class Config:
    """As strict about types as the engine's own."""

    max_new_tokens = 0

    def __setattr__(self, name: str, value: Any) -> None:
        if name == "min_new_tokens" and value < 0:
            raise TypeError("incompatible function arguments")
        super().__setattr__(name, value)

    def validate(self) -> None:
        pass


class Pipeline:
    """Steps all requests together; waits for leave where a test wants it."""

    def __init__(self, leave: queue.Queue[None] | None = None) -> None:
        self.handles: list[Handle] = []
        self.most, self.leave = 0, leave

    def get_config(self) -> Config:
        return Config()

    def add_request(self, number: int, ids: Any, config: Config) -> Handle:
        self.handles.append(Handle(number, config.max_new_tokens))
        if ids[0][0] == OUT_OF_MEMORY:
            self.handles[-1].left = -1
        return self.handles[-1]

    def has_non_finished_requests(self) -> bool:
        return any(handle.left for handle in self.handles)

    def step(self) -> None:
        if self.leave is not None:
            self.leave.get(timeout=10)
        running = [handle for handle in self.handles if handle.left]
        self.most = max(self.most, len(running))
        for handle in running:
            if handle.left < 0:
                raise MemoryError("out of memory")
            handle.left, handle.fresh = handle.left - 1, True

    def get_metrics(self) -> Any:
        running = sum(1 for handle in self.handles if handle.left)
        return SimpleNamespace(scheduled_requests=running, cache_usage=0.0)


@pytest.fixture
def pipeline(monkeypatch: pytest.MonkeyPatch) -> Pipeline:
    one = Pipeline()
    reasons = SimpleNamespace(NONE=NONE, STOP=STOP, LENGTH=LENGTH)
    played = SimpleNamespace(
        Tokenizer=lambda folder: None, GenerationFinishReason=reasons,
        GenerationStatus=SimpleNamespace(IGNORED="ignored"),
    )  # fmt: skip
    monkeypatch.setitem(sys.modules, "openvino_genai", played)
    monkeypatch.setitem(sys.modules, "openvino", SimpleNamespace(Tensor=lambda array: array))
    monkeypatch.setattr(Engine, "_build", lambda self: one)
    return one


@pytest.fixture
def engine(pipeline: Pipeline) -> Iterator[Engine]:
    one = Engine(Path("nowhere"))
    yield one
    one.close()


def submit(engine: Engine, first: int = 1, **options: Any) -> queue.Queue[Made]:
    heard: queue.Queue[Made] = queue.Queue()
    engine.submit(Order(ids=[first, 2], options={"max_new_tokens": 3, **options}, grammar=None, deliver=heard.put))
    return heard


def last(heard: queue.Queue[Made]) -> Made:
    while True:
        made = heard.get(timeout=10)
        if made.finish or made.error:
            return made


def test_an_odd_value_is_refused_and_the_engine_lives_on(engine: Engine) -> None:
    bad = last(submit(engine, min_new_tokens=-1))
    assert bad.refused
    assert "incompatible" in bad.error
    assert last(submit(engine)).finish == "length"
    assert not engine.dead
    assert (engine.figures.finished, engine.figures.failed) == (1, 1)


def test_requests_are_stepped_together(pipeline: Pipeline) -> None:
    pipeline.leave = queue.Queue()
    engine = Engine(Path("nowhere"))
    heard = [submit(engine) for _ in range(16)]
    for _ in range(8):
        pipeline.leave.put(None)
    assert [last(one).finish for one in heard] == ["length"] * 16
    engine.close()
    assert pipeline.most >= 15, "the first may have begun alone"
    assert engine.figures.made_tokens == 48
    assert engine.figures.first_token.counts
    assert sum(engine.figures.first_token.counts) == 16
    assert sum(engine.figures.next_token.counts) == 32


def test_the_dead_engine_answers_everyone(engine: Engine) -> None:
    assert "out of memory" in last(submit(engine, OUT_OF_MEMORY)).error
    assert "out of memory" in engine.dead
    engine._thread.join(10)
    assert "out of memory" in last(submit(engine)).error, "nobody would ever answer it"


def test_closing_ends_what_runs_and_turns_away_what_comes(pipeline: Pipeline) -> None:
    pipeline.leave = queue.Queue()
    engine = Engine(Path("nowhere"))
    running = submit(engine, max_new_tokens=1000)
    pipeline.leave.put(None)
    assert running.get(timeout=10).ids
    engine._inbox.put(None)
    pipeline.leave.put(None)
    engine.close()
    assert last(running).finish == "abort"
    assert last(submit(engine)).error == STOPPING
    engine.close()
