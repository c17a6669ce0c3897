"""Limits of containers, read from trees like those that the kernel shows."""

from __future__ import annotations

from pathlib import Path

import pytest

from answerback.host.cgroup import Limits, limits

MB = 1 << 20


def tree(folder: Path, files: dict[str, str]) -> tuple[Path, Path]:
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text + "\n")
    return folder / "proc", folder / "cgroup"


def test_version_2(tmp_path: Path) -> None:
    where = tree(tmp_path, {
        "proc/7/cgroup": "0::/kubepods/pod1/c1",
        "cgroup/kubepods/pod1/c1/cpu.max": "150000 100000",
        "cgroup/kubepods/pod1/c1/cpu.stat": "usage_usec 5\nnr_periods 200\nnr_throttled 50",
        "cgroup/kubepods/pod1/c1/memory.max": str(512 * MB),
        "cgroup/kubepods/pod1/c1/memory.current": str(500 * MB),
    })  # fmt: skip
    assert limits(7, *where) == Limits(1.5, 0.25, 512 * MB, 500 * MB)


def test_the_strictest_limit_on_the_way_up_counts(tmp_path: Path) -> None:
    where = tree(tmp_path, {
        "proc/7/cgroup": "0::/pod/c1",
        "cgroup/pod/c1/cpu.max": "max 100000",
        "cgroup/pod/cpu.max": "200000 100000",
        "cgroup/pod/memory.max": "max",
    })  # fmt: skip
    assert limits(7, *where) == Limits(cpus=2.0)


def test_version_1(tmp_path: Path) -> None:
    where = tree(tmp_path, {
        "proc/7/cgroup": "4:cpu,cpuacct:/docker/c1\n3:memory:/docker/c1\n1:name=systemd:/docker/c1",
        "cgroup/cpu,cpuacct/docker/c1/cpu.cfs_quota_us": "50000",
        "cgroup/cpu,cpuacct/docker/c1/cpu.cfs_period_us": "100000",
        "cgroup/cpu,cpuacct/docker/c1/cpu.stat": "nr_periods 10\nnr_throttled 9",
        "cgroup/memory/docker/c1/memory.limit_in_bytes": str(256 * MB),
        "cgroup/memory/docker/c1/memory.usage_in_bytes": str(10 * MB),
    })  # fmt: skip
    assert limits(7, *where) == Limits(0.5, 0.9, 256 * MB, 10 * MB)


@pytest.mark.parametrize(
    "files",
    [
        {},
        {"proc/7/cgroup": ""},
        {"proc/7/cgroup": "0::/", "cgroup/cpu.max": "max 100000", "cgroup/memory.max": "max"},
        {"proc/7/cgroup": "0::/", "cgroup/cpu.max": "nonsense", "cgroup/cpu.stat": "nr_periods x"},
        {"proc/7/cgroup": "0::/../../other", "cgroup/x": ""},
        {
            "proc/7/cgroup": "4:cpu:/c\n3:memory:/c",
            "cgroup/cpu/c/cpu.cfs_quota_us": "-1",
            "cgroup/cpu/c/cpu.cfs_period_us": "100000",
            "cgroup/memory/c/memory.limit_in_bytes": "9223372036854771712",
        },
    ],
)
def test_no_limit_is_no_limit(tmp_path: Path, files: dict[str, str]) -> None:
    assert limits(7, *tree(tmp_path, files)) == Limits()
