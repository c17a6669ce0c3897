"""A report as JUnit XML: one test case for each promise, one suite for each family.

Failed: the promise is broken (and with --strict whatever else counts as a fault). Skipped: unsupported or untested.
Attributes and elements as in https://github.com/testmoapp/junitxml, which GitLab and GitHub actions read, and no others
than Jenkins' xUnit plugin allows: https://github.com/jenkinsci/xunit-plugin (junit-10.xsd), where `testsuites` counts
no skipped cases.
"""

from __future__ import annotations

from collections.abc import Iterator
from xml.sax.saxutils import escape, quoteattr

from answerback.render import story as telling
from answerback.render import words
from answerback.render.clean import clean
from answerback.render.story import Story, Told
from answerback.values.result import Status

_SKIPPED = (Status.UNSUPPORTED, Status.UNKNOWN)


def render(story: Story) -> str:
    """Return the report as JUnit XML."""
    families: dict[str, list[Told]] = {}
    for told in story.told:
        families.setdefault(told.result.family, []).append(told)
    blamed = _blamed(story)
    counts = [_state(story, told, blamed) for told in story.told]
    base = clean(story.report.target.base or story.report.target.url)
    name = f"answerback {base}: {telling.headline(story)}"
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        f"<testsuites name={_attribute(name)} {_numbers(counts)} time={_seconds(story)}>",
    ]
    when = f" timestamp={_attribute(clean(story.report.started_at))}" if story.report.started_at else ""
    for family, members in families.items():
        states = [_state(story, told, blamed) for told in members]
        skipped = f'skipped="{states.count("skipped")}"{when}'
        lines.append(f"  <testsuite name={_attribute(family)} {_numbers(states)} {skipped}>")
        for told, state in zip(members, states, strict=True):
            lines += _case(story, told, state)
        lines.append("  </testsuite>")
    return "\n".join([*lines, "</testsuites>"]) + "\n"


def _blamed(story: Story) -> frozenset[str]:
    """Ids of the checks on which a fault at minor or above rests: the suite fails when the verdict does."""
    return frozenset(check for found in story.report.counted for check in found.because)


def _state(story: Story, told: Told, blamed: frozenset[str]) -> str:
    status = told.result.status
    if status is Status.CRASH:
        return "error"
    if told.result.check in blamed or (status is Status.FAIL and not story.report.gated):
        return "failure"
    if status is Status.FAIL:
        return "skipped"  # known from the baseline, or below --fail-on
    if story.report.strict and told.result.check in story.report.doubts:
        return "failure"
    return "skipped" if status in _SKIPPED else ""


def _numbers(states: list[str]) -> str:
    return f'tests="{len(states)}" failures="{states.count("failure")}" errors="{states.count("error")}"'


def _case(story: Story, told: Told, state: str) -> Iterator[str]:
    head = f"    <testcase classname={_attribute(told.result.family)} name={_attribute(clean(told.result.check))}"
    head += f' time="{_spent(story, told):.3f}"'
    if not state:
        note = f"{told.promise}\n{told.sentence}".strip()
        yield f"{head}><system-out>{escape(note)}</system-out></testcase>"
        return
    message = f"{told.promise} {told.sentence}".strip()
    yield f"{head}>"
    if state == "skipped":
        yield f"      <skipped message={_attribute(message)}/>"
    else:
        text = escape(_explanation(story, told))
        kind = _attribute(str(told.result.status))
        yield f"      <{state} type={kind} message={_attribute(message)}>{text}</{state}>"
    yield "    </testcase>"


def _spent(story: Story, told: Told) -> float:
    """Return the seconds of the exchanges that a promise rests on; some are shared, so the sum exceeds the run."""
    numbers = set(told.result.exchanges)
    return sum(trace.phases.end_s for trace in story.report.exchanges if trace.number in numbers)


def _explanation(story: Story, told: Told) -> str:
    parts = [told.sentence]
    for finding in story.findings:
        if told.result.check in finding.found.because:
            parts.append(f"{finding.found.code} {finding.title}")
            parts += [finding.cause] if finding.cause else []
            for advice in telling.worth(finding.advice):
                parts.append(f"{words.FIX.fill(story.lang)}{words.COLON.fill(story.lang)}{advice.text}")
                parts += [f"  {flag}" for flag in advice.flags if flag not in advice.text]
            parts += [finding.curl] if finding.curl else []
    return "\n".join(parts)


def _attribute(text: str) -> str:
    return quoteattr(text)


def _seconds(story: Story) -> str:
    return f'"{story.report.timing.wall_s:.3f}"'
