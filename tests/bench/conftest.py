"""A service on a real socket of this machine; makes `loaded` importable from the tests beside it."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from answerback.sim.app import running

sys.path.insert(0, str(Path(__file__).parent))


@pytest.fixture
def service() -> Any:
    from loaded import Service

    return Service()


@pytest.fixture
def url(service: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    for name in ("http_proxy", "https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
    with running(service.handle) as address:
        yield address
