"""What this machine has for a model: GPUs and their free memory, and free memory."""

from __future__ import annotations

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

    from answerback.host import nvml

    found = tuple(Gpu(gpu.name, gpu.memory, gpu.memory - gpu.memory_used) for gpu in nvml.gpus())
    return Machine(found, psutil.virtual_memory().available)
