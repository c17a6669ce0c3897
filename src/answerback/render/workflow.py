"""Faults as workflow commands of GitHub Actions, which shows them on the run.

Syntax and escapes: docs.github.com/en/actions/reference/workflow-commands-for-github-actions, and
actions/toolkit packages/core/src/command.ts.
"""

from __future__ import annotations

from collections.abc import Iterator

from answerback.render import story as telling
from answerback.render import words
from answerback.render.clean import clean
from answerback.render.story import Finding
from answerback.values.report import Report
from answerback.values.result import Severity
from answerback.values.text import Lang, Text

UNREACHABLE = Text(en="{name}: {verdict}", zh="{name}：{verdict}")


def lines(name: str, report: Report, lang: Lang) -> Iterator[str]:
    """Yield one command for each fault: an error where it counts for the exit code, else a warning or a notice."""
    story = telling.tell(report, lang)
    counted = {id(found) for found in report.counted}
    for finding in story.findings:
        if id(finding.found) in counted:
            yield _command("error", name, finding)
        elif finding.found.severity is not Severity.INFO:
            yield _command("warning", name, finding)
    if report.exit_code and not counted:
        text = UNREACHABLE.fill(lang, {"name": clean(name), "verdict": words.VERDICTS[report.verdict].fill(lang)})
        yield f"::error title=Answerback::{_escaped(text)}"


def _command(kind: str, name: str, finding: Finding) -> str:
    title = _property(f"{clean(finding.found.code)} {finding.title}")
    advice = [a.text for a in telling.worth(finding.advice)][:1]
    return f"::{kind} title={title}::{_escaped(' '.join([f'{clean(name)}:', finding.cause, *advice]))}"


def _escaped(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _escaped(text).replace(":", "%3A").replace(",", "%2C")
