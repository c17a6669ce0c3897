"""A wrong `--model` in every dialect: the fault comes first, with the nearest served name."""

from __future__ import annotations

import pytest

from answerback import check
from answerback.run import Run
from answerback.sim.wire import SimWire
from answerback.values.injections import Configure, Injection
from answerback.values.report import Report
from answerback.values.result import Severity, Verdict
from answerback.values.target import SMOKE, STANDARD, Level, Target

FAMILIES = ("connection", "models", "chat", "schema")
ANY_NAME = ("llamacpp", "sglang", "tgi", "lmstudio")


def play(dialect: str, model: str | None, *injections: Injection, level: Level = STANDARD) -> Report:
    wire = SimWire(dialect, injections)
    chosen = [kind for kind in check.load(level) if kind.family in FAMILIES]
    try:
        return Run(Target(wire.url, model=model), wire, level, chosen).report()
    finally:
        wire.close()


@pytest.mark.parametrize("level", [SMOKE, STANDARD])
@pytest.mark.parametrize(
    ("dialect", "nearest"),
    [
        ("vllm", "Qwen/Qwen3-0.6B"),
        ("ollama", "qwen3:0.6b"),
        ("lmdeploy", "Qwen/Qwen3-0.6B"),
        ("litellm", "qwen3-0.6b"),
        ("xinference", "qwen3"),
        ("transformers", "Qwen/Qwen3-0.6B"),
        ("openrouter", "qwen/qwen3-0.6b"),
        ("deepseek", "deepseek-chat"),
    ],
)
def test_the_nearest_served_name(dialect: str, nearest: str, level: Level) -> None:
    report = play(dialect, "Qwen3-0.6B-Instruct", level=level)
    first = report.faults[0]
    assert (first.code, first.facts["nearest"]) == ("C01", nearest)
    assert report.verdict is Verdict.BROKEN


def test_the_flat_error_of_older_versions() -> None:
    report = play("vllm", "Qwen3-0.6B", Configure(name="version", value="0.10.0"))
    assert report.faults[0].code == "C01"
    assert report.faults[0].facts["nearest"] == "Qwen/Qwen3-0.6B"


def test_a_path_is_the_real_id() -> None:
    path = "/home/user/models/Qwen/Qwen3-0.6B"
    report = play("vllm", "Qwen/Qwen3-0.6B", Configure(name="models", value=[path]))
    assert [found.code for found in report.faults][:2] == ["C01", "C02"]
    assert report.faults[0].facts["nearest"] == path


@pytest.mark.parametrize("dialect", ANY_NAME)
def test_products_that_serve_any_name_are_right(dialect: str) -> None:
    report = play(dialect, "gpt-3.5-turbo")
    assert not [found for found in report.faults if found.severity is not Severity.INFO]
    assert report.verdict is Verdict.HEALTHY


def test_only_a_providers_prefix_is_missing() -> None:
    report = play("litellm", "gpt-x", Configure(name="models", value=["openai/gpt-x"]))
    assert report.faults[0].code == "C03"
    assert report.faults[0].facts["works"] == "openai/gpt-x"
