"""What decides about the exit code: how severe a fault must be, and whether it was there before."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from answerback.command import Given, Option, UsageError
from answerback.values.text import Text

if TYPE_CHECKING:
    from answerback.values.fleet import Fleet, Member
    from answerback.values.report import Report

OPTIONS = (
    Option(
        "fail-on",
        Text(
            en="the least severity for exit code 1 (default: minor); what is milder is shown all the same",
            zh="达到该严重程度才以退出码 1 结束（默认 minor）；更轻的故障仍会列出",
        ),
        choices=("critical", "major", "minor", "info"),
    ),
    Option(
        "baseline",
        Text(
            en="an earlier report (JSON): exit code 1 only for what got worse, and show what changed",
            zh="以往的报告（JSON）：只有变差的才以退出码 1 结束，并列出变化",
        ),
        metavar="FILE",
    ),
)
NOT_JOINED = Text(
    en="the baseline {path} is a report on one service, and several are checked",
    zh="基线 {path} 是单个服务的报告，而这次检查的是多个服务",
)


class Gate:
    """Reads the baseline before anything is sent, and judges reports by it."""

    def __init__(self, given: Given) -> None:
        from answerback.values.result import Severity

        word = given.text("fail-on")
        self.fail_on = None if word is None else Severity(word)
        self.path = given.text("baseline")
        self.before: Any = None if self.path is None else _read(self.path)

    def judge(self, report: Report) -> Report:
        """Return the report with what counts."""
        from answerback.values.report import Report

        if isinstance(self.before, Report):
            return self._with(report, self.before)
        return self._with(report, None) if self.before is None else self._member(report.target.url, report)

    def judge_all(self, fleet: Fleet) -> Fleet:
        """Return the reports with what counts, each by the one of its name."""
        from answerback.values.fleet import Fleet, Member

        if self.before is not None and not isinstance(self.before, Fleet):
            raise UsageError(NOT_JOINED, path=self.path)
        judged = (self._with(m.report, None) if self.before is None else self._member(m.name, m.report)
                  for m in fleet.members)  # fmt: skip
        return Fleet(tuple(Member(m.name, report) for m, report in zip(fleet.members, judged, strict=True)))

    def _member(self, name: str, report: Report) -> Report:
        """A target that is new has nothing that it could be worse than: all its faults count."""
        members: tuple[Member, ...] = self.before.members
        return self._with(report, next((m.report for m in members if m.name == name), None))

    def _with(self, report: Report, before: Report | None) -> Report:
        import msgspec

        from answerback import changes

        found = None if before is None else changes.between(before, report)
        return msgspec.structs.replace(report, fail_on=self.fail_on, changes=found)


def _read(path: str) -> Any:
    """Return the report in a file, or the reports of several services."""
    from pathlib import Path

    import msgspec

    from answerback.cli import render
    from answerback.render import fleet

    try:
        return fleet.read(Path(path).read_bytes())
    except (OSError, msgspec.DecodeError):
        return render.load(path)
