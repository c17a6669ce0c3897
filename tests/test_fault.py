"""What is left of the faults once they are weighed against each other."""

from __future__ import annotations

import pytest

from answerback import fault
from answerback.checks.chat.history import HistoryHeard
from answerback.fault import UNEXPLAINED, Diagnosis, Fault, Seen
from answerback.values.result import Confidence, Result, Status
from answerback.values.target import Setting, Target


class Hiding(Fault):
    """A fault under which answers are worth nothing."""

    code = "Z01"
    sure = Confidence.LIKELY

    def explains(self, seen: Seen) -> Diagnosis:
        """Cover what rests on answers."""
        return Diagnosis(self.sure, covers=("E1", "J", UNEXPLAINED))


class OfWords(Fault):
    """A fault that rests on answers."""

    code = "E10"

    def explains(self, seen: Seen) -> Confidence:
        """Be there."""
        return Confidence.CERTAIN


class OfOtherWords(OfWords):
    """A fault of the same family that is not covered."""

    code = "E20"


def codes(monkeypatch: pytest.MonkeyPatch, *kinds: type[Fault]) -> list[str]:
    monkeypatch.setattr(fault, "load", lambda: kinds)
    results = {HistoryHeard.id: Result(HistoryHeard.id, Status.FAIL, "dropped", {}, (1,))}
    found = fault.diagnose(
        results, {}, Setting(Target("http://127.0.0.1:1"), "http://127.0.0.1:1/v1"), None, [HistoryHeard]
    )
    return sorted(one.code for one in found)


def test_what_rests_on_worthless_answers_is_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    assert codes(monkeypatch, OfWords, OfOtherWords) == ["E10", "E20", UNEXPLAINED]
    assert codes(monkeypatch, OfWords, OfOtherWords, Hiding) == ["E20", "Z01"]


def test_what_is_only_possible_hides_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Hiding, "sure", Confidence.POSSIBLE)
    assert codes(monkeypatch, OfWords, Hiding) == ["E10", UNEXPLAINED, "Z01"]
