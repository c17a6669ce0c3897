"""A look at this machine: sockets, processes, command lines, containers."""

from __future__ import annotations

import socket
from typing import Any

import msgspec
import pytest

from answerback.host import look, processes
from answerback.values.asks import Look
from answerback.values.target import Setting, Target

LISTEN = "import socket; s = socket.socket(); s.bind(('{host}', {port})); s.listen()"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def test_a_server_that_listens_is_found_with_its_address(pretend: Any) -> None:
    port = free_port()
    process = pretend("llama-server", "--port", str(port), body=LISTEN.format(host="127.0.0.2", port=port))
    view = look.view(port)
    assert [(h.addresses, h.product, h.pid) for h in view.holders] == [(("127.0.0.2",), "llamacpp", process.pid)]
    server = next(s for s in view.servers if s.pid == process.pid)
    assert (server.listens, server.wants) == ((port,), port)


def test_a_server_that_does_not_listen_yet_is_loading(pretend: Any) -> None:
    port = free_port()
    process = pretend("vllm", "serve", "Qwen/Qwen3-0.6B", "--port", str(port))
    server = next(s for s in look.view(port).servers if s.pid == process.pid)
    assert (server.product, server.listens, server.wants) == ("vllm", (), port)


def test_secrets_in_command_lines_are_struck_out(pretend: Any) -> None:
    process = pretend("vllm", "serve", "m", "--api-key", "very-secret", "--hf-token=other-secret")
    server = next(s for s in look.view(1).servers if s.pid == process.pid)
    assert "very-secret" not in server.command
    assert "other-secret" not in server.command
    assert "--api-key ***" in server.command


@pytest.mark.parametrize(
    ("line", "product"),
    [
        (["/usr/bin/python3", "/usr/local/bin/vllm", "serve", "Qwen/Qwen3-0.6B"], "vllm"),
        (["python", "-m", "vllm.entrypoints.openai.api_server", "--model", "m"], "vllm"),
        (["VLLM::EngineCore"], "vllm"),
        (["python3", "-m", "sglang.launch_server", "--model-path", "m"], "sglang"),
        (["sglang::scheduler_TP0"], "sglang"),
        (["/opt/llama.cpp/build/bin/llama-server", "-m", "m.gguf"], "llamacpp"),
        (["/usr/local/bin/ollama", "serve"], "ollama"),
        (["/usr/bin/python", "/usr/bin/lmdeploy", "serve", "api_server", "m"], "lmdeploy"),
        (["text-generation-launcher", "--model-id", "m"], "tgi"),
        (["/venv/bin/python", "/venv/bin/litellm", "--config", "c.yaml"], "litellm"),
        (["/usr/bin/python", "/usr/bin/transformers", "serve"], "transformers"),
        (["/usr/bin/python", "/usr/bin/xinference-local", "--host", "0.0.0.0"], "xinference"),
        (["/venv/bin/python", "/venv/bin/answerback", "up"], "openvino"),
        (["vim", "llama-server.log"], None),
        (["bash", "-c", "vllm serve m"], None),
        (["grep", "ollama serve"], None),
        (["/usr/bin/python3", "train.py", "--note", "vllm", "--x", "serve"], None),
        (["nginx: master process"], None),
    ],
)
def test_command_lines_tell_the_product(line: list[str], product: str | None) -> None:
    kind = processes.which(line)
    assert (kind.name if kind else None) == product


def test_a_llama_server_under_ollama_is_ollamas(monkeypatch: pytest.MonkeyPatch) -> None:
    import psutil

    class Fake:
        def __init__(self, pid: int, ppid: int, line: list[str]) -> None:
            self.pid = pid
            self.info = {"cmdline": line, "ppid": ppid, "status": "sleeping"}

    tree = [
        Fake(10, 1, ["/usr/local/bin/ollama", "serve"]),
        Fake(11, 10, ["/usr/lib/ollama/llama-server", "--port", "41001"]),
    ]
    monkeypatch.setattr(psutil, "process_iter", lambda names: tree)
    monkeypatch.setattr(
        processes, "_environ", lambda psutil, pid: {"OLLAMA_HOST": "0.0.0.0:11500", "OLLAMA_API_KEY": "x"}
    )
    sockets = [processes.Socket("0.0.0.0", 11500, 10), processes.Socket("127.0.0.1", 41001, 11)]
    (found,) = processes.servers(sockets)
    assert (found.product, found.pid, found.wants, found.listens) == ("ollama", 10, 11500, (11500, 41001))
    assert found.environment == {"OLLAMA_HOST": "0.0.0.0:11500"}


@pytest.mark.parametrize(
    ("line", "port"),
    [
        (["x", "--port", "81"], 81),
        (["x", "--port=82"], 82),
        (["x", "--server-port", "83"], 83),
        (["x"], None),
        (["x", "--port"], None),
    ],
)
def test_the_port_of_a_command_line(line: list[str], port: int | None) -> None:
    assert processes.port_of(line) == port


def test_another_machine_is_not_looked_at() -> None:
    setting = Setting(Target("http://203.0.113.9:8000"), "http://203.0.113.9:8000/v1")
    exchange = look.exchange(1, Look(port=8000), setting)
    assert (exchange.status, exchange.body) == (0, b"")


def test_this_machine_is_looked_at() -> None:
    setting = Setting(Target("http://localhost:8000"), "http://localhost:8000/v1")
    exchange = look.exchange(1, Look(port=8000), setting)
    assert exchange.status == 200
    assert msgspec.json.decode(exchange.body, type=look.View).port == 8000


def test_addresses_of_this_machine() -> None:
    assert look.is_local(("127.0.0.5",))
    assert look.is_local(("::1",))
    assert not look.is_local(("203.0.113.9",))
    assert look.resolve("no-such-host.invalid") == ()
