"""The error of `answerback bench` itself, against streams whose times are known, and what measuring costs.

    python bench/load.py [--rounds N] [--streams 64,256,1000]

Every figure is the median of the rounds; the source's own lateness and the bare reader's (epoll and recv alone) are
measured in the same rounds, so that a machine which is busy or too slow is seen for what it is. Needs a C compiler.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from startup import ANSWERBACK, PYTHON, timed

HERE = Path(__file__).parent / "truth"
FIRST_MS, GAP_MS, TOKENS = 200, 20, 100
ALLOWED = {64: 0.05, 256: 0.05, 1000: 0.10}
"""Share of the truth by which a p99 may be off, by streams."""
ROUNDS = 5


@contextlib.contextmanager
def source(program: Path) -> Iterator[int]:
    """Run the source while the block runs; yields its port."""
    command = [str(program), str(FIRST_MS * 1000), str(GAP_MS * 1000)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            yield int(process.stdout.readline())
        finally:
            process.terminate()


def built() -> Path | None:
    """Return the compiled source, or None where there is no compiler."""
    compiler = next((found for name in ("cc", "gcc", "clang") if (found := shutil.which(name))), None)
    if compiler is None:
        return None
    program = Path(tempfile.mkdtemp(prefix="answerback-truth-")) / "source"
    subprocess.run([compiler, "-O2", "-o", str(program), str(HERE / "source.c")], check=True)
    return program


def late(port: int) -> dict[str, float]:
    """Return how late the source was since it was asked last, in ms."""
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/late") as answer:
        told = json.load(answer)
    return {name: told[name] / 1000 for name in ("p50", "p99", "most")}


def ours(port: int, *words: str) -> tuple[dict[str, Any], float]:
    """Return the only stage of a run, and the CPU seconds of the whole process."""
    command = [ANSWERBACK, "bench", f"http://127.0.0.1:{port}/v1", "--model", "known", "--format", "json", "-q", *words]
    _, cpu, out = timed(command)
    return json.loads(out)["stages"][0], cpu


def at(port: int, streams: int) -> dict[str, float]:
    """Return one round's figures at so many streams."""
    late(port)
    words = ("--concurrency", str(streams), "--requests", str(3 * streams), "--output-tokens", str(TOKENS))
    stage, cpu = ours(port, *words, "--input-tokens", "64")
    behind = late(port)
    bare = json.loads(timed([PYTHON, str(HERE / "bare.py"), str(port), str(streams), str(TOKENS)])[2])
    return {
        "ttft": stage["ttft_ms"]["p99"], "itl": stage["itl_ms"]["p99"], "lag": stage["client"]["lag_ms_p99"],
        "cpu": cpu, "per_event": cpu / (3 * streams * TOKENS) * 1e6, "rss": stage["client"]["peak_rss_mb"],
        "source": behind["p99"], "bare_ttft": bare["ttft_p99"], "bare_itl": bare["itl_p99"],
        "limit": float(stage["client"]["bottleneck"]), "ok": stage["requests"]["ok"],
    }  # fmt: skip


def medians(rounds: list[dict[str, float]]) -> dict[str, float]:
    """Return the median of each figure."""
    return {name: statistics.median(one[name] for one in rounds) for name in rounds[0]}


def main() -> int:
    """Print the table; the exit code says whether each p99 was as near to the truth as it must be, or the tool said
    that the client was the limit."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--rounds", type=int, default=ROUNDS)
    options.add_argument("--streams", default=",".join(map(str, ALLOWED)))
    given = options.parse_args()
    program = built()
    if program is None:
        print("no C compiler: the source of known streams cannot be built, so the error of bench is not measured")
        return 0
    missed = 0
    with source(program) as port:
        print(
            f"truth: {FIRST_MS} ms to the first token, {GAP_MS} ms between tokens; medians of {given.rounds} rounds;"
            " p99 in ms"
        )
        print(
            f"{'streams':>7} {'TTFT':>7} {'ITL':>6} | {'bare TTFT':>9} {'ITL':>6} | {'source late':>11} {'our lag':>7}"
            f" | {'CPU s':>6} {'us/event':>8} {'MB':>5}"
        )
        for streams in map(int, given.streams.split(",")):
            row = medians([at(port, streams) for _ in range(given.rounds)])
            off = max(row["ttft"] / FIRST_MS, row["itl"] / GAP_MS) - 1
            good = off <= ALLOWED.get(streams, 0.1)
            verdict = "ok" if good else "the client was the limit, and said so" if row["limit"] else "MISSED"
            missed += verdict == "MISSED" or row["rss"] > 150
            print(
                f"{streams:>7} {row['ttft']:7.1f} {row['itl']:6.2f} | {row['bare_ttft']:9.1f} {row['bare_itl']:6.2f} |"
                f" {row['source']:11.2f} {row['lag']:7.2f} | {row['cpu']:6.2f} {row['per_event']:8.1f}"
                f" {row['rss']:5.0f}"
                f"  {off:+.0%} {verdict}",
                flush=True,
            )
        missed += small(port) + open_loop(port)
    return 1 if missed else 0


def small(port: int) -> int:
    """Print what a run of one request costs."""
    runs = [ours(port, "--concurrency", "1", "--requests", "1", "--output-tokens", "5") for _ in range(5)]
    cpu, rss = statistics.median(cpu for _, cpu in runs), statistics.median(s["client"]["peak_rss_mb"] for s, _ in runs)
    print(f"one request, whole process: {cpu:.2f} s CPU (at most 0.30), {rss:.0f} MB (at most 36)")
    return int(cpu > 0.30 or rss > 36)


def open_loop(port: int) -> int:
    """Print how well a plan of 50 requests per second is kept."""
    begin = time.monotonic()
    stage, _ = ours(port, "--rate", "50", "--duration", "20", "--output-tokens", "20", "--input-tokens", "64")
    rate, delay = stage["achieved_rate"], stage["delay_ms"]["p99"]
    print(
        f"open loop, 50/s Poisson for 20 s: {rate:.2f}/s achieved, schedule delay p99 {delay:.2f} ms "
        f"(at most 5), {time.monotonic() - begin:.0f} s in all"
    )
    kept = abs(rate / 50 - 1) <= 0.01 and delay < 5
    return int(not kept and not stage["client"]["bottleneck"])


if __name__ == "__main__":
    sys.exit(main())
