"""Where reports of load tests go, and what two of them say beside each other."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from answerback.cli import _output
from answerback.command import Given, UsageError
from answerback.values.text import Text

if TYPE_CHECKING:
    from answerback.bench.report import BenchReport

WORSE = 1
TWO = Text(
    en="`answerback bench compare` takes two JSON reports of load tests: before and after",
    zh="`answerback bench compare` 需要两份压力测试的 JSON 报告：之前的和之后的",
)
NO_FILE = Text(en="the report {path} cannot be read: {why}", zh="无法读取报告 {path}：{why}")
NO_REPORT = Text(
    en="{path} is no report of a load test (answerback bench --format json makes one): {why}",
    zh="{path} 不是压力测试报告（由 answerback bench --format json 生成）：{why}",
)


def write(given: Given, report: BenchReport) -> None:
    """Write a report in the format and to the place that were asked for."""
    form, path = given.text("format") or "terminal", given.text("output")
    if path in (None, "-"):
        if form == "terminal":
            from answerback.bench import summary

            _output.show(summary.lines(report, given.lang, quiet=given.quiet), color=given.color)
        elif form != "csv":
            sys.stdout.write(_text(report, form, given))
        return
    if form != "csv":  # its rows stand there already
        try:
            Path(str(path)).write_text(_text(report, form, given), encoding="utf-8")
        except OSError as error:
            raise UsageError(_output.NOT_WRITABLE, path=path, why=error.strerror or error) from None
    given.say(_output.WRITTEN, path=path)


def _text(report: BenchReport, form: str, given: Given) -> str:
    if form == "json":
        from answerback.bench import report as contract

        return contract.write(report).decode() + "\n"
    if form == "html":
        from answerback.bench import page

        return page.render(report, given.lang)
    from answerback.bench import summary
    from answerback.render.layout import plain

    return plain(summary.lines(report, given.lang, quiet=given.quiet))


def compare(given: Given, paths: tuple[str, ...]) -> int:
    """Show what changed from one report to the other; returns 1 where something got worse."""
    from answerback.bench import compare as beside

    if len(paths) != 2:
        raise UsageError(TWO)
    before, after = (_read(path) for path in paths)
    _output.show(beside.lines(before, after, given.lang), color=given.color)
    changes = [change for pair in beside.compare(before, after) for change in pair.changes]
    return WORSE if any(change.turn is beside.Turn.WORSE for change in changes) else 0


def _read(path: str) -> BenchReport:
    import msgspec

    from answerback.bench import report as contract

    try:
        return contract.read(Path(path).read_bytes())
    except OSError as error:
        raise UsageError(NO_FILE, path=path, why=error.strerror or error) from None
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise UsageError(NO_REPORT, path=path, why=error) from None
