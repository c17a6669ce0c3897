"""A local service on machines that weigh on it: which fault is named, and that a plain machine has none."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from answerback import check
from answerback.host import look
from answerback.run import Run
from answerback.sim.wire import SimWire
from answerback.values.asks import Look
from answerback.values.exchange import Exchange, Piece, Request
from answerback.values.injections import STREAMED, Configure, Delay, Injection, Reply, When
from answerback.values.report import Report
from answerback.values.result import Severity, Status
from answerback.values.target import STANDARD, Setting, Target

GB = 1 << 30
SLOW = Delay(on=STREAMED, event_s=0.5)
A10 = {"name": "NVIDIA A10", "memory": 24 * GB, "memory_used": 20 * GB, "busy": 0, "holders": []}
HOST = ("host.memory", "host.processors", "host.offload", "host.places", "host.speed", "load.waiting", "load.room")


def machine(
    *arguments: str, gpus: tuple[dict[str, Any], ...] = (), container: bool = False, holder: str = "vllm", **more: Any
) -> dict[str, Any]:
    """Return a view of a machine on which a vLLM with these arguments listens on port 8000."""
    service = {
        "product": "vllm", "pids": [412, 413], "listens": [8000], "arguments": ["vllm", "serve", "m", *arguments],
        "resident": 6 * GB, "swapped": 0, "limits": {}, "environment": {},
    }  # fmt: skip
    return {
        "port": 8000, "host": "127.0.0.1", "container": container, "servers": [], "environment": {},
        "holders": [{"port": 8000, "addresses": ["0.0.0.0"], "pid": 412, "command": holder, "product": "vllm"}],
        "burden": {"cpus": 32, "load": 1.0, "shared": GB, "available": GB, "gpus": list(gpus),
                   "services": [service | more]},
    }  # fmt: skip


def examine(monkeypatch: pytest.MonkeyPatch, view: dict[str, Any], *injections: Injection) -> Report:
    def shown(number: int, ask: Look, setting: Setting, *_: Any) -> Exchange:
        body = msgspec.json.encode(view)
        return Exchange(number, ask, Request("LOOK", ""), status=200, pieces=(Piece(0, body),))

    monkeypatch.setattr(look, "exchange", shown)
    monkeypatch.setattr(SimWire, "look", lambda wire, *rest: shown(*rest), raising=False)
    wire = SimWire("vllm", injections)
    wanted = ("connection", "models", "chat", "streaming")
    chosen = [kind for kind in check.load(STANDARD) if kind.family in wanted or kind.id in HOST]
    try:
        return Run(Target(wire.url), wire, STANDARD, chosen).report()
    finally:
        wire.close()


def codes(report: Report) -> dict[str, Severity]:
    return {found.code: found.severity for found in report.faults}


def held(*holders: tuple[int, int]) -> dict[str, Any]:
    return A10 | {"holders": [{"pid": pid, "memory": size * GB} for pid, size in holders]}


@pytest.mark.parametrize(
    "view",
    [
        machine(),
        machine("--max-num-seqs", "256"),
        machine(gpus=(held((413, 20), (900, 1)),)),
        machine(gpus=(held((20412, 20)),), container=True),
        machine(gpus=(A10,)),
        machine(swapped=GB // 8),
        machine(swapped=None, resident=None),
        machine(limits={"cpus": 16.0, "throttled": 0.01, "memory": 8 * GB, "memory_used": 7 * GB}),
        machine(limits={"cpus": None, "throttled": None}),
        {"burden": None, "holders": []},
    ],
)
def test_a_machine_without_trouble_raises_nothing(monkeypatch: pytest.MonkeyPatch, view: dict[str, Any]) -> None:
    report = examine(monkeypatch, view)
    assert codes(report) == {}
    assert not [result for result in report.results if result.status is Status.CRASH]


TROUBLE = {
    "swap": (machine(swapped=3 * GB), "N36"),
    "full-container": (machine(resident=GB, limits={"memory": 4 * GB, "memory_used": 4 * GB}), "N36"),
    "throttled": (machine(limits={"cpus": 2.0, "throttled": 0.6}), "N37"),
    "threads": (machine(environment={"OMP_NUM_THREADS": "32"}, limits={"cpus": 4.0, "throttled": 0.0}), "N37"),
    "shared-gpu": (machine(gpus=(held((413, 10), (900, 12)),)), "N38"),
}


@pytest.mark.parametrize("name", sorted(TROUBLE))
def test_trouble_is_a_remark_until_it_is_felt(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    view, code = TROUBLE[name]
    assert codes(examine(monkeypatch, view)) == {code: Severity.INFO}
    assert codes(examine(monkeypatch, view, SLOW))[code] is Severity.MINOR


def test_a_full_cache_beside_others_on_the_gpu_has_its_cause_named(monkeypatch: pytest.MonkeyPatch) -> None:
    page = "vllm:num_requests_waiting 7\nvllm:num_requests_running 4\nvllm:kv_cache_usage_perc 0.99\n"
    full = Reply(on=When(route="/metrics"), body=page, content_type="text/plain")
    found = codes(examine(monkeypatch, TROUBLE["shared-gpu"][0], full))
    assert found["N38"] is Severity.MINOR


@pytest.mark.parametrize("flag", [("--max-num-seqs", "1"), ("--max-num-seqs=1",)])
def test_one_place_is_named_with_its_flag(monkeypatch: pytest.MonkeyPatch, flag: tuple[str, ...]) -> None:
    report = examine(monkeypatch, machine(*flag))
    assert codes(report) == {"N39": Severity.INFO}
    assert report.faults[0].facts["flag"] == " ".join(flag)


def test_a_service_behind_a_container_s_forwarder_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    behind = machine("--max-num-seqs", "1", holder="/usr/bin/docker-proxy -proto tcp", listens=[])
    assert codes(examine(monkeypatch, behind)) == {"N39": Severity.INFO}


def test_a_service_behind_another_program_s_port_is_not_taken_for_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    other = machine("--max-num-seqs", "1", holder="python my_gateway.py", listens=[])
    assert codes(examine(monkeypatch, other)) == {}


def test_it_costs_no_request(monkeypatch: pytest.MonkeyPatch) -> None:
    with_machine, without = examine(monkeypatch, machine(swapped=3 * GB)), examine(monkeypatch, {"burden": None})
    assert with_machine.cost.requests == without.cost.requests


def test_a_slow_machine_alone_is_not_blamed_on_its_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    slow = Configure(name="itl_s", value=0.5)
    found = codes(examine(monkeypatch, machine(), slow))
    assert not {"N36", "N37", "N38", "N39"} & found.keys()


GPU_UNUSED = {
    "layers": machine("-ngl", "0", gpus=(A10,)),
    "layers=": machine("--n-gpu-layers=0", gpus=(A10,)),
    "device": machine("--device", "cpu", gpus=(A10,)),
    "variable": machine(environment={"LLAMA_ARG_N_GPU_LAYERS": "0"}, gpus=(A10,)),
    "hidden": machine(environment={"CUDA_VISIBLE_DEVICES": ""}, gpus=(A10,)),
    "absent": machine(gpus=(held((900, 2)),)),
}


@pytest.mark.parametrize("name", sorted(GPU_UNUSED))
def test_a_gpu_that_lies_idle(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    assert codes(examine(monkeypatch, GPU_UNUSED[name])) == {"N04": Severity.INFO}
    report = examine(monkeypatch, GPU_UNUSED[name], SLOW)
    assert (report.faults[0].code, report.faults[0].severity) == ("N04", Severity.MINOR)


def test_without_a_gpu_no_flag_is_to_blame(monkeypatch: pytest.MonkeyPatch) -> None:
    assert codes(examine(monkeypatch, machine("-ngl", "0"))) == {}


def test_the_last_flag_counts_as_servers_take_it(monkeypatch: pytest.MonkeyPatch) -> None:
    assert codes(examine(monkeypatch, machine("-ngl", "0", "-ngl", "99", gpus=(A10,)))) == {}
