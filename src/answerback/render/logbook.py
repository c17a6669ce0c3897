"""What a log told, for a person at a terminal and as JSON."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from answerback import __version__, fault, server
from answerback.logs.shape import Stage
from answerback.logs.verdict import LogDiagnosis, Outcome
from answerback.render import words
from answerback.render.clean import clean, clean_facts
from answerback.render.layout import Line, Span, Style, pad, width_of
from answerback.render.terminal import coded
from answerback.values.result import Severity
from answerback.values.text import Lang, Text

SCHEMA = "answerback.log/1"
EXIT_CODES = {Outcome.FAULT: 1, Outcome.STARTED: 0, Outcome.STOPPED: 0, Outcome.UNKNOWN: 4}
FAILED = Text(en="{server} did not start: it ended {stage}", zh="{server} 没有启动成功：{stage}退出")
CRASHED = Text(en="{server} started, and something failed after that", zh="{server} 已启动，但之后出了故障")
STARTED = Text(en="{server} started; nothing known is wrong in its log", zh="{server} 已启动，日志中没有已知故障")
STOPPED = Text(en="{server} ran and ended on request", zh="{server} 正常运行后按要求退出")
UNKNOWN = Text(
    en="no fault that is known here, and no sign that {server} started ({stage})",
    zh="没有发现已知故障，也看不到 {server} 启动成功的迹象（{stage}）",
)
DIED = Text(en="{server} started and then died, of nothing that is known here", zh="{server} 启动后又退出了，原因未知")
EMPTY = Text(en="the log is empty", zh="日志是空的")
SOME_SERVER = Text(en="the server", zh="服务端")
STAGES = {
    None: Text(en="at the very beginning", zh="刚开始就"),
    Stage.BEGIN: Text(en="at the very beginning", zh="刚开始就"),
    Stage.DOWNLOAD: Text(en="while downloading the model", zh="下载模型时"),
    Stage.LOAD: Text(en="while loading the model", zh="加载模型时"),
    Stage.WARM_UP: Text(en="while warming up", zh="预热时"),
    Stage.READY: Text(en="after it was ready", zh="就绪之后"),
    Stage.STOP: Text(en="while ending", zh="退出过程中"),
}
RUN = Text(en="run", zh="改为运行")
LOG = Text(en="log", zh="日志")
QUOTE = Text(en="line {number}: {text}", zh="第 {number} 行：{text}")
LIKELIEST = Text(en="The likeliest lines", zh="最可能有用的几行")
NEXT = Text(
    en="Search for them in the server's issues; start it again with its debug log, or name it with --server.",
    zh="请用这些内容在该服务端的 issue 中搜索；或打开调试日志重新启动，或用 --server 指明服务端。",
)
_MARKS = {
    Outcome.FAULT: ("✗ ", Style.BAD_STRONG),
    Outcome.STARTED: ("✓ ", Style.GOOD_STRONG),
    Outcome.STOPPED: ("✓ ", Style.GOOD_STRONG),
    Outcome.UNKNOWN: ("? ", Style.UNSURE_STRONG),
}


def lines(told: LogDiagnosis, name: str, count: int, lang: Lang, *, quiet: bool = False) -> Iterator[Line]:
    """Tell it: the verdict, then cause, remedy, what to run instead, and the lines that show it."""
    mark, style = _MARKS[told.outcome]
    yield Line((Span(mark, style), Span(clean(name), Style.STRONG)), hang=2)
    yield Line((Span("  "), Span(headline(told, count, lang), style)), hang=2)
    if quiet:
        return
    if told.outcome is Outcome.FAULT:
        yield from _fault(told, lang)
    elif told.outcome is Outcome.UNKNOWN and told.lines:
        yield Line()
        yield Line((Span(LIKELIEST.fill(lang), Style.STRONG),))
        yield from (Line((Span("  "), Span(_quote(quote, lang))), hang=4) for quote in told.lines)
        yield Line((Span("  "), Span(NEXT.fill(lang), Style.DIM)), hang=2)


def headline(told: LogDiagnosis, count: int, lang: Lang) -> str:
    """Return the verdict as one sentence."""
    if not count:
        return EMPTY.fill(lang)
    product = server.named(told.server)
    name = f"{product.title} {clean(told.version)}".strip() if product else SOME_SERVER.fill(lang)
    text = {Outcome.STARTED: STARTED, Outcome.STOPPED: STOPPED, Outcome.UNKNOWN: UNKNOWN}.get(told.outcome)
    if text is None:
        text = CRASHED if told.ready else FAILED
    elif told.outcome is Outcome.UNKNOWN and told.ready:
        text = DIED
    return text.fill(lang, {"server": name, "stage": STAGES[told.stage].fill(lang)})


def _fault(told: LogDiagnosis, lang: Lang) -> Iterator[Line]:
    said = _said(told, lang)
    severity = _severity(told)
    style = Style.BAD_STRONG if severity is Severity.CRITICAL else Style.UNSURE
    grade = f"{words.SEVERITIES[severity].fill(lang)} · {words.CONFIDENCES[told.confidence].fill(lang)}"
    yield Line()
    head = (Span("  "), Span(told.code, style), Span(f" {said['title']}", Style.STRONG), Span(f"  {grade}", style))
    yield Line(head, hang=6)
    labels = (words.WHY, words.FIX, RUN, LOG)
    width = max(width_of(label.fill(lang)) for label in labels) + 2

    def row(label: Text | None, spans: tuple[Span, ...]) -> Line:
        return Line((Span("      " + pad(label.fill(lang) if label else "", width), Style.DIM), *spans), hang=6 + width)

    yield row(words.WHY, coded(said["cause"]))
    yield row(words.FIX, coded(said["remedy"]))
    for flag in told.remedy.flags if told.remedy else ():
        if flag not in said["remedy"]:
            yield Line((Span(" " * (8 + width)), Span(clean(flag), Style.CODE)), whole=True)
    if told.instead:
        yield Line((*row(RUN, ()).spans, Span(clean(told.instead), Style.CODE)), whole=True)
    for position, quote in enumerate(told.lines):
        yield row(None if position else LOG, (Span(_quote(quote, lang), Style.DIM),))


def _quote(quote: tuple[int, str], lang: Lang) -> str:
    return QUOTE.fill(lang, {"number": quote[0], "text": clean(quote[1])})


def _said(told: LogDiagnosis, lang: Lang) -> dict[str, str]:
    facts = clean_facts(told.facts)
    remedy = told.remedy.text.fill(lang, facts) if told.remedy else ""
    return {"title": told.title.fill(lang, facts), "cause": told.cause.fill(lang, facts), "remedy": remedy}


def _severity(told: LogDiagnosis) -> Severity:
    kind = fault.named(told.code)
    return kind.severity if kind else Severity.CRITICAL


def document(told: LogDiagnosis, name: str, count: int, lang: Lang) -> dict[str, Any]:
    """Return it as a JSON document; its schema's name tells the version of the form."""
    out: dict[str, Any] = {
        "schema": SCHEMA,
        "tool": {"name": "answerback", "version": __version__},
        "log": {"name": name, "lines": count},
        "outcome": told.outcome,
        "exit_code": EXIT_CODES[told.outcome],
        "summary": headline(told, count, lang),
        "server": {"name": told.server, "version": told.version},
        "stage": told.stage,
        "facts": clean_facts(told.facts),
        "lines": [{"number": number, "text": clean(text)} for number, text in told.lines],
        "fault": None,
    }
    kind = fault.named(told.code) if told.code else None
    if kind is not None:
        said = _said(told, lang)
        out["fault"] = {
            "code": told.code,
            "name": kind.name,
            "severity": kind.severity,
            "confidence": told.confidence,
            "title": said["title"],
            "cause": said["cause"],
            "remedy": {
                "text": said["remedy"],
                "flags": [clean(flag) for flag in told.remedy.flags] if told.remedy else [],
            },
            "instead": clean(told.instead),
            "evidence": list(kind.evidence),
        }
    return out
