"""What the tests of several families share: a whole run against a URL on real sockets."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from answerback import check
from answerback.check import Check
from answerback.run import Run
from answerback.values.report import Report
from answerback.values.target import DEEP, STANDARD, Level, Secret, Target
from answerback.wire.curl import CurlWire

Examine = Callable[..., Report]


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
