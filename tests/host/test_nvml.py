"""GPUs as the driver's library tells them, and machines that have none."""

from __future__ import annotations

import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from answerback.host import nvml


class Wrong(Exception):
    """What the library raises."""


class Library:
    """A driver with two cards, of which the second fell off the bus."""

    NVMLError = Wrong
    ended = False

    def nvmlInit(self) -> None:
        """The driver answers."""

    def nvmlShutdown(self) -> None:
        Library.ended = True

    def nvmlDeviceGetCount(self) -> int:
        return 2

    def nvmlDeviceGetHandleByIndex(self, index: int) -> int:
        if index:
            raise Wrong("GPU is lost")
        return index

    def nvmlDeviceGetName(self, handle: int) -> bytes:
        return b"NVIDIA A10"

    def nvmlDeviceGetMemoryInfo(self, handle: int) -> Any:
        return SimpleNamespace(total=24, used=20)

    def nvmlDeviceGetUtilizationRates(self, handle: int) -> Any:
        raise Wrong("not supported")

    def nvmlDeviceGetComputeRunningProcesses(self, handle: int) -> list[Any]:
        return [SimpleNamespace(pid=7, usedGpuMemory=12), SimpleNamespace(pid=8, usedGpuMemory=None)]

    def nvmlDeviceGetGraphicsRunningProcesses(self, handle: int) -> list[Any]:
        raise Wrong("not supported")


def test_one_lost_card_hides_no_others(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(nvml, "DRIVER", tmp_path)
    monkeypatch.setitem(sys.modules, "pynvml", Library())
    (gpu,) = nvml.gpus()
    assert gpu == nvml.Gpu("NVIDIA A10", 24, 20, None, (nvml.Holder(7, 12), nvml.Holder(8, None)))
    assert Library.ended


@pytest.mark.parametrize("where", ["nvmlInit", "nvmlDeviceGetCount"])
def test_a_driver_that_fails_is_no_gpu(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, where: str) -> None:
    def fail(*_: Any) -> Any:
        raise Wrong("Driver/library version mismatch")

    library = Library()
    monkeypatch.setattr(library, where, fail, raising=True)
    monkeypatch.setattr(nvml, "DRIVER", tmp_path)
    monkeypatch.setitem(sys.modules, "pynvml", library)
    assert nvml.gpus() == ()


def test_without_a_driver_nothing_is_imported(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(nvml, "DRIVER", tmp_path / "absent")
    monkeypatch.setitem(sys.modules, "pynvml", None)
    assert nvml.gpus() == ()
