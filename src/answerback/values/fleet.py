"""Reports on several services, as one."""

from __future__ import annotations

import msgspec

from answerback.values.report import Report

WORST_FIRST = (3, 1, 4)
"""Exit codes: unreachable is worse than faults, and faults are worse than nothing concluded."""


class Member(msgspec.Struct, frozen=True):
    """One of them, under the name that it has in the file of targets (or its URL)."""

    name: str
    report: Report


class Fleet(msgspec.Struct, frozen=True):
    """All of them, in the order in which they were named."""

    members: tuple[Member, ...]

    @property
    def exit_code(self) -> int:
        """The worst of the exit codes."""
        codes = {member.report.exit_code for member in self.members}
        return next((code for code in WORST_FIRST if code in codes), 0)
