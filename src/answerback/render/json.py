"""The JSON report (`answerback.report/1`): rendered sentences for people and programs, and all ids and facts.

Lossless: `read` gives back the very Report that `render` was given, so a saved report can be told again in another
language or format. docs/report.schema.json is made from `Document`.
"""

from __future__ import annotations

from typing import Any, Final, Literal

import msgspec

from answerback.render import snippets
from answerback.render.story import Finding, Story
from answerback.values.changes import Changes
from answerback.values.pattern import lazy
from answerback.values.readiness import Readiness, Trial
from answerback.values.report import Aim, Cost, Recognised, Report, Timing, Tool, Trace
from answerback.values.result import Confidence, Found, Result, Severity, Status, Verdict

SCHEMA: Final = "answerback.report/1"
_INVISIBLE = lazy("[\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]")


class Checked(msgspec.Struct, frozen=True):
    """One promise: what became of it, in ids, facts and one sentence."""

    id: str
    family: str
    status: Status
    reason: str
    facts: dict[str, Any]
    exchanges: tuple[int, ...]
    """Numbers of the exchanges that it rests on."""
    text: str
    """What was found; empty where the promise holds."""
    promise: str = ""


class Change(msgspec.Struct, frozen=True):
    """What to change on one server; `server` is empty where it holds for any."""

    server: str
    text: str
    flags: tuple[str, ...]
    fits: bool = True
    """For the recognised server, a gateway before it, or any."""


class Named(msgspec.Struct, frozen=True):
    """One fault."""

    code: str
    name: str
    severity: Severity
    confidence: Confidence
    title: str
    cause: str
    remedy: tuple[Change, ...]
    """What fits the recognised server first."""
    because: tuple[str, ...]
    """Ids of the checks that it rests on."""
    evidence: tuple[str, ...]
    """Public reports of the same fault."""
    curl: str
    """A command that shows it; keys as `$VARIABLE`."""
    facts: dict[str, Any] = {}
    exchange: int = 0
    """Number of the exchange that shows it best; 0 for none."""
    python: str = ""
    """The same with the openai package for Python."""
    javascript: str = ""
    """The same with the openai package for JavaScript."""


class Document(msgspec.Struct, frozen=True):
    """The report as it stands in a file."""

    schema: Literal["answerback.report/1"]
    tool: Tool
    target: Aim
    server: Recognised
    verdict: Verdict
    exit_code: int
    capabilities: dict[str, Any]
    """Name → `yes`, `no`, `ignored`, `broken` or `untested` (or what was measured)."""
    checks: tuple[Checked, ...]
    faults: tuple[Named, ...]
    """Most severe and most certain first."""
    untested: tuple[str, ...]
    """Ids of the checks that could not be judged."""
    cost: Cost
    timing: Timing
    lang: Literal["en", "zh"] = "en"
    """Language of the sentences."""
    strict: bool = False
    fail_on: Severity | None = None
    """The least severity that counts for the exit code; null: minor."""
    clients: tuple[Readiness, ...] = ()
    """`check --clients`: which known clients will work, by the promises that they need."""
    trials: tuple[Trial, ...] = ()
    """`check --run-clients`: what came of running those that are installed."""
    changes: Changes | None = None
    """Since the baseline, where one was given; then only what got worse counts for the exit code."""
    started_at: str = ""
    """ISO 8601, UTC."""
    exchanges: tuple[Trace, ...] = ()


def render(story: Story) -> str:
    """Return the report as indented JSON, safe to print on a terminal."""
    return safe(msgspec.json.encode(document(story)))


def safe(data: bytes) -> str:
    """Return JSON indented, without characters that a terminal does not show."""
    text = msgspec.json.format(data, indent=2).decode()
    return _INVISIBLE.sub(lambda m: f"\\u{ord(m.group()):04x}", text) + "\n"


def document(story: Story) -> Document:
    """Return the report as the JSON contract has it."""
    report = story.report
    checks = tuple(
        Checked(
            t.result.check, t.result.family, t.result.status, t.result.reason, t.result.facts, t.result.exchanges,
            t.sentence, t.promise,
        )
        for t in story.told
    )  # fmt: skip
    return Document(
        schema=SCHEMA,
        tool=report.tool,
        target=report.target,
        server=report.server,
        verdict=report.verdict,
        exit_code=report.exit_code,
        capabilities=report.capabilities,
        checks=checks,
        faults=tuple(_named(finding) for finding in story.findings),
        untested=report.untested,
        cost=report.cost,
        timing=report.timing,
        lang=story.lang.value,
        strict=report.strict,
        fail_on=report.fail_on,
        clients=report.clients,
        trials=report.trials,
        changes=report.changes,
        started_at=report.started_at,
        exchanges=report.exchanges,
    )


def _named(finding: Finding) -> Named:
    found = finding.found
    return Named(
        code=found.code,
        name=finding.name,
        severity=found.severity,
        confidence=found.confidence,
        title=finding.title,
        cause=finding.cause,
        remedy=tuple(Change(a.server, a.text, a.flags, a.fits) for a in finding.advice),
        because=found.because,
        evidence=finding.evidence,
        curl=finding.curl,
        facts=found.facts,
        exchange=found.exchange,
        python=snippets.python(finding.trace) if finding.trace else "",
        javascript=snippets.javascript(finding.trace) if finding.trace else "",
    )


def read(data: bytes) -> Report:
    """Return the report in a JSON document. Raises msgspec.DecodeError (ValidationError for a foreign one)."""
    return report(msgspec.json.decode(data, type=Document))


def report(saved: Document) -> Report:
    """Return the report that a document tells."""
    return Report(
        tool=saved.tool,
        target=saved.target,
        server=saved.server,
        verdict=saved.verdict,
        capabilities=saved.capabilities,
        results=tuple(Result(c.id, c.status, c.reason, c.facts, c.exchanges) for c in saved.checks),
        faults=tuple(
            Found(f.code, f.confidence, f.severity, f.facts, f.because, f.exchange) for f in saved.faults
        ),
        untested=saved.untested,
        cost=saved.cost,
        timing=saved.timing,
        exchanges=saved.exchanges,
        started_at=saved.started_at,
        strict=saved.strict,
        fail_on=saved.fail_on,
        clients=saved.clients,
        trials=saved.trials,
        changes=saved.changes,
    )  # fmt: skip


def schema() -> dict[str, Any]:
    """Return the JSON Schema of the document, as published in docs/report.schema.json."""
    made = msgspec.json.schema(Document)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Answerback report",
        **made,
    }


__all__ = ["SCHEMA", "Document", "document", "read", "render", "schema"]
