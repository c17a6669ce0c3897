"""The page: well formed, both languages whole, nothing from outside, nothing that a service said becomes markup."""

from __future__ import annotations

import base64
import hashlib
import re
from html.parser import HTMLParser

import msgspec
import pytest

from answerback.render import render
from answerback.render.html.look import DARK, LIGHT
from answerback.values.exchange import Phases
from answerback.values.report import Report
from answerback.values.text import Lang

from .conftest import NASTY, trace

VOID = frozenset({"meta", "br"})


class Page(HTMLParser):
    """Reads a page as a browser in one language does."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[tuple[str, str]] = []
        self.tags: list[tuple[str, dict[str, str]]] = []
        self.said: dict[str, list[str]] = {"en": [], "zh-CN": [], "": []}
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attrs}
        self.tags.append((tag, found))
        if tag not in VOID:
            self.open.append((tag, found.get("lang", "") if found.get("class") == "t" else ""))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, {name: value or "" for name, value in attrs}))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop()[0] == tag

    def handle_data(self, data: str) -> None:
        if not any(tag in ("style", "script", "pre") for tag, _ in self.open):
            self.said[next((lang for _, lang in self.open if lang), "")].append(data)

    def named(self, name: str) -> list[dict[str, str]]:
        return [attrs for tag, attrs in self.tags if tag == name]

    @property
    def ids(self) -> list[str]:
        return [attrs["id"] for _, attrs in self.tags if "id" in attrs]


@pytest.fixture(params=["healthy", "faulty", "unreachable"])
def report(request: pytest.FixtureRequest) -> Report:
    found: Report = request.getfixturevalue(request.param)
    return found


@pytest.mark.parametrize("lang", list(Lang))
def test_it_is_well_formed(report, lang):
    page = Page(render(report, "html", lang))
    assert page.open == []
    assert len(page.ids) == len(set(page.ids))
    for attrs in page.named("a"):
        assert attrs["href"].startswith("#") and attrs["href"][1:] in page.ids
    labelled = [label for _, attrs in page.tags for label in attrs.get("aria-labelledby", "").split()]
    assert labelled and set(labelled) <= set(page.ids)


def test_it_opens_in_the_language_that_was_asked_for_and_holds_the_other(faulty):
    english, chinese = render(faulty, "html", Lang.EN), render(faulty, "html", Lang.ZH)
    assert '<html lang="en">' in english and '<html lang="zh-CN">' in chinese
    assert Page(english).said["en"] == Page(chinese).said["en"]
    said = Page(english).said
    assert not re.search("[\u4e00-\u9fff]", "".join(said["en"]).replace("你好", ""))
    assert len(said["en"]) >= len(said["zh-CN"]) - 1 > 20  # one sentence may hold more code than its translation
    alone = "".join(said[""]).replace("中文", "").replace("你好", "")
    assert not re.search("[\u4e00-\u9fff]", alone), "a sentence stands outside both languages"


def test_nothing_comes_from_outside_and_only_its_own_script_runs(report):
    text = render(report, "html", Lang.EN)
    page = Page(text)
    assert not {tag for tag, _ in page.tags} & {"link", "img", "iframe", "object", "base", "form"}
    assert not [attrs for _, attrs in page.tags if {"src", "srcset", "data", "action"} & set(attrs)]
    assert len(page.named("script")) == 1
    assert "@import" not in text and "url(" not in text.partition("</style>")[0]
    [script] = re.findall(r"<script>(.*?)</script>", text, re.DOTALL)
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    policy = next(attrs["content"] for attrs in page.named("meta") if "http-equiv" in attrs)
    assert f"script-src 'sha256-{digest}'" in policy and "default-src 'none'" in policy


def test_what_a_service_says_is_never_markup(faulty):
    text = render(faulty, "html", Lang.EN)
    assert "<script>alert" not in text
    assert not [attrs for _, attrs in Page(text).tags if any(name.startswith("on") for name in attrs)]


def test_without_its_script_no_button_is_in_the_way(report):
    page = Page(render(report, "html", Lang.EN))
    text = render(report, "html", Lang.EN)
    assert text.count("<button") > 3
    for found in re.finditer(r"<button[^>]*>", text):
        group = text.rfind("data-js hidden", 0, found.end())
        assert group >= 0 and "</header>" not in text[group : found.start()]
    assert all(attrs.get("type") == "button" for attrs in page.named("button"))


def test_what_broke_is_marked_and_told(healthy):
    said = 'data: {"choices":[]}\n\n{"error":{"message":"CUDA out of memory"}}\n\ndata: [DONE]\n\n'
    one = trace(content_type="text/event-stream", excerpt=said, bytes=len(said))
    text = render(msgspec.structs.replace(healthy, exchanges=(one,)), "html", Lang.EN)
    assert "<mark>{&quot;error&quot;:{&quot;message&quot;:&quot;CUDA out of memory&quot;}}<sup>1</sup></mark>" in text
    assert "clients skip this line" in text and "客户端会跳过这一行" in text


def test_a_stream_is_drawn_piece_by_piece(healthy):
    pieces = tuple((20.0 + 10 * n, 100) for n in range(7))
    one = trace(content_type="text/event-stream", arrivals=pieces, phases=Phases(0, 0.001, 0, 0.02, 0.08), bytes=700)
    text = render(msgspec.structs.replace(healthy, exchanges=(one,)), "html", Lang.EN)
    figure = re.search(r"<figure>.*?</figure>", text, re.DOTALL)
    assert figure is not None
    assert figure[0].count("<path ") == 7
    assert "7 pieces, 700 bytes: the first after 20 ms, the last after 80 ms" in figure[0]
    assert "共 7 段" in figure[0]


def test_many_streams_are_folded(healthy):
    many = tuple(trace(n, content_type="text/event-stream") for n in range(1, 10))
    text = render(msgspec.structs.replace(healthy, exchanges=many), "html", Lang.EN)
    assert "4 more streams" in text and text.count("<figure>") >= 9


def test_a_url_that_was_made_to_deceive_stays_text(healthy):
    aim = msgspec.structs.replace(healthy.target, url=NASTY, base=NASTY, model=NASTY)
    page = Page(render(msgspec.structs.replace(healthy, target=aim), "html", Lang.EN))
    assert page.open == [] and len(page.named("script")) == 1


@pytest.mark.parametrize("theme", [LIGHT, DARK])
def test_contrast_is_enough_in_both_themes(theme):
    colors = dict(re.findall(r"--([\w-]+): (#[0-9a-f]{3,6})", theme))

    def light(name: str) -> float:
        raw = colors[name].lstrip("#")
        raw = "".join(c * 2 for c in raw) if len(raw) == 3 else raw
        parts = [int(raw[i : i + 2], 16) / 255 for i in (0, 2, 4)]
        linear = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    def contrast(one: str, other: str) -> float:
        high, low = sorted((light(one), light(other)), reverse=True)
        return (high + 0.05) / (low + 0.05)

    pairs = [(ink, paper) for ink in ("ink", "dim", "good", "bad", "unsure", "info") for paper in ("paper", "card")]
    pairs += [(f"{name}", f"{name}-bg") for name in ("good", "bad", "unsure", "info")]
    pairs += [
        ("ink", "info-bg"),
        ("ink", "mark"),
        ("name", "paper"),
        ("key", "paper"),
        ("paper", "info"),
        ("dim", "info-bg"),
    ]
    low = {pair: round(contrast(*pair), 2) for pair in pairs if contrast(*pair) < 4.5}
    assert not low
