"""The request that shows a check or a fault, without any service."""

from __future__ import annotations

import pytest

from answerback import check, fault, reproduce
from answerback.values.target import DEEP


@pytest.mark.parametrize(
    "name", ["connection.reached", "streaming.ends-with-done", "thinking.extra-body", "sampling.stop"]
)
def test_a_check_is_shown_by_its_own_request(name):
    trace = reproduce.of_check(check.named(name))
    assert trace is not None and trace.url.startswith("http://127.0.0.1:8000")


def test_what_a_check_needs_comes_with_it():
    wanted = reproduce.closure(check.named("streaming.ends-with-done"))
    assert {"connection.reached", "chat.answers"} <= {kind.id for kind in wanted}
    assert all(kind in check.load(DEEP) for kind in wanted)


@pytest.mark.parametrize("code", ["H04", "C01", "A09"])
def test_a_fault_is_shown_by_the_request_that_shows_it_best(code):
    trace = reproduce.of_fault(fault.named(code))
    assert trace is not None and trace.method in ("GET", "POST")


def test_a_fault_of_a_log_has_none():
    assert reproduce.of_fault(fault.named("N01")) is None
