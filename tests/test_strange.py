"""Right services with habits that no product known here has: not one of them is called faulty."""

from __future__ import annotations

import pytest

from answerback.run import Run
from answerback.sim import dialects
from answerback.sim.wire import SimWire
from answerback.values.injections import Injection, Reply
from answerback.values.injections.when import When
from answerback.values.report import Report
from answerback.values.result import Result, Severity, Status, Verdict
from answerback.values.target import SMOKE, STANDARD, Level, Target


def judge(dialect: str, *acts: Injection, model: str | None = None, level: Level = STANDARD) -> Report:
    wire = SimWire(dialect, acts)
    try:
        return Run(Target(wire.url, model=model), wire, level).report()
    finally:
        wire.close()


def said(report: Report, check: str) -> Result:
    return next(result for result in report.results if result.check == check)


def alarms(report: Report) -> list[str]:
    broken = [r.check for r in report.results if r.status is Status.CRASH]
    return broken + [found.code for found in report.faults if found.severity.rank <= Severity.MINOR.rank]


NO_LIST = {
    404: '{"detail":"Not Found"}',
    405: '{"detail":"Method Not Allowed"}',
    501: '{"error":{"message":"not implemented"}}',
}


@pytest.mark.parametrize("status", NO_LIST)
@pytest.mark.parametrize("dialect", ["vllm", "llamacpp", "ollama", "openrouter"])
def test_a_service_may_do_without_a_list_of_models(dialect: str, status: int) -> None:
    report = judge(
        dialect,
        Reply(status=status, body=NO_LIST[status], on=When(route="models")),
        model=dialects.named(dialect).served[0],
    )
    assert not alarms(report)
    assert said(report, "chat.answers").status is Status.PASS
    assert report.verdict is Verdict.HEALTHY


def test_without_a_list_the_name_may_have_to_be_given() -> None:
    report = judge("ollama", Reply(status=404, body=NO_LIST[404], on=When(route="models")), level=SMOKE)
    assert not alarms(report)
    assert (said(report, "chat.answers").status, said(report, "chat.answers").reason) == (Status.UNKNOWN, "no-model")
    assert report.verdict is Verdict.INCONCLUSIVE
