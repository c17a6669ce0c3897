"""What a right service may do otherwise, acted out in any dialect: nothing at minor or above is raised."""

from __future__ import annotations

import pytest

from answerback.run import Run
from answerback.sim import dialects
from answerback.sim.wire import SimWire
from answerback.values.injections import Injection, Reply, SetRequest, When
from answerback.values.report import Report
from answerback.values.result import Severity, Status, Verdict
from answerback.values.target import DEEP, SMOKE, STANDARD, Level, Target

DIALECTS = sorted(dialects.load())


def judge(dialect: str, *acts: Injection, level: Level = STANDARD, seed: int = 0) -> Report:
    """Check a service with these habits, and demand that it is called healthy."""
    wire = SimWire(dialect, acts, seed=seed)
    try:
        report = Run(Target(wire.url), wire, level).report()
    finally:
        wire.close()
    called = [(f.code, f.severity.value, f.facts) for f in report.faults if f.severity.rank <= Severity.MINOR.rank]
    assert not called, [(r.check, r.status, r.reason) for r in report.results if r.status is Status.FAIL]
    assert not [result for result in report.results if result.status is Status.CRASH]
    assert report.verdict is Verdict.HEALTHY
    return report


def error(message: str, code: int | str = 400) -> str:
    """Return the body of a refusal."""
    return f'{{"error":{{"message":"{message}","type":"BadRequestError","param":null,"code":"{code}"}}}}'


# what the templates of Gemma and of Mistral-7B-Instruct-v0.1 raise, as vLLM and llama.cpp pass it on
NO_SYSTEM = (
    (400, "System role not supported"),
    (400, "Conversation roles must alternate user/assistant/user/assistant/..."),
    (500, "Unable to generate parser for this template. Jinja Exception: System role not supported"),
    (400, "该模型不支持 system 角色"),
    (422, "Invalid request"),
)


@pytest.mark.parametrize("level", [SMOKE, STANDARD, DEEP], ids=lambda level: level.name)
@pytest.mark.parametrize(("status", "message"), NO_SYSTEM)
@pytest.mark.parametrize("dialect", ["vllm", "llamacpp"])
def test_a_model_without_a_system_role(dialect: str, status: int, message: str, level: Level) -> None:
    report = judge(dialect, Reply(on=When(role="system"), status=status, body=error(message)), level=level)
    if level > SMOKE:
        assert report.capabilities["system_prompt"] == "no"
        assert [f.facts["fields"] for f in report.faults if f.code == "D11"] == ["role: system"]


@pytest.mark.parametrize("dialect", DIALECTS)
def test_a_model_without_a_system_role_in_any_dialect(dialect: str) -> None:
    report = judge(dialect, Reply(on=When(role="system"), status=400, body=error(NO_SYSTEM[0][1])))
    assert report.cost.requests <= 40


STRICT = ("lmdeploy", "ollama", "openvino", "transformers", "vllm", "xinference")
"""These refuse a name that they do not serve, so something in front of them has changed it."""


@pytest.mark.parametrize("dialect", [name for name in DIALECTS if name not in STRICT])
def test_any_name_is_taken(dialect: str) -> None:
    served = dialects.named(dialect).served[0]
    report = judge(dialect, SetRequest(on=When(has="model"), path="model", value=served))
    assert all(fault.severity is Severity.INFO for fault in report.faults)
