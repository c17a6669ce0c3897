"""One line of CSV for each request. Times in ms since the stage started; empty where something did not happen."""

from __future__ import annotations

import csv
from typing import Any, TextIO

from answerback.bench.measure import kind_of
from answerback.bench.record import Record

COLUMNS = (
    "stage", "number", "planned_ms", "sent_ms", "first_byte_ms", "first_token_ms", "first_reasoning_ms",
    "first_answer_ms", "end_ms", "status", "ok", "failure", "finish", "prompt_tokens", "completion_tokens",
    "cached_tokens", "events", "bytes", "new_connection", "label", "session", "turn", "nonce", "error",
)  # fmt: skip


class Table:
    """Writes requests as they end, so that nothing of them has to be kept."""

    def __init__(self, file: TextIO) -> None:
        self.writer: Any = csv.writer(file, lineterminator="\n")
        self.writer.writerow(COLUMNS)

    def add(self, stage: int, record: Record) -> None:
        """Write one request."""
        usage = record.usage
        self.writer.writerow((
            stage, record.number, _ms(record.planned_ns), _ms(record.sent_ns), _ms(record.first_byte_ns),
            _ms(record.first_token_ns), _ms(record.first_reasoning_ns), _ms(record.first_answer_ns),
            _ms(record.end_ns), record.status, int(record.ok), "" if record.ok else kind_of(record), record.finish,
            usage.prompt if usage is not None else None, record.tokens,
            usage.cached if usage is not None else None, len(record.arrivals_ns), record.bytes,
            int(record.new_connection), record.label, record.session, record.turn, record.nonce,
            _tame(record.error[:200]),
        ))  # fmt: skip


def _ms(ns: int | None) -> str:
    return "" if ns is None else f"{ns / 1e6:.3f}"


def _tame(text: str) -> str:
    """Return a service's words so that no spreadsheet takes them for a formula."""
    return f"'{text}" if text[:1] in "=+-@" and text else text
