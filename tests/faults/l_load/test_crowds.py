"""Requests that break only while others are in flight, seen at standard in what is asked anyway."""

from __future__ import annotations

import pytest
from naming import checked, harmful

from answerback.values.injections import Cut, Hang, Injection, When


@pytest.mark.parametrize(
    "act",
    [Cut(on=When(above=1)), Hang(on=When(above=1)), Cut(on=When(above=2)), Hang(on=When(above=2))],
    ids=["cut above one", "silence above one", "cut above two", "silence above two"],
)
def test_it_is_a_limit_of_connections(act: Injection) -> None:
    assert harmful(checked(act)) == ["L15"]


@pytest.mark.parametrize("chance", [0.2, 0.5])
def test_what_breaks_alone_as_well_is_no_such_limit(chance: float) -> None:
    assert "L15" not in harmful(checked(Cut(on=When(chance=chance, has="tools"))))
