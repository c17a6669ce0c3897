"""Several services checked at the same time: those of one host and port one after another, so that none disturbs the
figures of its neighbour."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from answerback.cli import _output
from answerback.command import Given, Kind, Option, UsageError
from answerback.values.target import with_scheme
from answerback.values.text import Text

if TYPE_CHECKING:
    from answerback.targets import Listed
    from answerback.values.fleet import Fleet
    from answerback.values.report import Report

OPTIONS = (
    Option(
        "targets",
        Text(
            en="check all services in this file (TOML or YAML), with what is declared of each",
            zh="检查该文件（TOML 或 YAML）里的全部服务，并核对对每个服务的声明",
        ),
        metavar="FILE",
    ),
    Option(
        "at-once",
        Text(en="services checked at the same time", zh="同时检查的服务数"),
        Kind.WHOLE,
        metavar="N",
        default=8,
        least=1,
    ),
)
BOTH = Text(en="give URLs or --targets, not both", zh="URL 与 --targets 只能给一种")
NO_EVIDENCE = Text(
    en="--evidence keeps the exchanges of one service; name one", zh="--evidence 只能保存一个服务的往来；请只指定一个"
)
DONE = Text(en="{name}: {verdict}", zh="{name}：{verdict}")


def listed(given: Given, urls: Sequence[str]) -> tuple[Listed, ...]:
    """Return what was named: the file's targets, or each URL."""
    from answerback import targets

    path = given.text("targets")
    if path is not None and urls:
        raise UsageError(BOTH)
    if given.text("evidence"):
        raise UsageError(NO_EVIDENCE)
    if path is not None:
        return targets.read(path)
    return tuple(targets.Listed(url, url) for url in dict.fromkeys(urls))


def check(given: Given, asked: Sequence[Listed], examine: Callable[[Given, Listed], Report]) -> Fleet:
    """Examine each, as many at once as allowed; the order stays that of the file."""
    from concurrent.futures import ThreadPoolExecutor

    from answerback.values.fleet import Fleet, Member

    queues: dict[str, list[Listed]] = {}
    for one in asked:
        queues.setdefault(_place(one.url), []).append(one)
    found: dict[str, Report] = {}

    def work(queue: list[Listed]) -> None:
        for one in queue:
            found[one.name] = examine(given, one)
            if _output.on_terminal() and not given.quiet:
                given.say(DONE, name=one.name, verdict=found[one.name].verdict)

    with ThreadPoolExecutor(min(len(queues), given.whole("at-once") or 8)) as pool:
        list(pool.map(work, queues.values()))
    return Fleet(tuple(Member(one.name, found[one.name]) for one in asked))


def _place(url: str) -> str:
    parts = urlsplit(with_scheme(f"127.0.0.1{url}" if url.startswith(":") else url))
    return parts.netloc.rpartition("@")[2].lower()


def write(given: Given, fleet: Fleet) -> None:
    """Write all reports as one, in the format and to the place that were asked for."""
    from answerback.render import fleet as joined

    path, form = given.text("output"), given.text("format") or "terminal"
    if form == "terminal" and path in (None, "-"):
        _output.show(joined.lines(fleet, given.lang, quiet=given.quiet, verbose=given.verbose), color=given.color)
        return
    text = joined.render(fleet, form, given.lang, quiet=given.quiet, verbose=given.verbose)
    if path in (None, "-"):
        sys.stdout.write(text)
    else:
        from pathlib import Path

        _output.put(Path(str(path)), text)
        given.say(_output.WRITTEN, path=path)


def summary(given: Given, fleet: Fleet) -> str:
    """Return all reports as one Markdown text."""
    from answerback.render import fleet as joined

    return joined.render(fleet, "markdown", given.lang)
