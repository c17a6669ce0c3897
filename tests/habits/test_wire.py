"""Habits on the wire that documents and sources allow: alone and together, in any dialect, they raise nothing."""

from __future__ import annotations

import pytest
from characters import ChineseOnly, Eager, Plain, Rambling, Shy, Terse, Verbose, examine, harm
from habits import HABITS
from hypothesis import given, settings
from hypothesis import strategies as st

from answerback.sim import dialects

LISTLESS = ("no list", "list not allowed", "list 501")
"""Where no model is listed, only some products take a chat without its name."""
FREE = [name for name in HABITS if name not in LISTLESS]


@pytest.mark.parametrize("habit", list(HABITS))
@pytest.mark.parametrize("dialect", ["azure", "llamacpp", "vllm"])
def test_a_habit_alone(dialect: str, habit: str) -> None:
    assert harm(examine(dialect, acts=HABITS[habit])) == []


@given(
    st.sampled_from(sorted(dialects.load())),
    st.sampled_from([Plain, ChineseOnly, Eager, Rambling, Shy, Terse, Verbose]),
    st.lists(st.sampled_from(FREE), min_size=2, max_size=3, unique=True),
    st.integers(0, 5),
)
@settings(max_examples=60, deadline=None)
def test_habits_together(dialect: str, character: type[Plain], names: list[str], seed: int) -> None:
    acts = [act for name in names for act in HABITS[name]]
    assert harm(examine(dialect, character, acts, seed=seed)) == []
