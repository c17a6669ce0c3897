"""What weighs on this machine and on the LLM servers that run here: processors, memory, swap, limits, GPUs."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable
from pathlib import Path

import msgspec

from answerback.host import cgroup, nvml, processes

PROC = Path("/proc")
SHARED = Path("/dev/shm")


class Service(msgspec.Struct, frozen=True):
    """A server that runs here, its helpers counted in."""

    product: str
    pids: tuple[int, ...]
    listens: tuple[int, ...]
    arguments: tuple[str, ...] = ()
    """Its command line, secrets struck out."""
    environment: dict[str, str] = {}
    threads: int | None = None
    resident: int | None = None
    """Bytes in main memory."""
    swapped: int | None = None
    """Bytes that were moved out of it."""
    limits: cgroup.Limits = cgroup.Limits()


class Burden(msgspec.Struct, frozen=True):
    """This machine at this moment; None where the system does not tell. Sizes in bytes."""

    cpus: int | None = None
    load: float | None = None
    """Processes that ran or wanted to, averaged over a minute."""
    memory: int | None = None
    available: int | None = None
    swap: int | None = None
    swap_used: int | None = None
    shared: int | None = None
    """Size of /dev/shm, through which the processes of a split model talk."""
    gpus: tuple[nvml.Gpu, ...] = ()
    services: tuple[Service, ...] = ()


def measure(servers: Iterable[processes.Found], gpus: tuple[nvml.Gpu, ...]) -> Burden:
    """Return what weighs on this machine; never raises for what it may not read."""
    import psutil

    try:
        memory, swap = psutil.virtual_memory(), psutil.swap_memory()
    except (psutil.Error, OSError, RuntimeError):
        memory = swap = None
    return Burden(
        cpus=os.cpu_count(),
        load=_load(),
        memory=int(memory.total) if memory else None,
        available=int(memory.available) if memory else None,
        swap=int(swap.total) if swap else None,
        swap_used=int(swap.used) if swap else None,
        shared=_shared(),
        gpus=gpus,
        services=tuple(_service(found) for found in servers),
    )


def _service(found: processes.Found) -> Service:
    sizes = [_sizes(pid) for pid in found.pids]
    return Service(
        product=found.product,
        pids=found.pids,
        listens=found.listens,
        arguments=processes.arguments(found.pid),
        environment=found.environment,
        threads=_sum(size.get("Threads") for size in sizes),
        resident=_sum(size.get("VmRSS") for size in sizes),
        swapped=_sum(size.get("VmSwap") for size in sizes),
        limits=cgroup.limits(found.pid),
    )


def _sizes(pid: int, proc: Path = PROC) -> dict[str, int]:
    """Return the figures of /proc/PID/status, sizes in bytes; empty on other systems."""
    out: dict[str, int] = {}
    try:
        lines = (proc / str(pid) / "status").read_text(errors="replace").splitlines()
    except OSError:
        return out
    for line in lines:
        name, _, rest = line.partition(":")
        words = rest.split()
        if words and words[0].isdigit():
            out[name] = int(words[0]) * (1024 if words[-1] == "kB" else 1)
    return out


def _sum(values: Iterable[int | None]) -> int | None:
    known = [value for value in values if value is not None]
    return sum(known) if known else None


def _load() -> float | None:
    try:
        return os.getloadavg()[0]
    except (OSError, AttributeError):  # Windows has none
        return None


def _shared() -> int | None:
    try:
        return shutil.disk_usage(SHARED).total
    except OSError:
        return None
