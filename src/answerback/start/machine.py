"""What this machine has for a model: GPUs and their free memory (NVML), and free memory."""

from __future__ import annotations

import os
from pathlib import Path

import msgspec


class Gpu(msgspec.Struct, frozen=True):
    """One NVIDIA GPU; sizes in bytes."""

    name: str
    total: int
    free: int


class Machine(msgspec.Struct, frozen=True):
    """This machine; sizes in bytes."""

    gpus: tuple[Gpu, ...] = ()
    free: int = 0
    """Memory that is available."""

    @property
    def gpu_free(self) -> int:
        """Free memory of all GPUs together."""
        return sum(gpu.free for gpu in self.gpus)


def look() -> Machine:
    """Return what this machine has now."""
    import psutil

    return Machine(gpus(), psutil.virtual_memory().available)


def gpus() -> tuple[Gpu, ...]:
    """Return the NVIDIA GPUs; empty without a driver."""
    if os.name != "nt" and not Path("/proc/driver/nvidia").exists():
        return ()
    import pynvml

    out = []
    try:
        pynvml.nvmlInit()
        for index in range(pynvml.nvmlDeviceGetCount()):
            handle = pynvml.nvmlDeviceGetHandleByIndex(index)
            name, memory = pynvml.nvmlDeviceGetName(handle), pynvml.nvmlDeviceGetMemoryInfo(handle)
            name = name.decode() if isinstance(name, bytes) else str(name)
            out.append(Gpu(name, int(memory.total), int(memory.free)))
        pynvml.nvmlShutdown()
    except pynvml.NVMLError:
        pass
    return tuple(out)
