"""What Ollama tells of itself: where the model lies, how much context it has, which settings reached it."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from answerback.check import Check
from answerback.checks.host.context import ContextChosen
from answerback.checks.host.environment import SettingsArrive
from answerback.checks.host.gpu import GpuUsed
from answerback.checks.host.speed import Readable
from answerback.fault import Diagnosis, Seen
from answerback.faults.n_host.n04_cpu_fallback import CpuFallback
from answerback.faults.n_host.n11_settings_elsewhere import SettingsElsewhere
from answerback.faults.n_host.n12_small_default_context import SmallDefaultContext
from answerback.values.asks import Ask, Get, Look, Raw
from answerback.values.exchange import Exchange, Piece, Request
from answerback.values.result import Confidence, Result, Severity, Status
from answerback.values.target import Setting, Target
from answerback.wire.openai import Reading

LOCAL = Setting(Target("http://127.0.0.1:11434"), "http://127.0.0.1:11434/v1", server="ollama")


def judge(kind: type[Check], answers: dict[type[Ask], Any], setting: Setting = LOCAL) -> Result:
    """Send a check canned JSON by the kind of its ask."""
    steps = kind(setting).run()
    value: Any = None
    while True:
        try:
            ask = steps.send(value)
        except StopIteration as end:
            return end.value
        body = msgspec.json.encode(answers[type(ask)])
        value = Reading(Exchange(1, ask, Request("GET", "http://x"), status=200, pieces=(Piece(0, body),)))


def concludes(fault: Any, result: Result) -> Any:
    return fault().explains(Seen({result.check: result}, {}, LOCAL, None))


def view(gpus: list[str], ours: dict[str, str] | None = None, theirs: dict[str, str] | None = None) -> dict[str, Any]:
    service = {"product": "ollama", "pid": 7, "listens": [11434], "environment": theirs or {}, "readable": True}
    return {"gpus": gpus, "servers": [service], "environment": ours or {}}


@pytest.mark.parametrize(
    ("vram", "gpus", "reason", "severity"),
    [(0, ["RTX 4090"], "cpu", None), (0, [], "cpu", Severity.INFO), (400, ["RTX 4090"], "partly", None)],
)
def test_a_model_in_main_memory(vram: int, gpus: list[str], reason: str, severity: Severity | None) -> None:
    loaded = {"models": [{"name": "qwen3:8b", "size": 1000, "size_vram": vram}]}
    result = judge(GpuUsed, {Get: loaded, Look: view(gpus)})
    assert (result.status, result.reason) == (Status.WARN, reason)
    said = concludes(CpuFallback, result)
    assert isinstance(said, Diagnosis)
    assert said.severity == severity


def test_a_model_on_the_gpu_is_no_fault() -> None:
    loaded = {"models": [{"name": "qwen3:8b", "size": 1000, "size_vram": 1000}]}
    result = judge(GpuUsed, {Get: loaded, Look: view(["RTX 4090"])})
    assert result.status is Status.PASS
    assert concludes(CpuFallback, result) is None


def test_slowness_alone_is_no_more_than_possible() -> None:
    result = Result(Readable.id, Status.WARN, "slow", {"rate": 2.0})
    said = concludes(CpuFallback, result)
    assert (said.confidence, said.severity) == (Confidence.POSSIBLE, Severity.INFO)


@pytest.mark.parametrize(
    ("used", "trained", "reason"), [(4096, 40960, "small"), (2048, 8192, "small"), (32768, 40960, ""), (4096, 4096, "")]
)
def test_a_small_default_context(used: int, trained: int, reason: str) -> None:
    shown = {"model_info": {"qwen3.context_length": trained, "qwen3.block_count": 28}}
    result = judge(ContextChosen, {Get: {"models": [{"name": "m", "context_length": used}]}, Raw: shown})
    assert result.reason == reason
    assert (concludes(SmallDefaultContext, result) is not None) == bool(reason)


@pytest.mark.parametrize(
    ("ours", "theirs", "reason"),
    [
        ({"OLLAMA_CONTEXT_LENGTH": "32768"}, {}, "elsewhere"),
        ({"OLLAMA_CONTEXT_LENGTH": "32768"}, {"OLLAMA_CONTEXT_LENGTH": "4096"}, "elsewhere"),
        ({"OLLAMA_CONTEXT_LENGTH": "32768"}, {"OLLAMA_CONTEXT_LENGTH": "32768"}, ""),
        ({"OLLAMA_HOST": "10.0.0.1"}, {}, ""),
        ({}, {"OLLAMA_DEBUG": "1"}, ""),
    ],
)
def test_settings_in_the_wrong_place(ours: dict[str, str], theirs: dict[str, str], reason: str) -> None:
    result = judge(SettingsArrive, {Look: view([], ours, theirs)})
    assert result.reason == reason
    assert (concludes(SettingsElsewhere, result) is not None) == bool(reason)


def test_other_products_are_not_asked() -> None:
    other = msgspec.structs.replace(LOCAL, server="vllm")
    for kind in (GpuUsed, ContextChosen, SettingsArrive):
        assert judge(kind, {}, other).facts == {"not_needed": True}
