"""Inside GitHub Actions: annotations on the run, and the report on its summary page."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from answerback.command import Given
    from answerback.values.report import Report


def tell(given: Given, reports: Iterable[tuple[str, Report]], summary: Callable[[], str] | None = None) -> None:
    """Annotate the run with every fault, and add the report to its summary; nothing elsewhere.

    The annotations go to stderr, which the runner reads as well: stdout may be a report that is piped on.
    """
    if os.environ.get("GITHUB_ACTIONS") != "true":
        return
    from pathlib import Path

    from answerback import render
    from answerback.render import workflow

    parts = []
    for name, report in reports:
        for line in workflow.lines(name, report, given.lang):
            print(line, file=sys.stderr)
        if summary is None:
            parts.append(render.render(report, "markdown", given.lang))
    path = os.environ.get("GITHUB_STEP_SUMMARY")
    if path:
        try:
            with Path(path).open("a", encoding="utf-8") as file:
                file.write(summary() if summary else "\n".join(parts))
        except OSError as error:
            print(f"::notice::{path}: {error.strerror}", file=sys.stderr)
