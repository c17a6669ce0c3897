"""Slowness that the server's own figures explain: a queue, a full cache, a hung engine that only looks busy."""

from __future__ import annotations

import pytest

from answerback import check
from answerback.run import Run
from answerback.sim.wire import SimWire
from answerback.values.injections import CHAT, Configure, Delay, Hang, Injection, Reply, Serialise, When
from answerback.values.report import Report
from answerback.values.result import Severity, Verdict
from answerback.values.target import DEEP, STANDARD, Target

IDS = ("load.waiting", "load.room", "load.alive", "load.warm")


def page(running: int, waiting: int, cache: float = 0.3, preemptions: int = 0, made: int = 0) -> str:
    return (
        f'vllm:num_requests_running{{engine="0"}} {running}.0\nvllm:num_requests_waiting{{engine="0"}} {waiting}.0\n'
        f"vllm:kv_cache_usage_perc {cache}\nvllm:num_preemptions_total {preemptions}\n"
        f"vllm:generation_tokens_total {made}\n"
    )


def pages(*bodies: str) -> list[Injection]:
    """Each reading of the page gets the next body, the last one again and again."""
    last = len(bodies) - 1
    return [
        Reply(on=When(route="/metrics", nth=n + 1) if n < last else When(route="/metrics", after=last),
              content_type="text/plain", body=body)
        for n, body in enumerate(bodies)
    ]  # fmt: skip


def examine(dialect: str, *injections: Injection) -> Report:
    wire = SimWire(dialect, injections)
    chosen = [c for c in check.load(STANDARD) if c.family in ("connection", "models", "chat", "streaming", "load")]
    try:
        return Run(Target(wire.url), wire, STANDARD, chosen).report()
    finally:
        wire.close()


def codes(report: Report) -> dict[str, Severity]:
    return {found.code: found.severity for found in report.faults}


def test_a_queue_explains_slowness_and_is_no_fault_where_nothing_is_slow() -> None:
    slow = codes(examine("vllm", *pages(page(4, 7)), Delay(on=CHAT, first_s=9.0)))
    assert slow["L17"] is Severity.MINOR
    quick = examine("vllm", *pages(page(4, 7)))
    assert codes(quick) == {"L17": Severity.INFO}
    assert quick.verdict is Verdict.HEALTHY


def test_a_slow_first_answer_before_a_queue_is_no_cold_start() -> None:
    report = examine("vllm", *pages(page(4, 7)), Delay(on=When(nth=1), first_s=20.0))
    assert list(codes(report)) == ["L17"]


def test_running_requests_of_others_alone_are_no_queue() -> None:
    assert not codes(examine("vllm", *pages(page(200, 0, 0.99)), Delay(on=CHAT, first_s=9.0)))


def test_a_full_cache_is_told_from_a_full_batch() -> None:
    report = examine("vllm", *pages(page(4, 7, 0.99)), Delay(on=CHAT, first_s=9.0))
    assert codes(report) == {"L18": Severity.MINOR}


@pytest.mark.parametrize(("before", "after", "found"), [(2, 9, True), (9, 9, False), (9, 2, False)])
def test_preemptions_count_only_while_we_ask(before: int, after: int, found: bool) -> None:
    report = examine("vllm", *pages(page(0, 0, preemptions=before), page(0, 0, preemptions=after)))
    assert ("L18" in codes(report)) == found


def test_a_service_too_busy_for_one_token_is_not_hung() -> None:
    report = examine("vllm", Hang(on=CHAT), *pages(*(page(4, 60, made=n) for n in (100, 200, 300, 400, 500))))
    assert next(iter(codes(report))) == "L17"
    assert "L01" not in codes(report)
    assert report.faults[0].severity is Severity.MAJOR


def test_an_engine_that_writes_nothing_for_anybody_is_hung() -> None:
    report = examine("vllm", Hang(on=CHAT), *pages(page(4, 60, made=100)))
    assert next(iter(codes(report))) == "L01"
    assert "L17" not in codes(report)


def test_no_metrics_page_is_no_alarm() -> None:
    off = Reply(on=When(route="/metrics"), status=501, body='{"error":{"message":"not supported","code":501}}')
    for dialect in ("vllm", "llamacpp"):
        assert not codes(examine(dialect, off))


@pytest.mark.parametrize(
    ("injection", "reason"), [(Configure(name="slots", value=1), "server-queues"), (Serialise(), "held-back")]
)
def test_requests_one_by_one_are_told_from_a_gateway_that_lets_one_through(injection: Injection, reason: str) -> None:
    wire = SimWire("vllm", [injection])
    chosen = [c for c in check.load(DEEP) if c.family in ("connection", "models", "chat", "streaming", "load")]
    try:
        report = Run(Target(wire.url), wire, DEEP, chosen).report()
    finally:
        wire.close()
    assert next(result.reason for result in report.results if result.check == "load.batch") == reason
    first = report.faults[0]
    assert (first.code, "load.batch" in first.because) == ("L03", True)


@pytest.mark.parametrize(
    ("injections", "places"),
    [
        ((Configure(name="slots", value=4),), 4),
        ((Configure(name="slots", value=6), Configure(name="metrics", value=False)), 6),
        ((Configure(name="ttft_s", value=1.0),), None),
        ((Configure(name="itl_s", value=0.05),), None),
    ],
)
def test_the_places_of_a_server_show_from_outside(injections: tuple[Injection, ...], places: int | None) -> None:
    wire = SimWire("vllm", injections)
    chosen = [c for c in check.load(DEEP) if c.family in ("connection", "models", "chat", "streaming", "load")]
    try:
        report = Run(Target(wire.url), wire, DEEP, chosen).report()
    finally:
        wire.close()
    waves = next(result for result in report.results if result.check == "load.waves")
    assert waves.facts.get("places") == places
    assert codes(report) == ({"L17": Severity.INFO} if places else {})
