"""Right services as they really answered: what was recorded of them must raise nothing, whatever changes here."""

from __future__ import annotations

from pathlib import Path

import pytest

from answerback.run import Run
from answerback.values.report import Report
from answerback.values.result import Severity, Status, Verdict
from answerback.values.target import STANDARD, Target
from answerback.wire import recorded
from answerback.wire.recorded import Replay

FILES = sorted((Path(__file__).parent / "recorded").glob("*.json"))


def replay(path: Path) -> tuple[Report, Replay]:
    exchanges = recorded.load(path)
    first = exchanges[0].request.url.removesuffix("/models")
    wire = Replay(exchanges)
    return Run(Target(first), wire, STANDARD).report(), wire


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_right_service_raises_nothing(path: Path) -> None:
    report, wire = replay(path)
    told = [(found.code, found.because) for found in report.faults if found.severity is not Severity.INFO]
    assert not told
    assert report.verdict is Verdict.HEALTHY
    assert not [r for r in report.results if r.status is Status.CRASH]
    assert len(wire.missing) <= 6, f"record {path.stem} again: checks now ask what it lacks"


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_the_product_is_recognised(path: Path) -> None:
    report, _ = replay(path)
    assert report.server.name == path.stem.partition("-")[0]


def test_there_are_recordings() -> None:
    assert len(FILES) >= 3


def test_no_machine_and_no_key_in_them() -> None:
    for path in FILES:
        text = path.read_text()
        assert "/root" + "/" not in text
        assert "/home/" not in text
        assert "sk-" not in text
