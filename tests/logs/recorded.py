"""The recorded logs: each a file with what it must lead to beside it (its source is cited there)."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from answerback.host import logfile
from answerback.logs.reader import Reader
from answerback.logs.verdict import LogDiagnosis
from answerback.values.text import Lang

FOLDER = Path(__file__).parents[1] / "recorded" / "logs"


class Recorded(NamedTuple):
    name: str
    path: Path
    wanted: dict[str, Any]


def logs() -> list[Recorded]:
    """Whole logs: a `.log`, and what it must lead to in a `.json` of the same name."""
    found = sorted(FOLDER.glob("*/*.log"))
    return [
        Recorded(f"{path.parent.name}/{path.stem}", path, json.loads(path.with_suffix(".json").read_text()))
        for path in found
    ]


def lines() -> Iterator[tuple[str, dict[str, Any]]]:
    """Single lines for signatures that no whole log shows, with the server (or `any`) whose they are."""
    for path in sorted(FOLDER.glob("*/lines.jsonl")):
        for row in path.read_text(encoding="utf-8").splitlines():
            yield path.parent.name, json.loads(row)


def read(path: Path, server: str | None = None) -> Reader:
    reader = Reader(server)
    with path.open("rb") as file:
        reader.read(logfile.lines(file))
    return reader


def heard(text: str, server: str | None = None) -> LogDiagnosis:
    reader = Reader(server)
    for line in text.splitlines():
        reader.feed(line)
    return reader.verdict()


def told(diagnosis: LogDiagnosis, lang: Lang = Lang.EN) -> str:
    """All that a user reads of a fault."""
    remedy = diagnosis.remedy
    parts = [diagnosis.title.fill(lang, diagnosis.facts), diagnosis.cause.fill(lang, diagnosis.facts)]
    parts += [remedy.text.fill(lang, diagnosis.facts), *remedy.flags] if remedy else []
    return "\n".join([*parts, diagnosis.instead, *(text for _, text in diagnosis.lines)])
