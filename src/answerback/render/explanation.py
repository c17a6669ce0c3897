"""What a check, a fault or a server is, told from its class."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from answerback.check import Check
from answerback.fault import Fault, Logged, Remedy
from answerback.render import words
from answerback.render.layout import Line, Span, Style, heading, pad, width_of
from answerback.render.terminal import coded
from answerback.server import Server
from answerback.values.text import Lang, Text

PROMISE = Text(en="promise", zh="承诺")
WHY = Text(en="why it matters", zh="为什么重要")
LEVEL = Text(en="from level", zh="起始级别")
SEVERITY = Text(en="severity", zh="严重程度")
NEEDS = Text(en="needs", zh="前提")
SEPARATES = Text(en="runs when these do not hold", zh="在这些不成立时运行")
REASONS = Text(en="does not hold when", zh="不成立的情形")
CAUSE = Text(en="cause", zh="原因")
EVIDENCE = Text(en="seen in", zh="实际案例")
LOG = Text(en="the server's log alone (`answerback diagnose`)", zh="仅见于服务端日志（`answerback diagnose`）")
OR_ELSE = Text(en="it also comes about otherwise", zh="也可能是另一种情形")
YIELDS = Text(en="not reported beside", zh="让位于")
ANY_SERVER = Text(en="any server", zh="任何服务端")
CHECKS = Text(en="Checks", zh="检查项")
SERVERS = Text(en="Servers", zh="服务端")
_FIELD = re.compile(r"\{([a-zA-Z_]\w*)[^{}]*\}")


def of_check(kind: type[Check], lang: Lang) -> Iterator[Line]:
    """Tell a check."""
    yield _title(kind.id, kind.promise.fill(lang))
    rows: list[tuple[Text, str]] = [
        (WHY, kind.why.fill(lang)),
        (LEVEL, kind.level.name),
        (SEVERITY, words.SEVERITIES[kind.severity].fill(lang)),
        (NEEDS, ", ".join(c.id for c in kind.needs)),
        (SEPARATES, ", ".join(c.id for c in kind.when_failed)),
    ]
    yield from rows_of(rows, lang)
    if kind.reasons:
        yield from heading(REASONS.fill(lang))
        for name, reason in kind.reasons.items():
            yield _item(name, template(reason.text, lang))


def of_fault(kind: type[Fault], servers: Sequence[type[Server]], lang: Lang) -> Iterator[Line]:
    """Tell a fault, with its remedy on each server."""
    yield _title(f"{kind.code} {kind.name}", template(kind.title, lang))
    rows: list[tuple[Text, str]] = [
        (CAUSE, template(kind.cause, lang)),
        (SEVERITY, words.SEVERITIES[kind.severity].fill(lang)),
        (LEVEL, LOG.fill(lang) if issubclass(kind, Logged) and not kind.played else kind.level.name),
        (YIELDS, ", ".join(kind.yields_to)),
        (EVIDENCE, ", ".join(kind.evidence)),
    ]
    yield from rows_of(rows, lang)
    yield from heading(words.FIX.fill(lang))
    yield from _remedies(kind.remedy, servers, lang)
    for case in kind.cases.values():
        yield from heading(OR_ELSE.fill(lang))
        yield _item(CAUSE.fill(lang), template(case.cause, lang))
        yield from _remedies(case.remedy, servers, lang)


def _remedies(remedies: Mapping[str | None, Remedy], servers: Sequence[type[Server]], lang: Lang) -> Iterator[Line]:
    titles = {product.name: product.title for product in servers}
    for name, remedy in remedies.items():
        yield _item(titles.get(name, name) if name else ANY_SERVER.fill(lang), template(remedy.text, lang))
        for flag in remedy.flags:
            shown = _FIELD.sub(r"‹\1›", flag)
            if shown not in template(remedy.text, lang):
                yield Line((Span("      "), Span(shown, Style.CODE)), whole=True)


def listing(
    checks: Iterable[type[Check]], faults: Iterable[type[Fault]], servers: Iterable[type[Server]], lang: Lang
) -> Iterator[Line]:
    """List everything that can be explained, one line each."""
    yield Line((Span(CHECKS.fill(lang), Style.STRONG),))
    for kind in checks:
        spans = (Span(f"  {pad(kind.id, 34)}", Style.CODE), Span(kind.promise.fill(lang)))
        yield Line((*spans, Span(f"  {kind.level.name}", Style.DIM)), hang=36)
    yield from heading(words.FAULTS.fill(lang))
    for fault in faults:
        severity = words.SEVERITIES[fault.severity].fill(lang)
        spans = (Span(f"  {pad(fault.code, 5)}", Style.CODE), Span(template(fault.title, lang)))
        yield Line((*spans, Span(f"  {severity}", Style.DIM)), hang=7)
    yield from heading(SERVERS.fill(lang))
    for server in servers:
        yield Line((Span(f"  {pad(server.name, 14)}", Style.CODE), Span(server.title)), hang=16)


def template(text: Text, lang: Lang) -> str:
    """Return a sentence with its placeholders shown as ‹name›."""
    raw = text.zh if lang is Lang.ZH else text.en
    return _FIELD.sub(r"‹\1›", raw).replace("{{", "{").replace("}}", "}")


def _title(name: str, text: str) -> Line:
    return Line((Span(name, Style.CODE), Span(f"  {text}", Style.STRONG)), hang=2)


def rows_of(rows: list[tuple[Text, str]], lang: Lang) -> Iterator[Line]:
    """Yield titles and values in two columns; what has no value is left out."""
    filled = [(title.fill(lang), value) for title, value in rows if value]
    width = max((width_of(title) for title, _ in filled), default=0) + 2
    for title, value in filled:
        yield Line((Span(f"  {pad(title, width)}", Style.DIM), *coded(value)), hang=2 + width)


def _item(name: str, text: str) -> Line:
    return Line((Span(f"  {pad(name, 18)}", Style.DIM), *coded(text)), hang=20)
