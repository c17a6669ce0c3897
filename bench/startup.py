"""What a check costs, as ratios against plain curl and Python, measured in one run on an instant local service.

The limits are the project's own promises: start-up at most 4 times `python -c pass`; a smoke check at most 3 requests,
0.30 s of CPU and 3 times the wall time of a shell script that makes the same requests; a standard check at most 40
requests, 3,000 completion tokens and 1 s of CPU.
"""

from __future__ import annotations

import json
import resource
import shlex
import statistics
import subprocess
import sys
import time
from pathlib import Path

from answerback.sim.app import running
from answerback.sim.script import scripted
from answerback.sim.setup import Setup

PYTHON = sys.executable
ANSWERBACK = str(Path(PYTHON).parent / "answerback")
RUNS = 15


def timed(command: list[str]) -> tuple[float, float, str]:
    """Return wall seconds, CPU seconds and standard output of one run."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    begin = time.perf_counter()
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    wall = time.perf_counter() - begin
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return wall, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, done.stdout


def medians(*commands: list[str]) -> list[tuple[float, float]]:
    """Return the medians of wall and CPU seconds, the commands taken in turn so that drift hits all alike."""
    runs: list[list[tuple[float, float]]] = [[] for _ in commands]
    for turn in range(RUNS + 1):
        for kept, command in zip(runs, commands, strict=True):
            wall, cpu, _ = timed(command)
            if turn:  # the first turn warms the caches
                kept.append((wall, cpu))
    return [(statistics.median(w for w, _ in kept), statistics.median(c for _, c in kept)) for kept in runs]


def by_hand(base: str) -> list[str]:
    """Return a shell script that makes the three requests of a smoke check with curl."""
    plan = subprocess.run(
        [ANSWERBACK, "check", base, "--level", "smoke", "--format", "json"], capture_output=True, text=True, check=False
    )
    lines = ["set -e"]
    for trace in json.loads(plan.stdout)["exchanges"]:
        line = ["curl", "-s", "-o", "/dev/null", trace["url"]]
        if trace["body"]:
            line += ["-H", "Content-Type: application/json", "-d", trace["body"]]
        lines.append(shlex.join(line))
    return ["sh", "-c", "\n".join([*lines, shlex.join([PYTHON, "-c", "pass"])])]


def main() -> int:
    """Print the table; the exit code says whether every promise held."""
    with running(scripted(Setup(), 0).handle) as url:
        base = f"{url}/v1"
        smoke = [ANSWERBACK, "check", base, "--level", "smoke"]
        nothing, version, shell, check = medians(
            [PYTHON, "-c", "pass"], [ANSWERBACK, "--version"], by_hand(base), smoke
        )
        _, cpu, out = timed([ANSWERBACK, "check", base, "--format", "json"])
        standard = json.loads(out)["cost"]
        lean = json.loads(timed([*smoke, "--format", "json"])[2])["cost"]
    rows = (
        ("--version, times python -c pass", version[0] / nothing[0], 4.0),
        ("smoke: requests", lean["requests"], 3),
        ("smoke: CPU seconds", check[1], 0.30),
        ("smoke: wall, times the same with curl", check[0] / shell[0], 3.0),
        ("standard: requests", standard["requests"], 40),
        ("standard: completion tokens", standard["completion_tokens"], 3000),
        ("standard: CPU seconds", cpu, 1.0),
    )
    print(f"{'figure':42} {'measured':>10} {'at most':>9}")
    for name, measured, limit in rows:
        print(f"{name:42} {measured:10.2f} {limit:9.2f}  {'ok' if measured <= limit else 'MISSED'}")
    return 0 if all(measured <= limit for _, measured, limit in rows) else 1


if __name__ == "__main__":
    sys.exit(main())
