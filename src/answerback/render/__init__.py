"""From a report and a language to text, in any format. Pure: no clocks, sockets, files."""

from __future__ import annotations

from answerback.values.report import Report
from answerback.values.text import Lang

FORMATS = ("terminal", "json", "junit", "markdown", "html")


def render(report: Report, form: str, lang: Lang, *, quiet: bool = False, verbose: bool = False) -> str:
    """Return the report in one of `FORMATS`; `terminal` without colours or wrapping."""
    from answerback.render.story import tell

    story = tell(report, lang)
    if form == "json":
        from answerback.render import json

        return json.render(story)
    if form == "junit":
        from answerback.render import junit

        return junit.render(story)
    if form == "markdown":
        from answerback.render import markdown

        return markdown.render(story)
    if form == "html":
        from answerback.render import html

        other = tell(report, Lang.ZH if lang is Lang.EN else Lang.EN)
        en, zh = (story, other) if lang is Lang.EN else (other, story)
        return html.render(en, zh, lang)
    from answerback.render import layout, terminal

    return layout.plain(terminal.lines(story, quiet=quiet, verbose=verbose))
