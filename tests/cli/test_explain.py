"""`answerback explain`: every check, fault and server in both languages, by any of its names."""

from __future__ import annotations

import re

import pytest

from answerback import check, fault, server
from answerback.values.target import DEEP

CHECKS, FAULTS, SERVERS = check.load(DEEP), fault.load(), server.load()
NAMES = [c.id for c in CHECKS] + [f.code for f in FAULTS] + [s.name for s in SERVERS]


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_everything_can_be_explained(answerback, lang):
    for name in NAMES:
        said = answerback("explain", name, "--lang", lang)
        assert said.code == 0, name
        assert name in said.out
        chinese = re.search("[\u4e00-\u9fff]", said.out)
        assert bool(chinese) == (lang == "zh"), name


def test_a_fault_tells_cause_remedies_and_where_it_was_seen(answerback):
    said = answerback("explain", "h04").out
    assert "without `data: [DONE]`" in said
    assert "any server" in said
    assert "oobabooga/textgen#4778" in said


def test_a_check_tells_its_reasons_with_named_gaps(answerback):
    said = answerback("explain", "streaming.ends-with-done").out
    assert "‹events›" in said
    assert "connection.reached" in answerback("explain", "chat.answers").out  # what it needs


@pytest.mark.parametrize("name", ["stream-without-done", "H04-stream-without-done", "vLLM", "streaming"])
def test_other_names_are_understood(answerback, name):
    assert answerback("explain", name).code == 0


def test_without_a_name_all_are_listed(answerback):
    said = answerback("explain").out
    assert all(name in said for name in NAMES)


def test_several_at_once(answerback):
    said = answerback("explain", "H04", "vllm").out
    assert "H04" in said and "vLLM" in said


@pytest.mark.parametrize(
    ("typed", "meant"), [("HO4", "H04"), ("h044", "H04"), ("streaming.end-with-done", "streaming.ends-with-done")]
)
def test_a_slip_is_answered_with_what_was_meant(answerback, typed, meant):
    said = answerback("explain", typed)
    assert said.code == 2 and f"did you mean {meant}?" in said.err
