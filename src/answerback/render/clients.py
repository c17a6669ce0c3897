"""Which clients will work with the service, as a table; and what running them came to."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from answerback import check, client
from answerback.client import Client
from answerback.render.clean import clean
from answerback.render.layout import Line, Span, Style, heading, pad, width_of
from answerback.render.story import Story
from answerback.values.readiness import Outcome, Readiness, Ready, Trial
from answerback.values.text import Lang, Text

HEADING = Text(en="Clients", zh="客户端")
RUN = Text(en="Clients, really run", zh="客户端实测")
READY = {
    Ready.WORKS: Text(en="works", zh="可用"),
    Ready.PARTLY: Text(en="works without {features}", zh="可用，但缺 {features}"),
    Ready.NOT: Text(en="does not work: no {features}", zh="不可用：缺 {features}"),
    Ready.UNTESTED: Text(en="not tested: {features}", zh="未测：{features}"),
}
OUTCOMES = {
    Outcome.DONE: Text(en="done", zh="成功"),
    Outcome.FAILED: Text(en="failed", zh="失败"),
    Outcome.NOTHING: Text(en="nothing came of it", zh="没有结果"),
}
ENDED = Text(en="its time was over", zh="超时被终止")
ABSENT = Text(en="not installed", zh="未安装")
STEPS = {
    "chat": Text(en="chat", zh="对话"), "stream": Text(en="stream", zh="流式输出"),
    "tools": Text(en="tools", zh="工具调用"), "structured": Text(en="structured output", zh="结构化输出"),
    "reasoning": Text(en="reasoning", zh="思考"),
}  # fmt: skip
_MARKS = {
    Ready.WORKS: ("✓", Style.GOOD), Ready.PARTLY: ("!", Style.UNSURE), Ready.NOT: ("✗", Style.BAD),
    Ready.UNTESTED: ("?", Style.DIM),
}  # fmt: skip
_OUTCOME_MARKS = {Outcome.DONE: ("✓", Style.GOOD), Outcome.FAILED: ("✗", Style.BAD), Outcome.NOTHING: ("-", Style.DIM)}


def lines(story: Story) -> Iterator[Line]:
    """Yield the table of readiness and that of the trials, each where there is one."""
    lang, report = story.lang, story.report
    if report.clients:
        yield from heading(HEADING.fill(lang))
        width = max(width_of(_title(one.client)) for one in report.clients) + 2
        for one in report.clients:
            mark, style = _MARKS[one.ready]
            name = Span(pad(_title(one.client), width), Style.STRONG)
            yield Line((Span(f"  {mark} ", style), name, Span(verdict(one, lang), style)), hang=4 + width)
            for why in reasons(one, lang):
                yield Line((Span(" " * (4 + width)), Span(why, Style.DIM)), hang=4 + width)
    if report.trials:
        yield from heading(RUN.fill(lang))
        for trial in report.trials:
            yield from _trial(trial, lang)


def markdown(story: Story) -> Iterator[str]:
    """Yield the same as lines of Markdown, without escapes: the caller knows its own."""
    for line in lines(story):
        yield line.text


def verdict(one: Readiness, lang: Lang) -> str:
    """Return the one phrase for a client."""
    named = one.missing if one.ready is not Ready.UNTESTED else one.untested
    vital = [n for n in named if one.ready is not Ready.NOT or _need(one, n, vital=True)]
    comma = "、" if lang is Lang.ZH else ", "
    return READY[one.ready].fill(lang, {"features": comma.join(dict.fromkeys(_feature(one, n, lang) for n in vital))})


def reasons(one: Readiness, lang: Lang) -> list[str]:
    """Return why, for each promise that does not hold."""
    out = []
    for name in one.missing:
        kind = check.named(name)
        need = _need(one, name)
        promise = kind.promise.fill(lang) if kind else clean(name)
        out.append(f"✗ {promise} {need.why.fill(lang) if need else ''}".rstrip())
    return out


def _trial(trial: Trial, lang: Lang) -> Iterator[Line]:
    version = clean(trial.version) or ABSENT.fill(lang)
    yield Line((Span("  "), Span(_title(trial.client), Style.STRONG), Span(f" {version}", Style.DIM)))
    for step in trial.steps:
        mark, style = _OUTCOME_MARKS[step.outcome]
        name = STEPS[step.name].fill(lang) if step.name in STEPS else clean(step.name)
        said = f"  {clean(step.said)}" if step.said and step.outcome is not Outcome.DONE else ""
        shown = f"{name}: {OUTCOMES[step.outcome].fill(lang)}"
        yield Line((Span(f"    {mark} ", style), Span(shown, style), Span(said, Style.DIM)), hang=6)
    if not trial.ended:
        yield Line((Span(f"    ✗ {ENDED.fill(lang)}", Style.BAD),))


@cache
def _clients() -> dict[str, Client]:
    return {one.name: one for one in client.load()}


def _title(name: str) -> str:
    known = _clients().get(name)
    return known.title if known else clean(name)


def _need(one: Readiness, name: str, *, vital: bool = False) -> client.Need | None:
    known = _clients().get(one.client)
    needs = known.needs if known else ()
    return next((n for n in needs if n.check == name and (not vital or n.weight is client.Weight.ALL)), None)


def _feature(one: Readiness, name: str, lang: Lang) -> str:
    need = _need(one, name)
    return need.feature.fill(lang) if need else clean(name)
