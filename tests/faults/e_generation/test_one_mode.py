"""A fault that only streams have, or only whole answers: named first all the same, and said where."""

from __future__ import annotations

import pytest

from answerback.render.story import tell
from answerback.run import Run
from answerback.sim.wire import SimWire
from answerback.values.injections import (
    STREAMED,
    WHOLE,
    DropRequest,
    Flood,
    Garble,
    Injection,
    NeverStop,
    When,
)
from answerback.values.report import Report
from answerback.values.result import Confidence, Mode, Severity
from answerback.values.target import STANDARD, Level, Target
from answerback.values.text import Lang


def examine(*acts: Injection, dialect: str = "vllm", level: Level = STANDARD) -> Report:
    wire = SimWire(dialect, acts)
    try:
        return Run(Target(wire.url), wire, level).report()
    finally:
        wire.close()


def codes(report: Report) -> list[str]:
    return [found.code for found in report.faults if found.severity.rank <= Severity.MINOR.rank]


@pytest.mark.parametrize(
    ("act", "code"),
    [
        (Flood(on=STREAMED, text="!"), "E01"),
        (Garble(on=STREAMED, how="words"), "E02"),
        (Garble(on=STREAMED, how="script"), "E02"),
        (Flood(on=STREAMED, text=" same", keep=5), "E04"),
        (Flood(on=STREAMED, text=" and so on we go", keep=3), "E05"),
        (NeverStop(on=STREAMED), "E07"),
        (DropRequest(on=STREAMED, path="max_tokens"), "E19"),
        (DropRequest(on=STREAMED, path="seed"), "E16"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_only_streams_have_is_named_alone_and_placed(act: Injection, code: str) -> None:
    report = examine(act)
    assert codes(report) == [code]
    assert report.faults[0].facts["mode"] == Mode.STREAMS


@pytest.mark.parametrize(
    ("act", "code"),
    [
        (Garble(on=WHOLE, how="words"), "E02"),
        (Flood(on=WHOLE, text="!"), "E01"),
        (Flood(on=WHOLE, text=" same", keep=5), "E04"),
        (Flood(on=WHOLE, text=" and so on we go", keep=3), "E05"),
        (NeverStop(on=WHOLE), "E07"),
        (DropRequest(on=WHOLE, path="max_tokens"), "E19"),
        (DropRequest(on=WHOLE, path="seed"), "E16"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_only_whole_answers_have_is_named_first(act: Injection, code: str) -> None:
    assert codes(examine(act))[:1] == [code]


def test_the_title_says_in_which_mode() -> None:
    report = examine(DropRequest(on=STREAMED, path="max_tokens"))
    titles = [tell(report, lang).findings[0].title for lang in Lang]
    assert titles == ["max_tokens is ignored (only in streams)", "max_tokens 不生效（仅限流式）"]


def test_a_seed_that_every_other_request_loses_is_possibly_ignored() -> None:
    found = examine(DropRequest(on=When(has="seed", every=2), path="seed")).faults[0]
    assert (found.code, found.confidence) == ("E16", Confidence.POSSIBLE)
    assert "mode" not in found.facts
