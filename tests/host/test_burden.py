"""What weighs on this machine, seen on a real process."""

from __future__ import annotations

import os
import socket
import sys
from pathlib import Path
from typing import Any

import msgspec
import pytest

from answerback.host import burden, look, processes


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def test_a_server_is_weighed_with_its_flags_and_without_its_secrets(pretend: Any) -> None:
    port = free_port()
    process = pretend("llama-server", "-ngl", "0", "-np", "1", "--api-key", "very-secret", "--port", str(port))
    weighed = look.view(port).burden
    assert weighed is not None
    service = next(one for one in weighed.services if process.pid in one.pids)
    assert service.product == "llamacpp"
    assert service.arguments[-8:-4] == ("-ngl", "0", "-np", "1")
    assert "very-secret" not in msgspec.json.encode(weighed).decode()
    if sys.platform == "linux":
        assert service.resident is not None
        assert service.resident > 1 << 20
        assert service.threads is not None
        assert service.threads >= 1
    assert weighed.cpus == os.cpu_count()
    assert weighed.memory is not None
    assert weighed.memory > 1 << 28


def test_a_process_that_is_gone_weighs_nothing() -> None:
    gone = processes.Found("vllm", "vLLM", 2**22 - 1, "vllm serve", 8000, (2**22 - 1,), ())
    (service,) = burden.measure([gone], ()).services
    assert (service.arguments, service.resident, service.swapped) == ((), None, None)


def test_a_system_that_tells_nothing_raises_nothing(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    import psutil

    def refuse(*_: Any) -> Any:
        raise psutil.AccessDenied

    monkeypatch.setattr(psutil, "virtual_memory", refuse)
    monkeypatch.delattr(os, "getloadavg", raising=False)
    monkeypatch.setattr(burden, "SHARED", tmp_path / "absent")
    found = burden.measure([], ())
    assert (found.memory, found.load, found.shared) == (None, None, None)
