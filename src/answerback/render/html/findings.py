"""The faults on the page: cause, what to change, what was seen, and the command that shows it."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from answerback.render import story as telling
from answerback.render import words
from answerback.render.clean import clean
from answerback.render.html.both import Both, pair, paste, prose
from answerback.render.story import Advice, Finding
from answerback.values.text import Lang, Text

EXCHANGE = Text(en="request {n}, as it went over the wire", zh="第 {n} 次请求的收发内容")
SEVERITY = Text(en="severity and confidence", zh="严重程度与把握")


def sections(page: Both) -> Iterator[str]:
    """Return one article for each finding."""
    for en, zh in zip(page.en.findings, page.zh.findings, strict=True):
        yield from _article(page, en, zh)


def _article(page: Both, en: Finding, zh: Finding) -> Iterator[str]:
    found = en.found
    code = escape(clean(found.code))
    grade = f"{page.say(words.SEVERITIES[found.severity])} · {page.say(words.CONFIDENCES[found.confidence])}"
    yield f'<article class="{found.severity}" id="{code}" aria-labelledby="{code}-title"><header>'
    yield f'<h3 id="{code}-title"><span class="{found.severity}">{code}</span> '
    yield f"{prose(en.title, zh.title)}</h3>"
    yield f'<span class="badge {found.severity}">{grade}</span></header><dl>'
    if en.cause:
        yield f"<dt>{page.say(words.WHY)}</dt><dd>{prose(en.cause, zh.cause)}</dd>"
    for first, second in zip(telling.worth(en.advice), telling.worth(zh.advice), strict=True):
        yield f"<dt>{page.say(words.FIX)}</dt><dd>{_advice(page, first, second)}</dd>"
    for one, other in zip(en.because, zh.because, strict=False):
        if one not in en.cause and other not in zh.cause:
            yield f'<dt>{page.say(words.SEEN)}</dt><dd class="dim">{prose(one, other)}</dd>'
    if en.evidence:
        yield f'<dt>{page.say(words.SOURCES)}</dt><dd class="dim">{escape(", ".join(en.evidence))}</dd>'
    yield "</dl>"
    if en.curl:
        yield paste(page, en.curl, f"{clean(found.code)}: curl")
    if en.trace is not None:
        number = en.trace.number
        yield f'<a href="#exchange-{number}">{page.say(EXCHANGE, {"n": number})}</a>'
    yield "</article>"


def _advice(page: Both, en: Advice, zh: Advice) -> str:
    colon = pair(words.COLON.fill(Lang.EN), words.COLON.fill(Lang.ZH))
    name = f"<b>{escape(en.title)}</b>{colon}" if en.server else ""
    flags = "".join(paste(page, clean(flag), "flag") for flag in en.flags if flag not in en.text or _useful(flag))
    return f"{name}{prose(en.text, zh.text)}{flags}"


def _useful(flag: str) -> bool:
    """Whether a flag that the sentence names is worth a copy button of its own: it has a value."""
    return " " in flag or "=" in flag
