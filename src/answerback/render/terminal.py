"""A report for a person at a terminal: the verdict at one glance, then what works, what does not and why."""

from __future__ import annotations

from collections.abc import Iterator

from answerback.render import changed, words
from answerback.render import story as telling
from answerback.render.clean import clean
from answerback.render.layout import Line, Span, Style, heading, pad, width_of
from answerback.render.story import Advice, Finding, Story, Told
from answerback.values.result import Severity, Status, Verdict
from answerback.values.text import Lang, Text

_MARKS = {
    Verdict.HEALTHY: ("✓", Style.GOOD_STRONG),
    Verdict.DEGRADED: ("!", Style.UNSURE_STRONG),
    Verdict.BROKEN: ("✗", Style.BAD_STRONG),
    Verdict.UNREACHABLE: ("✗", Style.BAD_STRONG),
    Verdict.INCONCLUSIVE: ("?", Style.UNSURE_STRONG),
}
_STATUS_MARKS = {
    Status.PASS: ("✓", Style.GOOD),
    Status.FAIL: ("✗", Style.BAD),
    Status.WARN: ("!", Style.UNSURE),
    Status.IGNORED: ("~", Style.UNSURE),
    Status.UNSUPPORTED: ("-", Style.DIM),
    Status.UNKNOWN: ("?", Style.DIM),
    Status.CRASH: ("‼", Style.BAD),
}
_SEVERITY_STYLES = {
    Severity.CRITICAL: Style.BAD_STRONG,
    Severity.MAJOR: Style.BAD,
    Severity.MINOR: Style.UNSURE,
    Severity.INFO: Style.DIM,
}
_NAMED = 5
"""So many untested promises of one cause are named; -v names all."""


def lines(story: Story, *, quiet: bool = False, verbose: bool = False) -> list[Line]:
    """Return the report as styled lines."""
    out = list(_verdict(story))
    if quiet:
        return out
    out += _facts(story)
    out += _capabilities(story)
    if verbose:
        out += _promises(story)
    out += _findings(story, verbose=verbose)
    if story.report.clients or story.report.trials:
        from answerback.render import clients

        out += clients.lines(story)
    out += _notes(story, verbose=verbose)
    out += _untested(story, verbose=verbose)
    out += _figures(story)
    return out


def _verdict(story: Story) -> Iterator[Line]:
    mark, style = _MARKS[story.report.verdict]
    shown = clean(story.report.target.base or story.report.target.url)
    if story.report.verdict is Verdict.UNREACHABLE:
        shown = clean(story.report.target.url)
    yield Line((Span(f"{mark} ", style), Span(shown, Style.STRONG)), hang=2)
    yield Line((Span("  "), Span(telling.headline(story), style)), hang=2)
    if story.report.strict and story.report.doubts:
        text = words.STRICT.fill(story.lang, {"n": len(story.report.doubts)})
        yield Line((Span("  "), Span(text, Style.UNSURE)), hang=2)
    for text in changed.told(story):
        yield Line((Span("  "), Span(text, Style.UNSURE)), hang=2)


def _facts(story: Story) -> Iterator[Line]:
    if story.report.verdict is Verdict.UNREACHABLE:
        return
    yield Line()
    rows = [(words.SERVER, telling.server_line(story)), (words.MODEL, telling.model_line(story))]
    yield from _table(story.lang, rows)


def _table(lang: Lang, rows: list[tuple[Text, str]], style: Style = Style.PLAIN) -> Iterator[Line]:
    labels = [title.fill(lang) for title, _ in rows]
    width = max(10, *(width_of(label) + 2 for label in labels))
    for label, (_, value) in zip(labels, rows, strict=True):
        yield Line((Span("  " + pad(label, width), Style.DIM), Span(value, style)), hang=2 + width)


def _capabilities(story: Story) -> Iterator[Line]:
    good, other = telling.capability_lines(story)
    if good:
        yield from _table(story.lang, [(words.WORKS, good)], Style.GOOD)
    if other:
        yield from _table(story.lang, [(words.NOT, other)], Style.UNSURE)


def _promises(story: Story) -> Iterator[Line]:
    yield from heading(words.PROMISES.fill(story.lang))
    for told in story.told:
        mark, style = _STATUS_MARKS[told.result.status]
        spans = [Span(f"  {mark} ", style), Span(told.promise), Span(f"  {clean(told.result.check)}", Style.DIM)]
        yield Line(tuple(spans), hang=4)
        if told.sentence:
            yield Line((Span("    "), Span(told.sentence, Style.DIM)), hang=4)


def _findings(story: Story, *, verbose: bool) -> Iterator[Line]:
    faults = [finding for finding in story.findings if finding.found.severity is not Severity.INFO]
    if faults:
        yield from heading(words.FAULTS.fill(story.lang))
    elif story.report.verdict is Verdict.HEALTHY:
        yield Line()
        yield Line((Span("  "), Span(words.NO_FAULTS.fill(story.lang), Style.GOOD)))
    for finding in faults:
        yield from _finding(story, finding, verbose=verbose)


def faults(story: Story, *, verbose: bool = False) -> list[Line]:
    """Return the faults alone, with their heading; empty where there are none."""
    if not any(finding.found.severity is not Severity.INFO for finding in story.findings):
        return []
    return list(_findings(story, verbose=verbose))


def _finding(story: Story, finding: Finding, *, verbose: bool) -> Iterator[Line]:
    found, lang = finding.found, story.lang
    style = _SEVERITY_STYLES[found.severity]
    grade = f"{words.SEVERITIES[found.severity].fill(lang)} · {words.CONFIDENCES[found.confidence].fill(lang)}"
    yield Line()
    head = (Span("  "), Span(clean(found.code), style), Span(f" {finding.title}", Style.STRONG))
    yield Line((*head, Span(f"  {grade}", style)), hang=6)
    labels = (words.WHY, words.FIX, words.SEEN, words.SHOW)
    width = max(width_of(label.fill(lang)) for label in labels) + 2
    hang = 6 + width

    def row(label: Text | None, spans: tuple[Span, ...]) -> Line:
        title = pad(label.fill(lang) if label else "", width)
        return Line((Span("      " + title, Style.DIM), *spans), hang=hang)

    if finding.cause:
        yield row(words.WHY, coded(finding.cause))
    for position, advice in enumerate(telling.worth(finding.advice)):
        yield row(words.FIX if not position else None, _advice(advice, lang))
        for flag in advice.flags:
            if flag not in advice.text:
                yield Line((Span(" " * (hang + 2)), Span(flag, Style.CODE)), whole=True)
    for position, sentence in enumerate(finding.because[:3]):
        if sentence not in finding.cause:
            yield row(words.SEEN if not position else None, (Span(sentence, Style.DIM),))
    if finding.curl and (verbose or found.severity is not Severity.INFO):
        yield row(words.SHOW, ())
        for part in finding.curl.split("\n"):
            yield Line((Span("      "), Span(part, Style.CODE)), whole=True)
        if finding.trace is not None and finding.trace.cut:
            yield Line((Span(words.BODY_CUT.fill(lang, {"size": finding.trace.sent_bytes}), Style.DIM),))


def _advice(advice: Advice, lang: Lang) -> tuple[Span, ...]:
    if not advice.server:
        return coded(advice.text)
    return (Span(f"{advice.title}{words.COLON.fill(lang)}", Style.DIM), *coded(advice.text))


def coded(text: str) -> tuple[Span, ...]:
    """Colour what is to be typed; its backticks stay, for terminals without colours."""
    return tuple(Span(f"`{t}`", Style.CODE) if code else Span(t) for t, code in telling.parts(text))


def _notes(story: Story, *, verbose: bool) -> Iterator[Line]:
    explained = {check for finding in story.findings for check in finding.found.because}
    wanted = (Status.WARN, Status.IGNORED)  # declining clearly is a service's right, and the capabilities show it
    notes = [t for t in story.told if t.result.status in wanted and t.result.check not in explained and t.sentence]
    findings = [finding for finding in story.findings if finding.found.severity is Severity.INFO]
    if not notes and not findings:
        return
    yield from heading(words.NOTES.fill(story.lang))
    for finding in findings:
        yield from _finding(story, finding, verbose=verbose)
    if notes and findings:
        yield Line()
    for told in notes:
        mark, style = _STATUS_MARKS[told.result.status]
        kind = words.STATUSES[told.result.status].fill(story.lang)
        spans = (Span(f"  {mark} ", style), Span(told.sentence), Span(f"  {kind}, {told.result.check}", Style.DIM))
        yield Line(spans, hang=4)


def _untested(story: Story, *, verbose: bool) -> Iterator[Line]:
    left = [t for t in story.told if t.result.status in (Status.UNKNOWN, Status.CRASH)]
    if not left:
        return
    yield from heading(f"{words.UNTESTED.fill(story.lang)} ({len(left)})")
    groups: dict[str, list[Told]] = {}
    for told in left:
        groups.setdefault(told.sentence, []).append(told)
    for sentence, members in groups.items():
        ids = ", ".join(clean(t.result.check) for t in (members if verbose else members[:_NAMED]))
        ids += "" if verbose or len(members) <= _NAMED else f", … (+{len(members) - _NAMED})"
        yield Line((Span("  ? ", Style.DIM), Span(sentence), Span(f"  {ids}", Style.DIM)), hang=4)


def _figures(story: Story) -> Iterator[Line]:
    yield Line()
    rows = [(words.COST, telling.cost_line(story))]
    speed = telling.speed_line(story)
    if speed:
        rows.append((words.SPEED, speed))
    yield from _table(story.lang, rows)
