"""A report as one HTML file that needs nothing else: no scripts, no fonts, no network."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from itertools import groupby

from answerback.render import story as telling
from answerback.render import words
from answerback.render.clean import clean
from answerback.render.curl import command
from answerback.render.story import Finding, Story, Told
from answerback.values.report import Trace
from answerback.values.text import Text

_STYLE = """
:root { color-scheme: light dark; --ink: #1b1f24; --dim: #626b76; --paper: #fff; --card: #f5f6f8; --line: #dde1e6;
  --good: #1a7f37; --bad: #c5221f; --unsure: #9a6700; --bar: #4c8dd6; --wait: #b9c9dc }
@media (prefers-color-scheme: dark) { :root { --ink: #e4e7eb; --dim: #98a2ad; --paper: #14171b; --card: #1d2127;
  --line: #333941; --good: #4cc26b; --bad: #ff7b72; --unsure: #e0ac3a; --bar: #6aa9ee; --wait: #3b4a5c } }
* { box-sizing: border-box }
body { font: 16px/1.55 system-ui, "Noto Sans CJK SC", "PingFang SC", "Microsoft YaHei", sans-serif; margin: 0;
  color: var(--ink); background: var(--paper) }
main { max-width: 60rem; margin: 0 auto; padding: 2rem 1.2rem 4rem }
h1 { font-size: 1.5rem; margin: 0; overflow-wrap: anywhere } h2 { font-size: 1.15rem; margin: 2.2rem 0 .6rem }
h3 { font-size: 1rem; margin: 0 0 .4rem }
.verdict { font-size: 1.15rem; font-weight: 600; margin: .2rem 0 1rem }
.healthy, .pass, .yes { color: var(--good) }
.broken, .unreachable, .fail, .crash, .critical, .major { color: var(--bad) }
.degraded, .inconclusive, .warn, .ignored, .minor { color: var(--unsure) }
.unknown, .unsupported, .info, .dim { color: var(--dim) }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .15rem 1rem; margin: 0 }
dt { color: var(--dim) } dd { margin: 0; overflow-wrap: anywhere }
article { background: var(--card); border: 1px solid var(--line); border-radius: .5rem; padding: 1rem; margin: .8rem 0 }
pre { background: var(--paper); border: 1px solid var(--line); border-radius: .4rem; padding: .6rem .8rem;
  margin: .4rem 0; overflow-x: auto; font: .85rem/1.45 ui-monospace, monospace; user-select: all }
code { font: .88em ui-monospace, monospace } .flag { display: inline-block; background: var(--paper); padding: 0 .3rem;
  border: 1px solid var(--line); border-radius: .25rem; user-select: all; overflow-wrap: anywhere }
table { border-collapse: collapse; width: 100% } td, th { text-align: left; vertical-align: top; padding: .25rem .6rem
  .25rem 0; border-bottom: 1px solid var(--line) } td:first-child { white-space: nowrap }
summary { cursor: pointer; overflow-wrap: anywhere } details { border-bottom: 1px solid var(--line); padding: .3rem 0 }
svg { display: block; width: 100%; height: 1rem; margin-top: .2rem }
footer { margin-top: 3rem; color: var(--dim); font-size: .9rem }
"""
_POLICY = "default-src 'none'; style-src 'unsafe-inline'"


def render(story: Story) -> str:
    """Return the report as an HTML document."""
    report, lang = story.report, story.lang
    base = escape(clean(report.target.base or report.target.url))
    verdict = escape(telling.headline(story))
    body = [f"<h1>{base}</h1>", f'<p class="verdict {report.verdict}">{verdict}</p>', *_facts(story)]
    if story.findings:
        body.append(f"<h2>{_words(story, telling.findings_heading(story))}</h2>")
        for finding in story.findings:
            body += _finding(story, finding)
    body.append(f"<h2>{_words(story, words.PROMISES)}</h2>")
    body += _promises(story)
    if report.exchanges:
        body.append(f"<h2>{_words(story, words.EXCHANGES)}</h2>")
        body += _exchanges(story)
    made = words.MADE_BY.fill(
        lang, {"tool": report.tool.name, "version": report.tool.version, "when": report.started_at}
    )
    body.append(f"<footer>{escape(clean(made))}</footer>")
    head = (
        f'<!doctype html>\n<html lang="{"zh-CN" if lang == "zh" else "en"}">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{base}: {verdict}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n<main>\n"
    )
    return head + "\n".join(body) + "\n</main>\n</body>\n</html>\n"


def _words(story: Story, text: Text) -> str:
    return escape(text.fill(story.lang))


def _prose(text: str) -> str:
    """Escape a sentence; what is to be typed stands as code."""
    return "".join(f"<code>{escape(t)}</code>" if code else escape(t) for t, code in telling.parts(text))


def _facts(story: Story) -> Iterator[str]:
    states = []
    for name, state in story.report.capabilities.items():
        good = state == "yes"
        shown = telling.capability(name, story.lang) if good else telling.capability_state(name, state, story.lang)
        states.append(f'<span class="{"yes" if good else "warn"}">{escape(shown)}</span>')
    rows = [
        (words.SERVER, escape(telling.server_line(story))),
        (words.MODEL, escape(telling.model_line(story))),
        (words.WORKS, words.COMMA.fill(story.lang).join(states)),
        (words.COST, escape(telling.cost_line(story))),
        (words.SPEED, escape(telling.speed_line(story))),
    ]
    yield "<dl>"
    for title, value in rows:
        if value:
            yield f"<dt>{_words(story, title)}</dt><dd>{value}</dd>"
    yield "</dl>"


def _finding(story: Story, finding: Finding) -> Iterator[str]:
    found = finding.found
    grade = f"{_words(story, words.SEVERITIES[found.severity])} · {_words(story, words.CONFIDENCES[found.confidence])}"
    yield f'<article id="{escape(found.code)}"><h3><span class="{found.severity}">{escape(found.code)}</span> '
    yield f'{escape(finding.title)} <small class="{found.severity}">{grade}</small></h3><dl>'
    if finding.cause:
        yield f"<dt>{_words(story, words.WHY)}</dt><dd>{_prose(finding.cause)}</dd>"
    for advice in telling.worth(finding.advice):
        name = f"<b>{escape(advice.title)}</b>{_words(story, words.COLON)}" if advice.server else ""
        flags = "".join(
            f'<br><code class="flag">{escape(flag)}</code>' for flag in advice.flags if flag not in advice.text
        )
        yield f"<dt>{_words(story, words.FIX)}</dt><dd>{name}{_prose(advice.text)}{flags}</dd>"
    for sentence in finding.because:
        if sentence not in finding.cause:
            yield f'<dt>{_words(story, words.SEEN)}</dt><dd class="dim">{_prose(sentence)}</dd>'
    if finding.evidence:
        yield f'<dt>{_words(story, words.SOURCES)}</dt><dd class="dim">{escape(", ".join(finding.evidence))}</dd>'
    yield "</dl>"
    if finding.curl:
        yield f"<pre>{escape(finding.curl)}</pre>"
    yield "</article>"


def _promises(story: Story) -> Iterator[str]:
    def family(told: Told) -> str:
        return told.result.family

    yield "<table>"
    for name, members in groupby(sorted(story.told, key=family), key=family):
        yield f'<tr><th colspan="2">{escape(name)}</th></tr>'
        for told in members:
            status = told.result.status
            sentence = f'<br><span class="dim">{_prose(told.sentence)}</span>' if told.sentence else ""
            yield f'<tr><td class="{status}">{_words(story, words.STATUSES[status])}</td>'
            yield f'<td title="{escape(clean(told.result.check))}">{_prose(told.promise)}{sentence}</td></tr>'
    yield "</table>"


def _exchanges(story: Story) -> Iterator[str]:
    whole = max((t.started_ms + t.phases.end_s * 1000 for t in story.report.exchanges), default=0.0) or 1.0
    for trace in story.report.exchanges:
        result = str(trace.status) if trace.failure is None else f"curl: ({trace.failure.curl}) {trace.failure.message}"
        head = f"{trace.number}. {trace.method} {trace.url} → {result}, {trace.phases.end_s * 1000:,.0f} ms"
        yield f'<details id="exchange-{trace.number}"><summary>{escape(clean(head))}{_bar(trace, whole)}</summary>'
        yield f"<p>{_words(story, words.REQUEST)}</p><pre>{escape(command(trace))}</pre>"
        if trace.excerpt:
            lines = "\n".join(clean(line) for line in trace.excerpt.splitlines())
            yield f"<p>{_words(story, words.RESPONSE)}</p><pre>{escape(lines)}</pre>"
        yield "</details>"


def _bar(trace: Trace, whole: float) -> str:
    """Draw when the exchange ran within the run: waiting, then each piece as it came."""
    scale = 1000 / whole
    start, end = trace.started_ms * scale, (trace.started_ms + trace.phases.end_s * 1000) * scale
    first = (trace.started_ms + (trace.phases.first_byte_s or trace.phases.end_s) * 1000) * scale
    ticks = sorted({round((trace.started_ms + at) * scale, 1) for at, _ in trace.arrivals})
    marks = "".join(f'<rect x="{x}" y="1" width="1" height="10" fill="var(--ink)"/>' for x in ticks)
    return (
        '<svg viewBox="0 0 1000 12" preserveAspectRatio="none" aria-hidden="true">'
        f'<rect x="{start:.1f}" y="3" width="{max(1.0, first - start):.1f}" height="6" fill="var(--wait)"/>'
        f'<rect x="{first:.1f}" y="3" width="{max(1.0, end - first):.1f}" height="6" fill="var(--bar)"/>{marks}</svg>'
    )
