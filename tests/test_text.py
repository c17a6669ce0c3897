"""Text: both languages, filled with facts, and never raising for a fact that is not there."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from answerback.values.text import Lang, Text

BOTH = Text(en="{n} events, the last {last!r}", zh="共 {n} 个事件，最后是 {last!r}")


def test_it_is_filled_in_either_language():
    assert BOTH.fill(Lang.EN, {"n": 3, "last": "x"}) == "3 events, the last 'x'"
    assert BOTH.fill(Lang.ZH, {"n": 3, "last": "x"}) == "共 3 个事件，最后是 'x'"


def test_a_fact_that_is_missing_is_a_question_mark():
    assert BOTH.fill(Lang.EN, {"n": 3}) == "3 events, the last '?'"


@pytest.mark.parametrize("fact", [None, "x", [1], {"a": 1}, 3.5])
@pytest.mark.parametrize("template", ["{a:.1f}", "{a[0]}", "{a.b.c}", "{a!r:>4}", "{a[x][y]}", "{a:,}"])
def test_no_fact_of_a_wrong_type_makes_it_raise(template, fact):
    assert isinstance(Text(template, template).fill(Lang.EN, {"a": fact}), str)


FACTS = st.sampled_from([None, "", "{x}", "你好", 0, -1, 1.5, True, [], ["a", 1], {}, {"a": []}])


@given(st.dictionaries(st.sampled_from(["n", "last"]), FACTS))
def test_it_never_raises(facts):
    assert BOTH.fill(Lang.ZH, facts)


def test_lists_read_as_a_person_would_write_them():
    assert Text("{a}", "{a}").fill(Lang.EN, {"a": ["x", "y"]}) == "x, y"


def test_braces_in_facts_are_left_alone():
    assert Text("{a}", "{a}").fill(Lang.EN, {"a": "{b} {0} {{c}}"}) == "{b} {0} {{c}}"


def test_placeholders_are_told_without_conversion_and_index():
    assert Text("{a!r} {b[0]:>3} {c.d}", "{a}").placeholders() == ({"a", "b", "c"}, {"a"})


@pytest.mark.parametrize(
    ("fact", "shown"), [("a\\x1b", "'a\\x1b'"), ("it's", '"it\'s"'), ("a\nb", "'a\\nb'"), (None, "None"), (3, "3")]
)
def test_quoting_does_not_double_backslashes(fact, shown):
    assert Text("{a!r}", "{a!r}").fill(Lang.EN, {"a": fact}) == shown
