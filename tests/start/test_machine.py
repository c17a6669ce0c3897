"""The machine as it is: memory that is free, and the GPUs' free memory."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from answerback.host import nvml
from answerback.start import machine


def test_free_memory_is_what_others_left(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(nvml, "gpus", lambda: (nvml.Gpu("A", 24, 5), nvml.Gpu("B", 24, 20)))
    monkeypatch.setattr("psutil.virtual_memory", lambda: SimpleNamespace(available=77))
    found = machine.look()
    assert [(gpu.name, gpu.free) for gpu in found.gpus] == [("A", 19), ("B", 4)]
    assert (found.gpu_free, found.free) == (23, 77)
