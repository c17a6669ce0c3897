"""Lists of models: several, adapters, empty, missing; and what they mean together with a chat."""

from __future__ import annotations

import pytest

from answerback import check
from answerback.run import Run
from answerback.sim.wire import SimWire
from answerback.values.injections import MODELS, Configure, Injection, Reply, Set, When
from answerback.values.report import Report
from answerback.values.result import Severity, Status, Verdict
from answerback.values.target import STANDARD, Target

FAMILIES = ("connection", "models", "chat")


def play(*injections: Injection, dialect: str = "vllm", model: str | None = None) -> Report:
    wire = SimWire(dialect, injections)
    chosen = [kind for kind in check.load(STANDARD) if kind.family in FAMILIES]
    try:
        return Run(Target(wire.url, model=model), wire, STANDARD, chosen).report()
    finally:
        wire.close()


def harmful(report: Report) -> list[str]:
    return [found.code for found in report.faults if found.severity is not Severity.INFO]


def test_an_adapter_is_not_chosen_while_its_base_is_there() -> None:
    report = play(Configure(name="adapters", value=["sql-lora"]))
    assert report.target.model == "Qwen/Qwen3-0.6B"
    assert harmful(report) == []


def test_every_listed_model_is_tried_with_one_token() -> None:
    report = play(Configure(name="models", value=["a-7b", "b-7b", "bge-m3"]))
    result = next(r for r in report.results if r.check == "models.servable")
    assert (result.status, result.facts["tried"]) == (Status.PASS, 2)
    asked = [trace.body for trace in report.exchanges if '"b-7b"' in trace.body]
    assert len(asked) == 1
    assert '"max_tokens":1' in asked[0]
    assert not any('"bge-m3"' in trace.body for trace in report.exchanges)


def test_products_that_load_on_demand_are_left_in_peace() -> None:
    report = play(Configure(name="models", value=["a:7b", "b:7b"]), dialect="ollama")
    assert not any('"b:7b"' in trace.body for trace in report.exchanges)
    assert next(r for r in report.results if r.check == "models.servable").reason == "would-load"


@pytest.mark.parametrize("status", [404, 405, 501])
def test_a_missing_list_is_no_fault_while_chat_works(status: int) -> None:
    report = play(Reply(on=MODELS, status=status, body='{"detail":"Not Found"}'), model="Qwen/Qwen3-0.6B")
    assert harmful(report) == []
    assert report.verdict is Verdict.HEALTHY


def test_an_empty_list_while_chat_works_is_a_small_fault() -> None:
    report = play(Set(on=MODELS, path="data", value=[]))
    assert [(found.code, found.severity) for found in report.faults] == [("C04", Severity.MINOR)]
    assert report.verdict is Verdict.DEGRADED


def test_an_empty_list_without_chat_means_that_nothing_is_loaded() -> None:
    report = play(Configure(name="models", value=[]))
    assert report.faults[0].code == "C04"
    assert report.faults[0].severity is Severity.CRITICAL


@pytest.mark.parametrize("status", [404, 500, 503])
def test_a_listed_model_that_is_refused(status: int) -> None:
    body = '{"error":{"message":"no available channel for model b","code":"model_not_found"}}'
    report = play(
        Configure(name="models", value=["a-7b", "b-7b"]),
        Reply(on=When(has="model", equals="b-7b"), status=status, body=body),
    )
    assert report.faults[0].code == "C05"
    assert "b-7b" in str(report.faults[0].facts["names"])


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("gpt-4o-mini", "C09"),
        ("Qwen/Qwen3-8B", "C09"),
        ("qwen3-0.6b", ""),
        ("Qwen/Qwen3-0.6B-2025-04-29", ""),
        ("/models/Qwen3-0.6B", ""),
        ("chat-latest", ""),
    ],
)
def test_aliases_and_snapshots_are_legal(name: str, code: str) -> None:
    assert harmful(play(Set(path="model", value=name)))[:1] == ([code] if code else [])


def test_asks_without_a_name_carry_the_listed_one() -> None:
    report = play()
    assert all('"model":' in t.body for t in report.exchanges if t.kind == "chat")
