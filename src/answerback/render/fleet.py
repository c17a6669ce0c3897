"""Reports on several services, joined: one table, then each in its own words. Formats as for one report."""

from __future__ import annotations

from html import escape
from typing import Final, Literal

import msgspec

from answerback.render import json, junit, markdown, terminal, words
from answerback.render import story as telling
from answerback.render.clean import clean
from answerback.render.layout import Line, Span, Style, pad, plain, width_of
from answerback.render.story import Story
from answerback.values.fleet import Fleet, Member
from answerback.values.result import Severity, Verdict
from answerback.values.text import Lang, Text

SCHEMA: Final = "answerback.reports/1"
TITLE = Text(en="{healthy} of {all} services are healthy", zh="{all} 个服务中有 {healthy} 个健康")
HEADS = (
    Text(en="Target", zh="目标"), words.STATUS, words.SERVER, words.MODEL, Text(en="Faults", zh="故障"),
    Text(en="First token", zh="首个 token"), Text(en="Tokens/s", zh="token/秒"),
)  # fmt: skip
WIDEST = 34
"""Columns of one cell on a terminal; what is longer is cut there, and whole in the report below."""


class Entry(msgspec.Struct, frozen=True):
    """One service of several."""

    name: str
    """As in the file of targets, or the URL as it was given."""
    report: json.Document


class Document(msgspec.Struct, frozen=True):
    """Several reports as they stand in a file: each as it would stand alone."""

    schema: Literal["answerback.reports/1"]
    exit_code: int
    """The worst of them: 3 before 1 before 4 before 0."""
    reports: tuple[Entry, ...]


def render(fleet: Fleet, form: str, lang: Lang, *, quiet: bool = False, verbose: bool = False) -> str:
    """Return the reports in one of `render.FORMATS`, joined."""
    stories = [telling.tell(member.report, lang) for member in fleet.members]
    if form == "json":
        return _json(fleet, stories)
    if form == "junit":
        return _junit(fleet, stories)
    if form == "markdown":
        return _markdown(fleet, stories, lang)
    if form == "html":
        return _html(fleet, lang)
    return plain(lines(fleet, lang, quiet=quiet, verbose=verbose))


def rows(fleet: Fleet, lang: Lang) -> list[tuple[str, ...]]:
    """Return the table: name, verdict, product, model, codes of the faults, milliseconds, tokens per second."""
    out: list[tuple[str, ...]] = []
    for member in fleet.members:
        report, story = member.report, telling.tell(member.report, lang)
        faults = [f.code for f in report.faults if f.severity is not Severity.INFO]
        shown = f"{', '.join(faults[:6])}{' …' if len(faults) > 6 else ''}"
        ttft, rate = report.timing.ttft_ms, report.timing.tokens_per_s
        out.append((
            clean(member.name), words.VERDICTS[report.verdict].fill(lang), clean(story.server_title),
            clean(report.target.model or ""), clean(shown), f"{ttft:.0f} ms" if ttft is not None else "",
            f"{rate:.0f}" if rate is not None else "",
        ))  # fmt: skip
    return out


def title(fleet: Fleet, lang: Lang) -> str:
    """Return the one line for all."""
    healthy = sum(member.report.verdict is Verdict.HEALTHY for member in fleet.members)
    return TITLE.fill(lang, {"healthy": healthy, "all": len(fleet.members)})


def lines(fleet: Fleet, lang: Lang, *, quiet: bool = False, verbose: bool = False) -> list[Line]:
    """Return the table as styled lines, and the whole report of each service that is not right."""
    table = [tuple(head.fill(lang) for head in HEADS), *rows(fleet, lang)]
    kept = [n for n in range(len(HEADS)) if any(row[n] for row in table[1:])]
    widths = {n: min(WIDEST, max(width_of(row[n]) for row in table)) for n in kept}
    good = fleet.exit_code == 0
    out = [
        Line((Span(f"{'✓' if good else '✗'} {title(fleet, lang)}", Style.GOOD_STRONG if good else Style.BAD_STRONG),))
    ]
    for position, row in enumerate(table):
        style = Style.DIM
        if position:
            style = Style.GOOD if fleet.members[position - 1].report.exit_code == 0 else Style.BAD
        spans = [Span("  " + "  ".join(pad(_cut(row[n]), widths[n]) for n in kept).rstrip(), style)]
        out.append(Line(tuple(spans), whole=True))
    for member in () if quiet else fleet.members:
        if member.report.exit_code or verbose:
            out += [Line(), Line((Span(f"── {clean(member.name)} ──", Style.STRONG),))]
            out += terminal.lines(telling.tell(member.report, lang), verbose=verbose)
    return out


def _cut(text: str) -> str:
    while width_of(text) > WIDEST:
        text = text[:-2] + "…"
    return text


def _json(fleet: Fleet, stories: list[Story]) -> str:
    entries = tuple(Entry(m.name, json.document(s)) for m, s in zip(fleet.members, stories, strict=True))
    document = Document(SCHEMA, fleet.exit_code, entries)
    return json.safe(msgspec.json.encode(document))


def _junit(fleet: Fleet, stories: list[Story]) -> str:
    """One `testsuites`; the suites of a service bear its name in front of the family's."""
    out = ['<?xml version="1.0" encoding="UTF-8"?>', '<testsuites name="answerback">']
    for member, story in zip(fleet.members, stories, strict=True):
        name = escape(clean(member.name), quote=True)
        text = junit.render(story)
        inner = text[text.index(">", text.index("<testsuites")) + 1 : text.rindex("</testsuites>")]
        inner = inner.replace('<testsuite name="', f'<testsuite name="{name} · ')
        out.append(inner.replace('<testcase classname="', f'<testcase classname="{name}.').strip("\n"))
    return "\n".join([*out, "</testsuites>"]) + "\n"


def _markdown(fleet: Fleet, stories: list[Story], lang: Lang) -> str:
    parts = [f"# {title(fleet, lang)}"]
    table = [f"| {' | '.join(head.fill(lang) for head in HEADS)} |", "|---" * len(HEADS) + "|"]
    table += [f"| {' | '.join(markdown.escape(cell) for cell in row)} |" for row in rows(fleet, lang)]
    parts.append("\n".join(table))
    for member, story in zip(fleet.members, stories, strict=True):
        heading = f"<details><summary>{escape(clean(member.name))}: {escape(telling.headline(story))}</summary>"
        parts += [heading, markdown.render(story).strip(), "</details>"]
    return "\n\n".join(parts) + "\n"


STYLE = (
    ":root{color-scheme:light dark}body{font:16px/1.5 system-ui,sans-serif;margin:2rem}"
    "td,th{padding:.2rem .8rem;text-align:left}summary{padding:.4rem}iframe{width:100%;height:80vh;border:1px solid}"
)


def _html(fleet: Fleet, lang: Lang) -> str:
    """One page; each report is a page of its own inside it, so that styles and scripts stay apart."""
    heads = "".join(f"<th>{escape(head.fill(lang))}</th>" for head in HEADS)
    body = "".join(f"<tr>{''.join(f'<td>{escape(cell)}</td>' for cell in row)}</tr>\n" for row in rows(fleet, lang))
    told, tag = escape(title(fleet, lang)), "zh-CN" if lang is Lang.ZH else "en"
    return (
        f'<!doctype html>\n<html lang="{tag}"><head><meta charset="utf-8"><title>{told}</title>\n'
        f"<style>{STYLE}</style></head>\n<body><h1>{told}</h1>\n"
        f"<table><thead><tr>{heads}</tr></thead>\n<tbody>{body}</tbody></table>\n"
        f"{''.join(_frame(member, lang) for member in fleet.members)}</body></html>\n"
    )


def _frame(member: Member, lang: Lang) -> str:
    from answerback import render as one

    name, page = escape(clean(member.name)), escape(one.render(member.report, "html", lang))
    frame = f'<iframe title="{name}" sandbox="allow-scripts" srcdoc="{page}"></iframe>'
    return f"<details><summary>{name}</summary>{frame}</details>\n"


def read(data: bytes) -> Fleet:
    """Return the reports in a JSON document. Raises msgspec.DecodeError (ValidationError for a foreign one)."""
    saved = msgspec.json.decode(data, type=Document)
    return Fleet(tuple(Member(e.name, json.report(e.report)) for e in saved.reports))
