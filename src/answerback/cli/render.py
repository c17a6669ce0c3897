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
NO_SUCH = Text(
    en="--check wants a check or a fault of this report, and {name!r} is none{hint}",
    zh="--check 需要此报告中的检查项或故障，没有 {name!r}{hint}",
)
NO_REQUEST = Text(en="{name} rests on no request of this report", zh="{name} 在此报告中没有对应的请求")
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
    if given.text("snippet"):
        return _snippet(given, report)
    _output.write(given, report)
    return report.exit_code


def _snippet(given: Given, report: Report) -> int:
    """Print what repeats the exchange on which a check or a fault of the report rests."""
    from answerback.cli._parse import hint
    from answerback.render.snippets import LANGUAGES

    name = given.text("check") or ""
    rests: dict[str, tuple[int, ...]] = {r.check: r.exchanges[::-1] for r in report.results}
    for found in report.faults:
        own = (found.exchange, *(n for c in found.because for n in rests.get(c, ())))
        rests[found.code] = own
    known = {trace.number: trace for trace in report.exchanges}
    if not name and report.faults:
        name = report.faults[0].code
    if name not in rests and name.upper() in rests:
        name = name.upper()
    if name not in rests:
        raise UsageError(NO_SUCH, name=name, hint=hint(name, rests))
    trace = next((known[number] for number in rests[name] if number in known), None)
    text = LANGUAGES[given.text("snippet") or "curl"](trace) if trace is not None else ""
    if not text:
        raise UsageError(NO_REQUEST, name=name)
    print(text)
    return 0


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
            "snippet",
            Text(
                en="print only what repeats a request of the report, with this client",
                zh="只输出能重发报告中某个请求的代码，用所选客户端书写",
            ),
            choices=("curl", "python", "javascript"),
            configurable=False,
        ),
        Option(
            "check",
            Text(
                en="the check or fault whose request --snippet prints (default: the first fault)",
                zh="--snippet 针对的检查项或故障（默认取第一个故障）",
            ),
            metavar="ID",
            configurable=False,
        ),
        Option(
            "schema",
            Text(en="print the JSON Schema of reports instead", zh="改为输出报告的 JSON Schema"),
            Kind.FLAG,
            configurable=False,
        ),
    ),
    examples=(
        Example("answerback render report.json --lang zh", Text(en="in Chinese", zh="用中文显示")),
        Example(
            "answerback render report.json --snippet python --check H04",
            Text(en="the request that shows a fault, for the openai package", zh="用 openai 包复现某个故障的请求"),
        ),
        Example("answerback render report.json --format html -o report.html", Text(en="as a page", zh="生成网页")),
    ),
    notes=(
        Text(
            en="The exit code is the report's: 0 healthy, 1 faults found, 3 unreachable, 4 inconclusive.",
            zh="退出码取自报告：0 健康，1 发现故障，3 无法访问，4 无法下结论。",
        ),
    ),
)
