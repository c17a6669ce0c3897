"""Every sentence twice: the page holds both languages, and shows the one that its reader chose."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from html import escape
from typing import Any

from answerback.render import story as telling
from answerback.render.story import Story
from answerback.values.text import Lang, Text

TAGS = {Lang.EN: "en", Lang.ZH: "zh-CN"}


class Both:
    """A report told in both languages."""

    def __init__(self, en: Story, zh: Story) -> None:
        self.en, self.zh = en, zh
        self.report = en.report

    def say(self, text: Text, facts: Mapping[str, Any] | None = None) -> str:
        """Return a sentence in both languages, as HTML."""
        return pair(escape(text.fill(Lang.EN, facts)), escape(text.fill(Lang.ZH, facts)))

    def tell(self, line: Callable[[Story], str]) -> str:
        """Return what a function makes of the story in either language, as HTML."""
        return pair(escape(line(self.en)), escape(line(self.zh)))


def pair(en: str, zh: str, tag: str = "span") -> str:
    """Return two pieces of HTML of which one is shown; one alone where they are the same."""
    if en == zh:
        return en
    return f'<{tag} class="t" lang="en">{en}</{tag}><{tag} class="t" lang="zh-CN">{zh}</{tag}>'


def prose(en: str, zh: str) -> str:
    """Return two sentences; what is to be typed stands as code."""
    return pair(_coded(en), _coded(zh))


def _coded(text: str) -> str:
    return "".join(f"<code>{escape(t)}</code>" if code else escape(t) for t, code in telling.parts(text))


COPY = Text(en="Copy", zh="复制")


def paste(page: Both, text: str, label: str = "") -> str:
    """Return something to be pasted, with a button that copies it. It can be scrolled with the keyboard."""
    named = f' aria-label="{escape(label)}"' if label else ""
    return (
        f'<div class="paste"><pre tabindex="0"{named}><code>{escape(text)}</code></pre>'
        f'<button type="button" class="copy" data-js hidden>{page.say(COPY)}</button></div>'
    )
