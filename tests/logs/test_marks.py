"""Every recorded log leads to its root cause, direction and flag right; every signature is shown by one."""

from __future__ import annotations

import re

import pytest

from answerback import fault, server
from answerback.logs import shape
from answerback.logs.line import bare
from answerback.logs.reader import Reader, matching
from answerback.logs.shape import Stage
from answerback.logs.verdict import Outcome
from answerback.values.text import Lang
from tests.logs import recorded

LOGS = recorded.logs()
LINES = list(recorded.lines())
WRAPPERS = ("Engine core initialization failed", "Engine process failed to start", "exiting due to model loading error")


@pytest.mark.parametrize("log", LOGS, ids=lambda log: log.name)
def test_the_root_cause_is_named(log):
    wanted = log.wanted
    said = recorded.read(log.path).verdict()
    assert (said.outcome, said.code, said.server) == (wanted["outcome"], wanted.get("code", ""), wanted["server"])
    assert said.version == wanted.get("version", said.version)
    assert said.stage == wanted.get("stage", said.stage)
    quoted = " ".join(text for _, text in said.lines)
    assert wanted.get("line", "") in quoted
    assert wanted.get("cause", "") in said.cause.fill(Lang.EN, said.facts)
    assert wanted.get("instead", "") in said.instead


@pytest.mark.parametrize("log", [log for log in LOGS if "code" in log.wanted], ids=lambda log: log.name)
def test_the_remedy_has_the_right_direction_and_the_exact_flag(log):
    said = recorded.read(log.path).verdict()
    assert said.remedy is not None
    assert set(log.wanted.get("flags", ())) <= set(said.remedy.flags)
    text = recorded.told(said)
    for sentence in log.wanted.get("says", ()):
        assert sentence in text
    for sentence in (*log.wanted.get("never", ()), *WRAPPERS):
        assert sentence not in text
    for lang in Lang:
        shown = "\n".join(part.fill(lang, said.facts) for part in (said.title, said.cause, said.remedy.text))
        assert not re.search(r"\?(?!\w)|\{\w*\}", shown), "a figure is missing"


def test_there_are_enough_logs_of_enough_servers():
    faults = [log for log in LOGS if log.wanted["outcome"] == Outcome.FAULT]
    assert len(faults) >= 40
    assert len({log.wanted["server"] for log in faults}) >= 6
    assert all(log.wanted["source"] for log in LOGS)


def test_a_healthy_log_is_there_for_every_server_and_raises_nothing():
    healthy = {log.wanted["server"] for log in LOGS if log.wanted["outcome"] == Outcome.STARTED}
    assert healthy == {marks.server for marks in shape.load() if marks.server}


@pytest.mark.parametrize(("name", "row"), LINES, ids=[f"{name}:{row['line'][:50]}" for name, row in LINES])
def test_a_single_line_is_enough(name, row):
    reader = Reader(None if name == "any" else name)
    if "stage" in row:
        reader.start.reach(Stage[row["stage"]], {})
    reader.feed(row["line"])
    said = reader.verdict()
    assert said.code == row["code"]
    assert row["source"]
    for lang in Lang:
        assert "?" not in said.cause.fill(lang, said.facts) or "?" in row["line"]


def test_every_signature_is_shown_by_a_log_or_a_line():
    texts = [row["line"] for _, row in LINES]
    for log in LOGS:
        texts += [part for _, part in parts(log)]
    shown = {id(entry.mark) for text in texts for entry, _ in matching(text)}
    missing = [
        f"{m.server or 'any'} {f.code} {f.needle}" for m in shape.load() for f in m.failures if id(f) not in shown
    ]
    assert not missing


def parts(log):
    from answerback.host import logfile

    with log.path.open("rb") as file:
        for number, line in enumerate(logfile.lines(file)):
            for part in bare(line).split("\n"):
                yield number, part


@pytest.mark.parametrize("marks", shape.load(), ids=lambda marks: marks.server or "any")
def test_marks_are_whole(marks):
    assert not marks.server or server.named(marks.server)
    assert all(shape.of(name) in shape.load() for name in marks.inside)
    for failure in marks.failures:
        kind = fault.named(failure.code)
        assert kind is not None, failure.code
        assert not failure.case or failure.case in kind.cases, (failure.code, failure.case)
    for role in ("begins", "clues", "tells", "progress", "failures"):
        for mark in getattr(marks, role):
            re.compile(mark.pattern)
            assert mark.needle.strip()
            assert not re.search(r"\d", mark.needle), "lines that differ in figures alone are looked at once"


def test_every_case_of_a_fault_is_reached_by_a_mark():
    reached = {(f.code, f.case) for marks in shape.load() for f in marks.failures if f.case}
    assert {(kind.code, case) for kind in fault.load() for case in kind.cases} <= reached


def test_every_fault_that_only_a_log_tells_has_a_mark():
    codes = {f.code for marks in shape.load() for f in marks.failures}
    logged = {k.code for k in fault.load() if issubclass(k, fault.Logged)}
    assert logged <= codes
