"""A record's own conclusions."""

from __future__ import annotations

from answerback.bench.record import Record
from answerback.values.answer import Usage
from answerback.values.exchange import FailureKind


def record(**given):
    return Record(**{"number": 0, "planned_ns": None, "sent_ns": 5, "end_ns": 90, "status": 200} | given)


def test_an_answer_is_whole_only_with_words_and_without_an_error():
    assert record(arrivals_ns=(7, 9)).ok
    assert not record().ok
    assert not record(arrivals_ns=(7,), error="overloaded").ok
    assert not record(arrivals_ns=(7,), failure=FailureKind.CUT).ok
    assert not record(arrivals_ns=(7,), status=503).ok


def test_latency_counts_from_the_plan_where_there_is_one():
    assert record(planned_ns=2).start_ns == 2
    assert record().start_ns == 5


def test_the_service_counts_tokens_where_it_does():
    assert record(arrivals_ns=(7, 9)).tokens == 2
    assert record(arrivals_ns=(7, 9), usage=Usage(3, 8, 11)).tokens == 8
