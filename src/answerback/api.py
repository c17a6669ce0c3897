"""Answerback from Python: check a service, see the results as they come, get the report.

`answerback.check(…)` is `check` of this file; import it from here where a type checker shall know its signature.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Literal

from answerback.command import Given, UsageError
from answerback.run import Run
from answerback.values.report import Report
from answerback.values.result import Result
from answerback.values.target import LEVELS, Secret, Target
from answerback.values.text import Lang, Text

if TYPE_CHECKING:
    from answerback.wire.curl import Wire

LevelName = Literal["smoke", "standard", "deep"]
NO_LEVEL = Text(en="there is no level {level!r}; choose from {levels}", zh="没有 {level!r} 级别，可选 {levels}")


class Checking:
    """A check under way: iterate it for the results as they come, then take the `report()`. Closes itself at the end.

    Works as a context manager where it may be left early.
    """

    def __init__(self, run: Run, wire: Wire) -> None:
        self._run, self._wire = run, wire
        self._report: Report | None = None
        self._open = True

    def __iter__(self) -> Iterator[Result]:
        try:
            yield from self._run
            self.report()
        finally:
            self.close()

    def report(self) -> Report:
        """Return the whole; runs what is left first."""
        if self._report is None:
            try:
                self._report = self._run.report()
            finally:
                self.close()
        return self._report

    def close(self) -> None:
        """End every request that is under way."""
        if self._open:
            self._open = False
            self._wire.close()

    def __enter__(self) -> Checking:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def stream(
    url: str,
    *,
    model: str | None = None,
    level: LevelName = "standard",
    key: str | None = None,
    key_env: str = "OPENAI_API_KEY",
    headers: Mapping[str, str] | None = None,
    select: Sequence[str] = (),
    ignore: Sequence[str] = (),
    timeout_s: float = 75.0,
    deadline_s: float | None = None,
    budget_tokens: int | None = None,
    concurrency: int = 4,
    strict: bool = False,
) -> Checking:
    """Begin to check a service; results come as they are known. Nothing is sent before they are asked for.

    `url` in any spelling. `model`: else the first one listed. `key`: else what the variable `key_env` holds.
    `select`, `ignore`: ids of checks, families, patterns (`streaming.*`); `ignore` takes codes of faults as well.
    `timeout_s`: of each request; `deadline_s`: of all together. `budget_tokens`: the most completion tokens that all
    may cost.
    Raises UsageError for what cannot be: no URL, an unknown level or check. A service that cannot be reached is no
    exception but a report.
    """
    from answerback.cli import _select, _target
    from answerback.wire.curl import CurlWire

    if level not in LEVELS:
        raise UsageError(NO_LEVEL, level=level, levels=" · ".join(LEVELS))
    _target.check_url(url)
    words = {"lang": Lang.EN, "level": level, "select": tuple(select), "ignore": tuple(ignore)}
    chosen_level, checks, muted = _select.checks(Given(words, {}))
    value = key if key is not None else os.environ.get(key_env, "")
    target = Target(
        url,
        model=model,
        key=Secret(value) if value.strip() else None,
        key_name=key_env,
        headers=tuple((headers or {}).items()),
        timeout_s=timeout_s,
        deadline_s=deadline_s,
        budget_tokens=budget_tokens,
        concurrency=concurrency,
    )
    wire = CurlWire()
    return Checking(Run(target, wire, chosen_level, checks, muted=muted, strict=strict), wire)


def check(
    url: str,
    *,
    model: str | None = None,
    level: LevelName = "standard",
    key: str | None = None,
    key_env: str = "OPENAI_API_KEY",
    headers: Mapping[str, str] | None = None,
    select: Sequence[str] = (),
    ignore: Sequence[str] = (),
    timeout_s: float = 75.0,
    deadline_s: float | None = None,
    budget_tokens: int | None = None,
    concurrency: int = 4,
    strict: bool = False,
) -> Report:
    """Check a service and return the report. The arguments, and what is raised, are those of `stream`."""
    return stream(
        url,
        model=model,
        level=level,
        key=key,
        key_env=key_env,
        headers=headers,
        select=select,
        ignore=ignore,
        timeout_s=timeout_s,
        deadline_s=deadline_s,
        budget_tokens=budget_tokens,
        concurrency=concurrency,
        strict=strict,
    ).report()


async def acheck(
    url: str,
    *,
    model: str | None = None,
    level: LevelName = "standard",
    key: str | None = None,
    key_env: str = "OPENAI_API_KEY",
    headers: Mapping[str, str] | None = None,
    select: Sequence[str] = (),
    ignore: Sequence[str] = (),
    timeout_s: float = 75.0,
    deadline_s: float | None = None,
    budget_tokens: int | None = None,
    concurrency: int = 4,
    strict: bool = False,
) -> Report:
    """Check a service without holding up the event loop (in a thread). Arguments as for `stream`."""
    import asyncio

    begun = stream(
        url,
        model=model,
        level=level,
        key=key,
        key_env=key_env,
        headers=headers,
        select=select,
        ignore=ignore,
        timeout_s=timeout_s,
        deadline_s=deadline_s,
        budget_tokens=budget_tokens,
        concurrency=concurrency,
        strict=strict,
    )
    return await asyncio.to_thread(begun.report)
