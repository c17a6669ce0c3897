"""What the tests of several families share: a whole run against a URL on real sockets."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from answerback import check
from answerback.check import Check
from answerback.run import Run
from answerback.values.report import Report
from answerback.values.target import DEEP, STANDARD, Level, Secret, Target
from answerback.wire.curl import CurlWire

Examine = Callable[..., Report]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Keep together, where tests run in several processes, what shares a model, a page's port or a browser."""
    for item in items:
        folder = item.path.relative_to(Path(__file__).parent).parts[0]
        if item.get_closest_marker("real") is not None:
            item.add_marker(pytest.mark.xdist_group("real"))
        elif folder in ("docs", "browser"):
            item.add_marker(pytest.mark.xdist_group(folder))


@pytest.fixture
def examine(monkeypatch: pytest.MonkeyPatch) -> Examine:
    """Return a function that runs checks of some families against a URL, with a key and a timeout if wanted."""
    for name in ("http_proxy", "https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY", "no_proxy", "NO_PROXY"):
        monkeypatch.delenv(name, raising=False)

    def run(
        url: str,
        *families: str,
        key: str | None = None,
        level: Level = STANDARD,
        timeout_s: float = 5.0,
        also: tuple[type[Check], ...] = (),
    ) -> Report:
        wire = CurlWire()
        target = Target(url, key=Secret(key) if key is not None else None, timeout_s=timeout_s, connect_s=2.0)
        base = ("chat.answers", "models.listed", "models.recognised", "connection.reached")
        chosen = [
            kind
            for kind in check.load(DEEP)
            if kind.level <= level and (kind.family in families or kind.id in base or kind in also)
        ]
        try:
            return Run(target, wire, level, chosen).report()
        finally:
            wire.close()

    return run


@pytest.fixture
def pretend(tmp_path: Path) -> Iterator[Any]:
    """Start a process whose command line is that of a server; it prints a line when it is ready."""
    running: list[subprocess.Popen[str]] = []

    def start(program: str, *arguments: str, body: str = "") -> subprocess.Popen[str]:
        script = tmp_path / program
        script.write_text(f"import sys, time\n{body}\nprint('ready', flush=True)\nsys.stdin.read()\n")
        process = subprocess.Popen(
            [sys.executable, str(script), *arguments], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        running.append(process)
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        return process

    yield start
    for process in running:
        process.terminate()
        process.wait(10)
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                pipe.close()
