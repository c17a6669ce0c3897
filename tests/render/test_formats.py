"""Every format, in both languages, of every kind of report: complete, well formed, and safe to show."""

from __future__ import annotations

import re
from xml.etree import ElementTree

import msgspec
import pytest

from answerback.render import FORMATS, layout, render, story, terminal
from answerback.values.report import Report
from answerback.values.result import Confidence, Found, Severity
from answerback.values.text import Lang

REPORTS = ("healthy", "faulty", "unreachable")
UNSAFE = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


@pytest.fixture(params=REPORTS)
def report(request: pytest.FixtureRequest) -> Report:
    found: Report = request.getfixturevalue(request.param)
    return found


@pytest.mark.parametrize("lang", list(Lang))
@pytest.mark.parametrize("form", FORMATS)
def test_nothing_that_a_terminal_obeys_gets_through(report, form, lang):
    text = render(report, form, lang, verbose=True)
    found = UNSAFE.search(text)
    assert found is None, text[max(0, found.start() - 60) : found.end() + 20]


@pytest.mark.parametrize("form", [f for f in FORMATS if f not in ("json", "html")])  # a page holds both
def test_each_language_is_whole(faulty, form):
    english, chinese = render(faulty, form, Lang.EN), render(faulty, form, Lang.ZH)
    assert "degraded" in english and "有缺陷" in chinese
    assert set(re.findall("[\u4e00-\u9fff]+", english)) <= {"你好"}  # which the service said
    assert "why" not in chinese.split("curl")[0].lower().split()


def test_the_terminal_says_the_verdict_first(report):
    first, second = render(report, "terminal", Lang.EN).splitlines()[:2]
    assert first[0] in "✓!✗"
    assert second.strip().startswith(str(report.verdict))


def test_a_fault_has_cause_remedy_and_a_line_to_paste(faulty):
    text = render(faulty, "terminal", Lang.EN)
    for words in ("H04", "without `data: [DONE]`", "fix", "curl -sSi", '"Authorization: Bearer $OPENAI_API_KEY"'):
        assert words in text


def test_an_unexplained_promise_is_told_as_such(faulty):
    assert "No known cause fits" in render(faulty, "terminal", Lang.EN)
    assert "没有已知原因" in render(faulty, "terminal", Lang.ZH)


def test_what_was_not_tested_is_listed(faulty):
    text = render(faulty, "terminal", Lang.EN)
    assert "Untested (2)" in text
    assert "models.listed" in text


def test_junit_counts_what_it_holds(report):
    root = ElementTree.fromstring(render(report, "junit", Lang.EN))
    cases = root.findall(".//testcase")
    assert int(root.attrib["tests"]) == len(cases) == len(report.results)
    assert int(root.attrib["failures"]) == len(root.findall(".//failure"))
    assert sum(int(suite.attrib["skipped"]) for suite in root) == len(root.findall(".//skipped"))
    assert bool(root.findall(".//failure") + root.findall(".//error")) == (report.exit_code != 0)


TEXT = re.compile(".*", re.DOTALL)
WHOLE = re.compile("[0-9]+")
SECONDS = re.compile(r"[0-9]+\.[0-9]{3}")
COUNTS = {"name": TEXT, "tests": WHOLE, "failures": WHOLE, "errors": WHOLE}
SAID = {"message": TEXT, "type": TEXT}
RULES = {
    "testsuites": (COUNTS | {"time": SECONDS}, {"testsuite"}),
    "testsuite": (COUNTS | {"skipped": WHOLE, "time": SECONDS, "timestamp": TEXT}, {"testcase"}),
    "testcase": (
        {"name": TEXT, "classname": TEXT, "time": SECONDS},
        {"skipped", "error", "failure", "system-out", "system-err"},
    ),
    "failure": (SAID, set()), "error": (SAID, set()), "skipped": (SAID, set()), "system-out": ({}, set()),
}  # fmt: skip
"""What is allowed: the attributes of each element, and what may stand in it, after Jenkins' junit-10.xsd."""
OWED = {"testsuite": set(COUNTS), "testcase": {"name"}}


@pytest.mark.parametrize("lang", list(Lang))
def test_junit_keeps_to_the_rules_that_jenkins_checks(report, lang):
    root = ElementTree.fromstring(render(report, "junit", lang))
    assert root.tag == "testsuites"
    for element in root.iter():
        attributes, inside = RULES[element.tag]
        for name, value in element.attrib.items():
            assert attributes[name].fullmatch(value), (element.tag, name, value)
        assert OWED.get(element.tag, set()) <= set(element.attrib)
        assert {child.tag for child in element} <= inside


def test_markdown_tables_keep_their_columns(faulty):
    rows = [line for line in render(faulty, "markdown", Lang.EN).splitlines() if line.startswith("|")]
    heads = sum(row.startswith("|---") for row in rows)
    assert len(rows) == len(faulty.results) + 2 * heads
    for row in rows:
        assert len(re.findall(r"(?<!\\)\|", row)) == 5, row


@pytest.mark.parametrize("verdict", ["healthy", "degraded", "broken", "unreachable", "inconclusive"])
def test_every_verdict_has_its_words(healthy, verdict):
    changed = msgspec.structs.replace(healthy, verdict=type(healthy.verdict)(verdict))
    for form in FORMATS:
        assert render(changed, form, Lang.EN) != render(changed, form, Lang.ZH)


@pytest.mark.parametrize("form", ["terminal", "markdown", "html"])
def test_a_note_on_a_healthy_service_is_not_called_a_fault(healthy, form):
    found = Found("H04", Confidence.CERTAIN, Severity.INFO, {}, (), 1)
    text = render(msgspec.structs.replace(healthy, faults=(found,)), form, Lang.EN)
    assert "Worth knowing" in text and "H04" in text
    assert "Faults" not in text


@pytest.mark.parametrize(
    ("models", "lang", "line"),
    [
        (("m",), Lang.EN, "nope (not listed; the list has 1)"),
        (("m", "k"), Lang.ZH, "nope（不在模型列表中；列表里有 2 个）"),
        (("nope", "m"), Lang.EN, "nope (and 1 more)"),
    ],
)
def test_a_name_that_is_not_listed_is_not_counted_among_the_served(healthy, models, lang, line):
    aim = msgspec.structs.replace(healthy.target, model="nope", models=models)
    assert line in render(msgspec.structs.replace(healthy, target=aim), "terminal", lang)


def test_markdown_folds_what_holds_and_shows_what_does_not(faulty):
    text = render(faulty, "markdown", Lang.EN)
    open_part, _, folded = text.partition("<details>")
    assert "streaming.ends-with-done" in open_part and "chat.answers" not in open_part.partition("## Promises")[2]
    assert "chat.answers" in folded and folded.rstrip().endswith("</details>")
    assert "\n\n|" in folded, "GitHub shows a table in <details> only behind a blank line"


def test_markdown_says_what_works(faulty):
    assert "- Works: chat, streaming" in render(faulty, "markdown", Lang.EN)
    assert "- 正常：对话、流式输出" in render(faulty, "markdown", Lang.ZH)


@pytest.mark.parametrize("lang", list(Lang))
@pytest.mark.parametrize("width", [40, 60, 80, 120])
def test_no_line_is_wider_than_the_terminal_but_what_is_to_be_pasted(report, width, lang):
    lines = terminal.lines(story.tell(report, lang), verbose=True)
    whole = {line.text.rstrip() for line in lines if line.whole}
    shown = layout.ansi(lines, width, color=False).splitlines()
    assert [line for line in shown if layout.width_of(line) > width and line not in whole] == []
