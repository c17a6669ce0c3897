"""A check as a probe: one deadline for the whole run, alive told from able, three requests."""

from __future__ import annotations

import pytest

from answerback.run import Run
from answerback.sim.wire import SimWire
from answerback.values.injections import (
    CHAT,
    STREAMED,
    WHOLE,
    Configure,
    Delay,
    Drop,
    Hang,
    Injection,
    Reject,
    Stall,
    When,
)
from answerback.values.report import Report
from answerback.values.result import Severity, Status
from answerback.values.target import SMOKE, Target

DEADLINE_S = 5.0
SLOW = (Configure(name="ttft_s", value=0.5), Configure(name="itl_s", value=0.5))
ONE_SLOT = (
    Configure(name="slots", value=1), Configure(name="ttft_s", value=0.5), Configure(name="itl_s", value=0.09),
)  # fmt: skip


def probe(dialect: str, *injections: Injection) -> tuple[Report, float]:
    """Return the report of a smoke run under a deadline, and the virtual seconds that it took."""
    wire = SimWire(dialect, injections)
    target = Target(wire.url, timeout_s=DEADLINE_S, deadline_s=DEADLINE_S)
    try:
        return Run(target, wire, SMOKE).report(), wire.now_ns() / 1e9
    finally:
        wire.close()


def codes(report: Report) -> list[str]:
    return [found.code for found in report.faults if found.severity.rank <= Severity.MINOR.rank]


@pytest.mark.parametrize("dialect", ["vllm", "llamacpp", "ollama", "sglang", "tgi", "deepseek", "openvino"])
def test_a_right_service_is_alive_after_three_requests(dialect: str) -> None:
    report, _ = probe(dialect)
    assert (report.exit_code, report.cost.requests, codes(report)) == (0, 3, [])


@pytest.mark.parametrize("injections", [(Hang(on=CHAT),), (Hang(on=WHOLE), Stall(on=STREAMED, events=1))])
def test_a_hung_engine_is_named_when_the_deadline_is_over(injections: tuple[Injection, ...]) -> None:
    report, took_s = probe("vllm", *injections)
    assert codes(report)[:1] == ["L01"]
    assert report.exit_code == 1
    assert took_s <= DEADLINE_S + 0.1
    assert report.cost.requests == 3


@pytest.mark.parametrize("injections", [SLOW, ONE_SLOT])
def test_a_slow_service_is_alive(injections: tuple[Injection, ...]) -> None:
    report, took_s = probe("llamacpp", *injections)
    answers = next(result for result in report.results if result.check == "chat.answers")
    assert (answers.status, answers.reason) == (Status.WARN, "late")
    assert (report.exit_code, codes(report)) == (0, [])
    assert took_s <= DEADLINE_S + 0.1


def test_a_late_first_token_may_take_nearly_all_of_the_time() -> None:
    report, _ = probe("vllm", Configure(name="ttft_s", value=4.0))
    assert (report.exit_code, codes(report)) == (0, [])


def test_a_cold_start_within_the_deadline_is_alive() -> None:
    assert probe("ollama", Delay(on=When(nth=1), first_s=3.0))[0].exit_code == 0


def test_a_model_that_spends_its_tokens_on_hidden_thoughts_is_alive() -> None:
    report, _ = probe("vllm", Drop(path="choices[*].said.reasoning"))
    answers = next(result for result in report.results if result.check == "chat.answers")
    assert (answers.status, answers.facts["text"], answers.facts["hidden"]) == (Status.PASS, "", True)
    assert (report.exit_code, report.cost.requests) == (0, 3)


def test_a_loading_server_is_not_called_broken_for_another_cause() -> None:
    report, _ = probe("llamacpp", Configure(name="loading", value=True))
    assert codes(report) == ["A19"]
    assert report.exit_code == 1


def test_nothing_is_sent_after_the_deadline() -> None:
    report, took_s = probe("vllm", Hang(on=When(route="any")))
    assert took_s <= DEADLINE_S + 0.1
    assert report.exit_code == 3


def test_a_service_that_lets_in_one_at_a_time_answers() -> None:
    report, _ = probe("vllm", Reject(slots=1))
    answers = next(result for result in report.results if result.check == "chat.answers")
    assert answers.status is Status.PASS
    assert (report.exit_code, codes(report)) == (0, [])


def test_a_stream_that_hangs_beside_a_whole_answer_is_no_hung_engine() -> None:
    report, _ = probe("vllm", Hang(on=STREAMED))
    assert report.exit_code == 1
    assert "L01" not in codes(report)
