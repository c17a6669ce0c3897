"""The exchanges on the page: the command that repeats each, and its bytes with what is broken in them marked."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from html import escape

from answerback.render import flaws, words
from answerback.render.clean import clean, clean_facts
from answerback.render.curl import command
from answerback.render.flaws import Flaw
from answerback.render.html.both import Both, paste, prose
from answerback.values.pattern import lazy
from answerback.values.report import Trace
from answerback.values.text import Lang, Text

LEFT_OUT = Text(en="… {size} bytes, not all of them shown …", zh="…… 共 {size} 字节，此处有省略 ……")
SHOWS = Text(en="shows {codes}", zh="体现 {codes}")
NOTHING_CAME = Text(en="No byte of an answer came.", zh="没有收到任何响应内容。")
WHOLE = Text(en="response", zh="响应")
_KEY = lazy(r"&quot;([A-Za-z_][\w.-]*)&quot;(?=\s*:)")
_FIELD = lazy(r"(?m)^(data|event|id|retry):")


def sections(page: Both) -> Iterator[str]:
    """Return one unfolding section for each exchange."""
    blamed: dict[int, list[str]] = {}
    for finding in page.en.findings:
        if finding.trace is not None:
            blamed.setdefault(finding.trace.number, []).append(clean(finding.found.code))
    for trace in page.report.exchanges:
        codes = blamed.get(trace.number, [])
        yield f'<details id="exchange-{trace.number}"{" open" if codes else ""}><summary>{_head(page, trace, codes)}'
        yield "</summary>"
        if line := command(trace):
            yield f"<p>{page.say(words.REQUEST)}</p>{paste(page, line, f'{trace.number}: curl')}"
        yield from _response(page, trace)
        yield "</details>"


def _head(page: Both, trace: Trace, codes: Sequence[str]) -> str:
    failed = trace.failure is not None or trace.status >= 400
    said = str(trace.status) if trace.failure is None else f"curl: ({trace.failure.curl}) {trace.failure.message}"
    line = f"{trace.number}. {trace.method} {trace.url} → "
    badge = f' <b class="fail">{page.say(SHOWS, {"codes": ", ".join(codes)})}</b>' if codes else ""
    state = f'<span class="{"warn" if failed else "pass"}">{escape(clean(said))}</span>'
    return f'{escape(clean(line))}{state} <span class="dim">{trace.phases.end_s * 1000:,.0f} ms</span>{badge}'


def _response(page: Both, trace: Trace) -> Iterator[str]:
    found = flaws.of_excerpt(trace)
    complete = flaws.whole(trace)
    if not trace.excerpt:
        yield f"<p>{page.say(NOTHING_CAME)}</p>"
        return
    yield f"<p>{page.say(words.RESPONSE if not complete else WHOLE)}</p>"
    kind = f"{clean(trace.content_type)}, " if trace.content_type else ""
    shown = _marked(trace.excerpt, found, 1) + ("" if complete or trace.tail else f"\n<i>{_left_out(page, trace)}</i>")
    if trace.tail and not complete:
        rest = flaws.of_tail(trace)
        shown += f"\n<i>{_left_out(page, trace)}</i>\n" + _marked(trace.tail, rest, len(found) + 1)
        found += rest
    yield f'<pre class="bytes" tabindex="0" aria-label="{escape(kind)}{trace.bytes} B"><code>{shown}</code></pre>'
    if found:
        yield '<ol class="flaws">'
        for one in found:
            facts = clean_facts(one.facts)
            yield f"<li>{prose(one.text.fill(Lang.EN, facts), one.text.fill(Lang.ZH, facts))}</li>"
        yield "</ol>"


def _left_out(page: Both, trace: Trace) -> str:
    return page.say(LEFT_OUT, {"size": f"{trace.bytes:,}"})


def _marked(text: str, found: Sequence[Flaw], first: int) -> str:
    """Return the text with its flaws marked and numbered, its fields and keys in other colours."""
    out, at = [], 0
    for number, flaw in enumerate(found, first):
        out.append(_coloured(text[at : flaw.start]))
        point = ' class="point"' if flaw.start == flaw.end else ""
        out.append(f"<mark{point}>{_safe(text[flaw.start : flaw.end])}<sup>{number}</sup></mark>")
        at = flaw.end
    return "".join(out) + _coloured(text[at:])


def _coloured(text: str) -> str:
    return _FIELD.sub(r"<i>\1:</i>", _KEY.sub(r"<b>&quot;\1&quot;</b>", _safe(text)))


def _safe(text: str) -> str:
    return "\n".join(escape(clean(line)) for line in re.sub(r"\r\n", "\n", text).split("\n"))
