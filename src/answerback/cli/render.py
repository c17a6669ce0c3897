"""`answerback render`: a saved report again, in either language and any format."""

from __future__ import annotations

import sys
from pathlib import Path

from answerback.cli import _output
from answerback.command import Argument, Command, Example, Given, Kind, Option, UsageError
from answerback.values.report import Report
from answerback.values.text import Text

BIGGEST = 256 * 1024 * 1024
"""Bytes beyond which a file is no report of ours."""
NO_FILE = Text(en="the report {path} cannot be read: {why}", zh="无法读取报告 {path}：{why}")
NO_REPORT = Text(
    en="{path} is no Answerback report (answerback check --format json makes one): {why}",
    zh="{path} 不是 Answerback 报告（由 answerback check --format json 生成）：{why}",
)
NAME_ONE = Text(
    en="name the report (- is stdin), or say --schema", zh="请给出报告文件（- 表示标准输入），或使用 --schema"
)
TOO_BIG = Text(en="it is too large", zh="文件过大")


def act(given: Given) -> int:
    """Render a saved report; returns the report's own exit code, so that a gate can stand here as well."""
    if given.flag("schema"):
        import msgspec

        from answerback.render import json

        print(msgspec.json.format(msgspec.json.encode(json.schema()), indent=2).decode())
        return 0
    path = given.word("REPORT")
    if path is None:
        raise UsageError(NAME_ONE)
    report = load(path)
    _output.write(given, report)
    return report.exit_code


def load(path: str) -> Report:
    """Return the report in a file, or on stdin for `-`; raises UsageError for anything else."""
    import msgspec

    from answerback.render import json

    try:
        if path == "-":
            data = sys.stdin.buffer.read(BIGGEST + 1)
        else:
            with Path(path).open("rb") as file:
                data = file.read(BIGGEST + 1)
    except OSError as error:
        raise UsageError(NO_FILE, path=path, why=error.strerror or error) from None
    if len(data) > BIGGEST:
        raise UsageError(NO_REPORT, path=path, why=TOO_BIG)
    try:
        return json.read(data)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise UsageError(NO_REPORT, path=path, why=error) from None


COMMAND = Command(
    summary=Text(
        en="Make a report again from saved JSON, in another language or format.",
        zh="用保存的 JSON 重新生成报告，可换语言或格式。",
    ),
    act=act,
    arguments=(Argument("REPORT", Text(en="a JSON report; - is stdin", zh="JSON 报告文件；- 表示标准输入")),),
    options=(
        *_output.OPTIONS,
        Option(
            "schema",
            Text(en="print the JSON Schema of reports instead", zh="改为输出报告的 JSON Schema"),
            Kind.FLAG,
            configurable=False,
        ),
    ),
    examples=(
        Example("answerback render report.json --lang zh", Text(en="in Chinese", zh="用中文显示")),
        Example("answerback render report.json --format html -o report.html", Text(en="as a page", zh="生成网页")),
    ),
    notes=(
        Text(
            en="The exit code is the report's: 0 healthy, 1 faults found, 3 unreachable, 4 inconclusive.",
            zh="退出码取自报告：0 健康，1 发现故障，3 无法访问，4 无法下结论。",
        ),
    ),
)
