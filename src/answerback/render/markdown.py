"""A report as Markdown, for an issue, a wiki or a CI summary."""

from __future__ import annotations

import re
from collections.abc import Iterator

from answerback.render import changed, words
from answerback.render import story as telling
from answerback.render.clean import clean
from answerback.render.story import Finding, Story, Told
from answerback.values.result import Status
from answerback.values.text import Text

_SPECIAL = re.compile(r"([\\`*_{}\[\]<>#|~])")


def render(story: Story) -> str:
    """Return the report as GitHub-flavoured Markdown."""
    lang = story.lang
    base = clean(story.report.target.base or story.report.target.url)
    parts = [f"# {escape(base)}", f"**{escape(telling.headline(story))}**"]
    works, lacks = telling.capability_lines(story)
    rows = [
        (words.SERVER, telling.server_line(story)),
        (words.MODEL, telling.model_line(story)),
        (words.WORKS, works),
        (words.NOT, lacks),
        (words.COST, telling.cost_line(story)),
        (words.SPEED, telling.speed_line(story)),
    ]
    parts.append("\n".join(f"- {title.fill(lang)}{words.COLON.fill(lang)}{escape(v)}" for title, v in rows if v))
    if since := list(changed.told(story)):
        parts.append("\n".join(f"- {_prose(line)}" for line in since))
    if story.findings:
        parts.append(f"## {telling.findings_heading(story).fill(lang)}")
        parts += ["\n\n".join(_finding(story, finding)) for finding in story.findings]
    if story.report.clients or story.report.trials:
        from answerback.render import clients

        parts.append("\n".join(f"- {_prose(line.strip())}" for line in clients.markdown(story) if line.strip()))
    parts += _promises(story)
    return "\n\n".join(parts) + "\n"


def escape(text: str) -> str:
    """Return text that Markdown shows as it stands."""
    return _SPECIAL.sub(r"\\\1", text)


def _prose(text: str) -> str:
    """Escape a sentence but for the code in it."""
    return "".join(_code(part) if code else escape(part) for part, code in telling.parts(text))


def _cell(text: str) -> str:
    return _prose(text).replace("\\|", "|").replace("|", "\\|")


def _code(text: str) -> str:
    fence = "`" * (1 + max((len(run) for run in re.findall("`+", text)), default=0))
    blank = " " if text.startswith("`") or text.endswith("`") else ""
    return f"{fence}{blank}{text}{blank}{fence}"


def _finding(story: Story, finding: Finding) -> Iterator[str]:
    lang, found = story.lang, finding.found
    grade = f"{words.SEVERITIES[found.severity].fill(lang)} · {words.CONFIDENCES[found.confidence].fill(lang)}"
    yield f"### {escape(found.code)} {_prose(finding.title)} ({grade})"

    def item(title: Text, text: str) -> str:
        return f"- **{title.fill(lang)}**{words.COLON.fill(lang)}{text}"

    items = [item(words.WHY, _prose(finding.cause))] if finding.cause else []
    for advice in telling.worth(finding.advice):
        flags = " ".join(_code(flag) for flag in advice.flags if flag not in advice.text)
        name = f"{escape(advice.title)}{words.COLON.fill(lang)}" if advice.server else ""
        items.append(item(words.FIX, f"{name}{_prose(advice.text)} {flags}".strip()))
    items += [item(words.SEEN, _prose(s)) for s in finding.because if s not in finding.cause]
    if finding.evidence:
        items.append(item(words.SOURCES, ", ".join(escape(e) for e in finding.evidence)))
    yield "\n".join(items)
    if finding.curl:
        fence = "`" * max(3, 1 + max((len(run) for run in re.findall("`+", finding.curl)), default=0))
        yield f"{fence}sh\n{finding.curl}\n{fence}"


def _promises(story: Story) -> Iterator[str]:
    """Show what does not hold; what holds is folded away."""
    yield f"## {words.PROMISES.fill(story.lang)}"
    good = [told for told in story.told if told.result.status is Status.PASS]
    other = [told for told in story.told if told.result.status is not Status.PASS]
    if other:
        yield "\n".join(_table(story, other))
    if good:
        yield f"<details><summary>{words.HOLD.fill(story.lang, {'n': len(good)})}</summary>"
        yield "\n".join(_table(story, good))
        yield "</details>"


def _table(story: Story, told_ones: list[Told]) -> Iterator[str]:
    heads = [t.fill(story.lang) for t in (words.STATUS, words.CHECK, words.PROMISE, words.SEEN)]
    yield f"| {' | '.join(heads)} |"
    yield "|---|---|---|---|"
    for told in told_ones:
        status = words.STATUSES[told.result.status].fill(story.lang)
        strong = f"**{status}**" if told.result.status is Status.FAIL else status
        yield f"| {strong} | {_code(clean(told.result.check))} | {_cell(told.promise)} | {_cell(told.sentence)} |"
