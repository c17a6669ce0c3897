"""NVIDIA GPUs of this machine: memory, load, and which process holds how much of it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import msgspec

DRIVER = Path("/proc/driver/nvidia")
"""Without the driver the library is not even imported (Linux)."""


class Holder(msgspec.Struct, frozen=True):
    """A process on a GPU. NVML knows the host's pids; within a container they are not ours."""

    pid: int
    memory: int | None
    """Bytes; None where the driver does not tell (Windows)."""


class Gpu(msgspec.Struct, frozen=True):
    """One GPU at this moment."""

    name: str
    memory: int
    """Bytes."""
    memory_used: int
    busy: int | None = None
    """Percent of the last moments in which it computed."""
    holders: tuple[Holder, ...] = ()


def gpus() -> tuple[Gpu, ...]:
    """Return the GPUs; empty without a driver."""
    with _library() as nvml:
        if nvml is not None:
            return tuple(_all(nvml))
    return ()


def _all(nvml: Any) -> Iterator[Gpu]:
    for index in range(nvml.nvmlDeviceGetCount()):
        try:
            yield _gpu(nvml, nvml.nvmlDeviceGetHandleByIndex(index))
        except nvml.NVMLError:  # a card that fell off the bus hides no others
            continue


def _gpu(nvml: Any, handle: Any) -> Gpu:
    name, memory = nvml.nvmlDeviceGetName(handle), nvml.nvmlDeviceGetMemoryInfo(handle)
    try:
        busy = int(nvml.nvmlDeviceGetUtilizationRates(handle).gpu)
    except nvml.NVMLError:  # not on partitioned cards
        busy = None
    holders: dict[int, Holder] = {}
    for ask in (nvml.nvmlDeviceGetComputeRunningProcesses, nvml.nvmlDeviceGetGraphicsRunningProcesses):
        try:
            for process in ask(handle):
                holders[process.pid] = Holder(int(process.pid), process.usedGpuMemory)
        except nvml.NVMLError:
            continue
    text = name.decode() if isinstance(name, bytes) else str(name)
    return Gpu(text, int(memory.total), int(memory.used), busy, tuple(holders.values()))


@contextmanager
def _library() -> Iterator[Any]:
    if not DRIVER.exists() and os.name != "nt":
        yield None
        return
    import pynvml

    try:
        pynvml.nvmlInit()
    except pynvml.NVMLError:
        yield None
        return
    try:
        yield pynvml
    except pynvml.NVMLError:
        return
    finally:
        pynvml.nvmlShutdown()
