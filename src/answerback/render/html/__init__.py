"""A report as one HTML file that needs nothing else: both languages, no fonts, no network, its own script only."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from itertools import groupby

from answerback.render import flaws, words
from answerback.render import story as telling
from answerback.render.clean import clean
from answerback.render.html import exchanges, findings, plots
from answerback.render.html.both import TAGS, Both, pair, prose
from answerback.render.html.look import STYLE
from answerback.render.html.script import POLICY, SCRIPT
from answerback.render.story import Story, Told
from answerback.values.result import Status, Verdict
from answerback.values.text import Lang, Text

SKIP = Text(en="To the report", zh="跳到报告正文")
CONTENTS = Text(en="Contents", zh="目录")
LANGUAGE = Text(en="Language", zh="语言")
THEME = Text(en="Theme", zh="主题")
THEMES = {"auto": Text(en="System", zh="跟随系统"), "light": Text(en="Light", zh="浅色"),
          "dark": Text(en="Dark", zh="深色")}  # fmt: skip
PRINT = Text(en="Print", zh="打印")
COPIED = Text(en="Copied", zh="已复制")
FOLD = Text(en="Open or close all", zh="全部展开/收起")
STREAMS = Text(en="Streams: when each piece came", zh="流式输出：每段到达的时刻")
LATENCY = Text(en="Latency", zh="延迟")
SERVICE = Text(en="Service", zh="服务")
HOLD = Text(en="{good} of {all} hold", zh="{all} 项中 {good} 项成立")
CAPABILITIES = Text(en="Can", zh="能力")
_MARKS = {Verdict.HEALTHY: "✓", Verdict.DEGRADED: "!", Verdict.BROKEN: "✗", Verdict.UNREACHABLE: "✗",
          Verdict.INCONCLUSIVE: "?"}  # fmt: skip
_STATES = {"yes": "✓", "broken": "✗", "ignored": "~", "no": "–", "untested": "?"}


def render(en: Story, zh: Story, lang: Lang) -> str:
    """Return the report as an HTML document that opens in `lang` and holds both languages."""
    page = Both(en, zh)
    base = clean(page.report.target.base or page.report.target.url)
    titles = {one.lang: f"{base}: {telling.headline(one)}" for one in (en, zh)}
    parts = [(name, title, list(lines)) for name, title, lines in _parts(page)]
    body = [
        f'<a class="skip" href="#report">{page.say(SKIP)}</a>',
        *_bar(page, lang),
        f'<main class="wide" id="report" tabindex="-1"><h1>{escape(base)}</h1>',
        *_verdict(page),
        *_facts(page),
        *_contents(page, [(name, title) for name, title, _ in parts]),
    ]
    for name, title, lines in parts:
        body += [f'<section id="{name}" aria-labelledby="{name}-title"><h2 id="{name}-title">{title}</h2>', *lines]
        body.append("</section>")
    body += ["</main>", *_footer(page)]
    return (
        f'<!doctype html>\n<html lang="{TAGS[lang]}">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(titles[lang])}</title>\n<style>{STYLE}</style>\n</head>\n"
        f'<body data-title-en="{escape(titles[Lang.EN])}" data-title-zh="{escape(titles[Lang.ZH])}">\n'
        + "\n".join(body)
        + f"\n<script>{SCRIPT}</script>\n</body>\n</html>\n"
    )


def _bar(page: Both, lang: Lang) -> Iterator[str]:
    yield '<header class="wide bar"><span class="brand">Answerback</span>'
    yield '<span class="group" role="group" aria-labelledby="choose-lang" data-js hidden>'
    yield _label("choose-lang", page, LANGUAGE)
    for tag, name in (("en", "English"), ("zh-CN", "中文")):
        pressed = "true" if tag == TAGS[lang] else "false"
        yield f'<button type="button" data-lang="{tag}" lang="{tag}" aria-pressed="{pressed}">{name}</button>'
    yield '</span><span class="group" role="group" aria-labelledby="choose-theme" data-js hidden>'
    yield _label("choose-theme", page, THEME)
    for key, text in THEMES.items():
        yield f'<button type="button" data-set="{key}" aria-pressed="false">{page.say(text)}</button>'
    yield '</span><span class="group" data-js hidden>'
    yield f'<button type="button" class="print">{page.say(PRINT)}</button></span>'
    yield f'<span id="copied" hidden>{page.say(COPIED)}</span></header>'


def _label(name: str, page: Both, text: Text) -> str:
    return f'<span id="{name}" class="vh">{page.say(text)}</span>'


def _verdict(page: Both) -> Iterator[str]:
    verdict = page.report.verdict
    mark = f'<b aria-hidden="true">{_MARKS[verdict]}</b>'
    yield f'<p class="verdict {verdict}">{mark}{page.tell(telling.headline)}</p>'


def _facts(page: Both) -> Iterator[str]:
    chips = "".join(
        f'<li class="{escape(clean(str(state)))}"><span aria-hidden="true">{_STATES.get(str(state), "·")}</span> '
        f"{pair(*(escape(_capability(name, state, one)) for one in Lang))}</li>"
        for name, state in page.report.capabilities.items()
        if page.report.verdict is not Verdict.UNREACHABLE
    )
    strict = len(page.report.doubts) if page.report.strict else 0
    rows = [
        (words.SERVER, page.tell(telling.server_line)),
        (words.MODEL, page.tell(telling.model_line)),
        (CAPABILITIES, f'<ul class="chips">{chips}</ul>' if chips else ""),
        (words.COST, page.tell(telling.cost_line)),
        (words.SPEED, page.tell(telling.speed_line)),
        (words.NOTES, page.say(words.STRICT, {"n": strict}) if strict else ""),
    ]
    yield "<dl>"
    for title, value in rows:
        if value:
            yield f"<dt>{page.say(title)}</dt><dd>{value}</dd>"
    yield "</dl>"


def _capability(name: str, state: object, lang: Lang) -> str:
    good = state == "yes"
    return telling.capability(name, lang) if good else telling.capability_state(name, state, lang)


def _parts(page: Both) -> Iterator[tuple[str, str, Iterator[str]]]:
    """Give the sections that have something to say: id, heading, lines."""
    report = page.report
    if page.en.findings:
        yield "faults", page.say(telling.findings_heading(page.en)), findings.sections(page)
    if any(flaws.streamed(trace) for trace in report.exchanges):
        yield "streams", page.say(STREAMS), plots.streams(page)
    if report.exchanges:
        lines = ['<div class="plots">', *plots.spreads(page), "</div>", *plots.fall(page)]
        yield "latency", page.say(LATENCY), iter(lines)
    if page.en.told:
        yield "promises", page.say(words.PROMISES), _promises(page)
    if report.exchanges:
        yield "exchanges", page.say(words.EXCHANGES), iter([_fold(page, "exchanges"), *exchanges.sections(page)])


def _contents(page: Both, parts: list[tuple[str, str]]) -> Iterator[str]:
    yield f'<nav aria-labelledby="contents"><span id="contents" class="vh">{page.say(CONTENTS)}</span><ul>'
    for name, title in parts:
        yield f'<li><a href="#{name}">{title}</a></li>'
    yield "</ul></nav>"


def _fold(page: Both, name: str) -> str:
    return f'<div class="tools" data-js hidden><button type="button" data-open="{name}">{page.say(FOLD)}</button></div>'


def _promises(page: Both) -> Iterator[str]:
    def family(both: tuple[Told, Told]) -> str:
        return both[0].result.family

    yield _fold(page, "promises")
    for name, group in groupby(sorted(zip(page.en.told, page.zh.told, strict=True), key=family), key=family):
        members = list(group)
        good = sum(en.result.status is Status.PASS for en, _ in members)
        worrying = any(en.result.status in (Status.FAIL, Status.WARN, Status.CRASH) for en, _ in members)
        count = page.say(HOLD, {"good": good, "all": len(members)})
        opened = " open" if worrying else ""
        yield f'<details{opened}><summary>{escape(name)} <span class="dim">{count}</span></summary>'
        yield f'<table class="promises"><thead><tr><th scope="col">{page.say(words.STATUS)}</th>'
        yield f'<th scope="col">{page.say(words.PROMISE)}</th></tr></thead><tbody>'
        for en, zh in members:
            status = en.result.status
            seen = f'<br><span class="dim">{prose(en.sentence, zh.sentence)}</span>' if en.sentence else ""
            yield f'<tr><td class="state {status}">{page.say(words.STATUSES[status])}</td>'
            yield f"<td>{prose(en.promise, zh.promise)}{seen} "
            yield f'<span class="dim"><code>{escape(clean(en.result.check))}</code></span></td></tr>'
        yield "</tbody></table></details>"


def _footer(page: Both) -> Iterator[str]:
    tool = page.report.tool
    facts = {"tool": clean(tool.name), "version": clean(tool.version), "when": clean(page.report.started_at)}
    yield f'<footer class="wide">{page.say(words.MADE_BY, facts)}<div id="said" aria-live="polite"></div></footer>'
