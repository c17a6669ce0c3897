"""Hung, dead, crowded and mixed-up services in forms that no catalogue lists."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from naming import examine
from naming import named as named_in

from answerback.values.injections import (
    CHAT,
    Configure,
    CrossTalk,
    Cut,
    Delay,
    Dies,
    Garble,
    Hang,
    Injection,
    Leak,
    Reject,
    Replay,
    Reply,
    Serialise,
    Shorten,
    Stall,
    When,
)
from answerback.values.result import Severity, Verdict
from answerback.values.target import DEEP, SMOKE

DIALECTS = st.sampled_from(["vllm", "sglang", "llamacpp", "lmdeploy"])
FAMILIES = ("connection", "models", "chat", "streaming", "load")
FEW = settings(max_examples=6, deadline=None)


def named(dialect: str, *injections: Injection) -> list[str]:
    return named_in(dialect, *injections, level=DEEP, families=FAMILIES)


@FEW
@given(DIALECTS, st.sampled_from([Hang(on=CHAT), Hang(on=When(route="post")), Dies(how="hang")]))
def test_a_hung_engine_is_named_at_smoke(dialect: str, injection: Injection) -> None:
    assert named_in(dialect, injection, level=SMOKE, families=FAMILIES)[:1] == ["L01"]


@FEW
@given(DIALECTS)
def test_a_dead_engine(dialect: str) -> None:
    assert named_in(dialect, Configure(name="dead", value=True), level=SMOKE, families=FAMILIES) == ["L02"]


def test_an_engine_that_dies_after_the_first_chat() -> None:
    assert named_in("vllm", Dies(how="error"), families=(*FAMILIES, "limits", "json", "tools"))[:1] == ["L02"]


def test_a_cold_start_that_is_longer_than_our_patience_is_no_hang() -> None:
    assert named_in("vllm", Delay(on=When(nth=1), first_s=100), level=SMOKE, families=FAMILIES) == ["L08"]


@FEW
@given(st.sampled_from(["whole", "deltas"]), st.integers(0, 6))
def test_cross_talk(how: str, above: int) -> None:
    assert named("vllm", CrossTalk(how=how, on=When(above=above)))[:1] == ["L05"]  # type: ignore[arg-type]


@FEW
@given(st.integers(100, 1500))
def test_a_cache_that_looks_at_the_beginning(chars: int) -> None:
    assert named("vllm", Replay(prefix_chars=chars))[:1] == ["L06"]


@FEW
@given(st.sampled_from(["vllm", "sglang"]), st.sampled_from([0.0, 0.4, 1.0]))
def test_one_at_a_time(dialect: str, each_s: float) -> None:
    assert named(dialect, Serialise(each_s=each_s)) == ["L03"]


@pytest.mark.parametrize("slots", [1, 2, 4])
def test_few_slots_by_choice_are_no_fault(slots: int) -> None:
    assert named("llamacpp", Configure(name="slots", value=slots)) == []


@FEW
@given(st.integers(4, 9))
def test_quality_under_load(above: int) -> None:
    assert named("vllm", Garble(on=When(above=above))) == ["L07"]


def test_pauses_under_load() -> None:
    assert named("vllm", Stall(on=When(stream=True, above=5), events=4, for_s=12)) == ["L10"]


@FEW
@given(st.integers(3, 8))
def test_places_that_stay_busy(slots: int) -> None:
    assert named("vllm", Leak(slots=slots)) == ["L11"]


@pytest.mark.parametrize("injection", [Hang(on=When(above=10)), Cut(on=When(above=9)), Cut(on=When(above=12), bytes=0)])
def test_connections_without_an_answer(injection: Injection) -> None:
    assert named("vllm", injection) == ["L15"]


def test_a_limit_far_above_what_one_needs_is_a_note() -> None:
    report = examine("vllm", Reject(slots=10), level=DEEP, families=FAMILIES)
    found = {fault.code: fault.severity for fault in report.faults}
    assert found == {"L04": Severity.INFO}
    assert report.verdict is Verdict.HEALTHY


@pytest.mark.parametrize("slots", [1, 2])
def test_a_limit_that_is_met_at_once(slots: int) -> None:
    assert named_in("vllm", Reject(slots=slots), families=(*FAMILIES, "sampling", "tools"))[:1] == ["L04"]


def test_a_rate_limit_is_told_from_a_crowd() -> None:
    slow_down = '{"error":{"message":"Rate limit reached for requests per minute"}}'
    families = (*FAMILIES, "sampling", "tools")
    assert named_in("vllm", Reject(per_minute=8, status=429, body=slow_down), families=families)[:1] == ["L12"]
    told = Reject(per_minute=8, status=429, body=slow_down, headers=(("retry-after", "7"),))
    assert "L12" not in named_in("vllm", told, families=families)


@pytest.mark.parametrize("slots", [2, 3])
def test_places_that_stay_busy_are_no_single_slot(slots: int) -> None:
    assert named("vllm", Leak(slots=slots))[:1] == ["L11"]


def test_one_place_that_stays_busy_is_a_hang_with_a_cause_to_try() -> None:
    report = examine("vllm", Leak(slots=1), level=DEEP, families=(*FAMILIES, "limits"))
    assert [fault.code for fault in report.faults if fault.severity is not Severity.INFO][:2] == ["L01", "L11"]


@pytest.mark.parametrize("on", [CHAT, When(stream=True), When(stream=False)], ids=["all", "streams", "whole"])
@pytest.mark.parametrize("chars", [20, 40])
def test_a_cache_that_looks_at_the_first_words_is_no_cross_talk(chars: int, on: When) -> None:
    assert named("vllm", Replay(prefix_chars=chars, on=on))[:1] == ["L06"]


@pytest.mark.parametrize(
    ("status", "text"), [(500, "Internal Server Error"), (502, "Bad gateway"), (529, "Overloaded")]
)
@pytest.mark.parametrize("slots", [2, 8])
def test_a_crowd_is_a_crowd_whatever_the_status(slots: int, status: int, text: str) -> None:
    body = f'{{"error":{{"message":"{text}","code":{status}}}}}'
    report = examine("vllm", Reject(slots=slots, status=status, body=body), level=DEEP, families=(*FAMILIES, "tools"))
    loud = [fault.code for fault in report.faults if fault.severity is not Severity.INFO]
    assert "L04" in [fault.code for fault in report.faults]
    assert loud in ([], ["L04"])


@pytest.mark.parametrize(("status", "text"), [(429, "Too Many Requests"), (503, "Rate limit exceeded")])
@pytest.mark.parametrize("per_minute", [8, 15])
def test_a_rate_needs_no_words_of_its_own(per_minute: int, status: int, text: str) -> None:
    limit = Reject(per_minute=per_minute, status=status, body=f'{{"error":{{"message":"{text}"}}}}')
    assert named_in("vllm", limit, families=(*FAMILIES, "sampling", "tools", "limits"))[:1] == ["L12"]


@pytest.mark.parametrize("after", [9, 10])
def test_an_engine_that_gives_up_in_the_middle_of_the_run(after: int) -> None:
    families = (*FAMILIES, "sampling", "tools", "json", "limits")
    assert named_in("vllm", Hang(on=When(after=after)), families=families)[:1] == ["L01"]
    error = Reply(on=When(after=after), status=500, body='{"error":{"message":"Internal Server Error","code":500}}')
    assert named_in("vllm", error, families=families)[:1] == ["L02"]


def test_answers_of_unequal_lengths_one_after_the_other() -> None:
    weak = Shorten(on=When(chance=0.5), chars=30, finish="stop")
    assert named("vllm", Configure(name="itl_s", value=0.06), weak, Serialise(each_s=0.2)) == ["L03"]


def test_a_slow_and_weak_model_is_none_of_these() -> None:
    weak = Shorten(on=When(chance=0.5), chars=30, finish="stop")
    assert named("llamacpp", Configure(name="itl_s", value=0.06), Configure(name="ttft_s", value=0.8), weak) == []
