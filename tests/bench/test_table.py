"""The CSV of requests."""

from __future__ import annotations

import csv
import io

from answerback.bench.record import Record
from answerback.bench.table import COLUMNS, Table


def rows(*records):
    file = io.StringIO()
    table = Table(file)
    for record in records:
        table.add(1, record)
    return list(csv.DictReader(io.StringIO(file.getvalue())))


def test_times_are_ms_and_what_did_not_happen_is_empty():
    (row,) = rows(
        Record(number=7, planned_ns=None, sent_ns=1_500_000, end_ns=9_000_000, status=200, arrivals_ns=(4_000_000,))
    )
    assert tuple(row) == COLUMNS
    assert (row["number"], row["sent_ms"], row["first_token_ms"], row["planned_ms"], row["ok"]) == (
        "7", "1.500", "4.000", "", "1",
    )  # fmt: skip


def test_a_services_words_are_no_formula():
    (row,) = rows(Record(number=0, planned_ns=0, sent_ns=0, end_ns=1, status=500, error='=cmd|"x",\n2'))
    assert row["error"].startswith("'=")
    assert (row["ok"], row["failure"]) == ("0", "http_500")
