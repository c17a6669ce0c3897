"""Keeps a few exchanges of a load test whole: the first failures of each kind, and a sample of what was right."""

from __future__ import annotations

from collections import Counter

from answerback.bench.flight import Landed
from answerback.bench.measure import kind_of
from answerback.bench.record import Record
from answerback.bench.report import Kept

OF_A_KIND = 3
SAMPLE = 3
SHOWN = 2000
"""Bytes of a body that are kept."""
READS = 256


class Evidence:
    """What was kept. No key is in it: bodies carry none, and headers are not kept."""

    def __init__(self) -> None:
        self.kept: list[Kept] = []
        self.seen: Counter[tuple[int, str]] = Counter()

    def look(self, stage: int, record: Record, landed: Landed) -> None:
        """Keep an exchange if it is one of the first of its kind."""
        kind = "" if record.ok else kind_of(record)
        self.seen[stage, kind] += 1
        if self.seen[stage, kind] > (OF_A_KIND if kind else SAMPLE):
            return
        self.kept.append(
            Kept(
                stage=stage, number=record.number, why="failure" if kind else "sample", status=record.status, kind=kind,
                body=landed.work.body[:SHOWN].decode("utf-8", "replace"),
                answer=b"".join(landed.pieces)[:SHOWN].decode("utf-8", "replace") or landed.words,
                sent_ms=round(record.sent_ns / 1e6, 3),
                arrivals=[(round((at - landed.sent_ns) / 1e6, 3), len(piece))
                          for at, piece in zip(landed.stamps[:READS], landed.pieces, strict=False)],
            )
        )  # fmt: skip
