"""Real servers, right and misconfigured, as they were recorded (`bench/real --record`): the same must be said again."""

from __future__ import annotations

import gzip
from pathlib import Path

import msgspec
import pytest

from answerback.run import Run
from answerback.values.report import Report
from answerback.values.result import Severity, Status
from answerback.values.target import LEVELS, Secret, Target
from answerback.wire import recorded
from answerback.wire.recorded import Replay

HERE = Path(__file__).parent / "recorded/real"


class Row(msgspec.Struct):
    """What bench/real wrote of a case, as far as it is needed here."""

    name: str
    server: str
    url: str
    asked: str | None
    key: bool
    level: str
    faults: tuple[str, ...]
    expect: tuple[str, ...]
    beside: tuple[str, ...]


ROWS = msgspec.json.decode((HERE / "expected.json").read_bytes(), type=list[Row])


def replay(row: Row) -> tuple[Report, Replay]:
    wire = Replay(recorded.load(HERE / f"{row.name}.json.gz"))
    return Run(
        Target(row.url, row.asked, Secret("sk-any") if row.key else None), wire, LEVELS[row.level]
    ).report(), wire


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_the_same_is_said_of_it(row: Row) -> None:
    report, wire = replay(row)
    told = [found.code for found in report.faults if found.severity is not Severity.INFO]
    if row.expect:
        assert told
        assert told[0] in row.expect
    assert set(told) <= {*row.expect, *row.beside}
    assert not [result for result in report.results if result.status is Status.CRASH]
    assert len(wire.missing) <= 4, f"record {row.name} again: checks now ask what it lacks"


@pytest.mark.parametrize("row", [row for row in ROWS if row.server], ids=lambda row: row.name)
def test_the_product_is_recognised(row: Row) -> None:
    assert replay(row)[0].server.name == row.server


def test_both_kinds_are_there() -> None:
    assert len([row for row in ROWS if row.expect]) >= 4
    assert len([row for row in ROWS if not row.expect]) >= 4


def test_no_machine_and_no_key_in_them() -> None:
    for path in HERE.glob("*.json*"):
        text = (gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()).decode()
        assert "/root" + "/" not in text
        assert "/home/" not in text
        assert "sk-local" not in text
