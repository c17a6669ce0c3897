"""What a Linux control group allows a process: the limits of a container (or a systemd unit), versions 1 and 2.

https://docs.kernel.org/admin-guide/cgroup-v2.html, https://docs.kernel.org/scheduler/sched-bwc.html
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import msgspec

PROC, ROOT = Path("/proc"), Path("/sys/fs/cgroup")
NO_LIMIT = 1 << 60
"""Version 1 writes a number above this where nothing is limited."""


class Limits(msgspec.Struct, frozen=True):
    """None: not limited, or not told."""

    cpus: float | None = None
    """Processors' worth of time that the group may use."""
    throttled: float | None = None
    """Share of the scheduler's periods (0 to 1) in which the group had used up its time, since it was made."""
    memory: int | None = None
    """Bytes."""
    memory_used: int | None = None


def limits(pid: int, proc: Path = PROC, root: Path = ROOT) -> Limits:
    """Return the strictest limits on the way from the process's group up to the root."""
    cpus: float | None = None
    throttled: float | None = None
    memory: int | None = None
    used: int | None = None
    for controllers, folder in _folders(pid, proc, root):
        if "" in controllers or "cpu" in controllers:
            quota = _quota(folder)
            if quota is not None and (cpus is None or quota < cpus):
                cpus, throttled = quota, _throttled(folder)
        if "" in controllers or "memory" in controllers:
            bound = _number(folder / "memory.max") or _number(folder / "memory.limit_in_bytes")
            if bound is not None and bound < NO_LIMIT and (memory is None or bound < memory):
                memory = bound
                used = _number(folder / "memory.current") or _number(folder / "memory.usage_in_bytes")
    return Limits(cpus, throttled, memory, used)


def _folders(pid: int, proc: Path, root: Path) -> Iterator[tuple[list[str], Path]]:
    """Yield the group's folders with their controllers (version 2: one folder, no names), innermost first."""
    for line in _read(proc / str(pid) / "cgroup").splitlines():
        _, _, rest = line.partition(":")
        names, _, path = rest.partition(":")
        top = root / names if names else root
        if names and not top.is_dir():
            continue
        if "/.." in path:  # another container's, seen from within one
            continue
        inner = top / path.strip("/")
        yield names.split(","), inner
        for outer in inner.parents:
            if not outer.is_relative_to(top):
                break
            yield names.split(","), outer


def _quota(folder: Path) -> float | None:
    words = _read(folder / "cpu.max").split()
    if len(words) == 2 and words[0].isdigit() and words[1].isdigit() and int(words[1]):
        return int(words[0]) / int(words[1])
    quota, period = _number(folder / "cpu.cfs_quota_us"), _number(folder / "cpu.cfs_period_us")
    return quota / period if quota is not None and period and quota > 0 else None


def _throttled(folder: Path) -> float | None:
    stat = dict(line.split(maxsplit=1) for line in _read(folder / "cpu.stat").splitlines() if " " in line)
    periods, often = stat.get("nr_periods", ""), stat.get("nr_throttled", "")
    if not periods.isdigit() or not often.isdigit() or not int(periods):
        return None
    return int(often) / int(periods)


def _number(path: Path) -> int | None:
    text = _read(path).strip()
    return int(text) if text.lstrip("-").isdigit() else None


def _read(path: Path) -> str:
    try:
        return path.read_text(errors="replace")
    except (OSError, ValueError):
        return ""
