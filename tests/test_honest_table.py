"""The table of false alarms: all dialects are in it, and it goes red when something is called a fault."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from answerback.sim import dialects
from answerback.values.injections import DropEvent

BENCH = Path(__file__).parents[1] / "bench"


@pytest.fixture
def honest(monkeypatch: pytest.MonkeyPatch) -> object:
    """The program, which finds its neighbours beside it as it does when it is run."""
    monkeypatch.syspath_prepend(str(BENCH))
    import honest

    yield honest
    for name in ("honest", "score", "simulated"):
        sys.modules.pop(name, None)


def test_every_dialect_is_in_the_table(honest) -> None:
    assert {service.dialect for service in honest.services()} == set(dialects.load())


@pytest.mark.parametrize("faulty", [False, True])
def test_the_exit_code_and_the_page_tell_of_alarms(honest, faulty, monkeypatch, tmp_path, capsys) -> None:
    acts = (DropEvent(text="[DONE]"),) if faulty else ()
    monkeypatch.setattr(honest, "services", lambda: (honest.Right("mine", "vllm", acts),))
    monkeypatch.setattr(sys, "argv", ["honest.py", "--seeds", "1", "--markdown", str(tmp_path)])
    assert honest.main() == (1 if faulty else 0)
    said = capsys.readouterr()
    assert ("H04" in said.err) == faulty
    assert "3 runs" in said.out
    for lang in ("en", "zh"):
        row = next(line for line in (tmp_path / lang / "honest.md").read_text().splitlines() if "| mine |" in line)
        assert (row.split(" | ")[1] == "0") != faulty
