"""Exit codes, with and without --strict."""

from __future__ import annotations

import msgspec
import pytest

from answerback.run import Run
from answerback.sim.wire import SimWire
from answerback.values.report import Aim, Cost, Recognised, Report, Timing, Tool
from answerback.values.result import Result, Status, Verdict
from answerback.values.target import DEEP, SMOKE, STANDARD, Target

REPORT = Report(
    tool=Tool("answerback", "0"),
    target=Aim("h", "http://h/v1", None, (), "smoke"),
    server=Recognised(),
    verdict=Verdict.HEALTHY,
    capabilities={},
    results=(Result("chat.answers", Status.PASS),),
    faults=(),
    untested=(),
    cost=Cost(1, 1, 1),
    timing=Timing(0.1),
    exchanges=(),
)


@pytest.mark.parametrize(
    ("verdict", "code"), [("healthy", 0), ("degraded", 1), ("broken", 1), ("unreachable", 3), ("inconclusive", 4)]
)
@pytest.mark.parametrize("strict", [False, True])
def test_the_verdict_decides_the_exit_code(verdict, code, strict):
    report = msgspec.structs.replace(REPORT, verdict=Verdict(verdict), strict=strict)
    assert report.exit_code == code


@pytest.mark.parametrize("status", [s for s in Status if s is not Status.FAIL])
def test_strict_accepts_what_holds_and_what_is_declined_clearly(status):
    report = msgspec.structs.replace(REPORT, results=(Result("a.b", status),))
    strict = msgspec.structs.replace(report, strict=True)
    assert report.exit_code == 0
    assert strict.exit_code == (0 if status in (Status.PASS, Status.UNSUPPORTED) else 1)


@pytest.mark.parametrize("status", [Status.IGNORED, Status.UNKNOWN])
def test_strict_accepts_what_is_not_owed(status):
    results = (Result("a.b", status, facts={"owed": False}),)
    assert msgspec.structs.replace(REPORT, results=results, strict=True).exit_code == 0


@pytest.mark.parametrize(
    ("dialect", "level", "doubts"),
    [
        *(("vllm", level, ()) for level in (SMOKE, STANDARD, DEEP)),
        *(("llamacpp", level, ()) for level in (SMOKE, STANDARD, DEEP)),
        ("sglang", STANDARD, ("schema.error-shape",)),
    ],
)
def test_a_right_thinking_service_owes_a_strict_run_no_more(dialect, level, doubts):
    wire = SimWire(dialect)
    try:
        report = Run(Target(wire.url), wire, level, strict=True).report()
    finally:
        wire.close()
    assert report.doubts == doubts
    assert report.exit_code == (1 if doubts else 0)
