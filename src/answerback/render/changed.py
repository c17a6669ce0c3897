"""What changed since the baseline, and what therefore counts, in a few lines."""

from __future__ import annotations

from collections.abc import Iterator

from answerback.render import words
from answerback.render.clean import clean
from answerback.render.story import Story
from answerback.values.changes import Shift
from answerback.values.text import Text

FAIL_ON = Text(
    en="--fail-on {severity}: {n} of {all} faults count", zh="--fail-on {severity}：{all} 个故障中计入 {n} 个"
)
SAME = Text(en="Since {since}: nothing got worse", zh="与 {since} 相比：没有变差")
NEW = Text(en="New since {since}: {names}", zh="自 {since} 以来新增：{names}")
GONE = Text(en="Gone since {since}: {names}", zh="自 {since} 以来消失：{names}")
STAYED = Text(en="As before, and not counted: {names}", zh="与之前相同，不计入：{names}")
FLIPPED = Text(en="Promises that changed: {names}", zh="状态有变的承诺：{names}")
LATENCY = Text(en="Latency: {figures}", zh="延迟：{figures}")
BASELINE = Text(en="the baseline", zh="基线")
FIGURES = {
    "ttft_ms": Text(en="first token {before} → {now} ms", zh="首个 token {before} → {now} 毫秒"),
    "itl_ms": Text(en="between tokens {before} → {now} ms", zh="token 间隔 {before} → {now} 毫秒"),
    "tokens_per_s": Text(en="{before} → {now} tokens/s", zh="每秒 {before} → {now} 个 token"),
}


def told(story: Story) -> Iterator[str]:
    """Yield the lines; none where there is neither a baseline nor another severity that counts."""
    report, lang = story.report, story.lang
    if report.fail_on is not None:
        severity = words.SEVERITIES[report.fail_on].fill(lang)
        yield FAIL_ON.fill(lang, {"severity": severity, "n": len(report.counted), "all": len(report.faults)})
    changes = report.changes
    if changes is None:
        return
    since = clean(changes.since) or BASELINE.fill(lang)
    for text, names in ((NEW, changes.new), (GONE, changes.gone), (STAYED, changes.stayed)):
        if names:
            yield text.fill(lang, {"since": since, "names": [clean(name) for name in names]})
    if not changes.new:
        yield SAME.fill(lang, {"since": since})
    if changes.flipped:
        yield FLIPPED.fill(lang, {"names": [
            f"{clean(f.check)} ({words.STATUSES[f.before].fill(lang)} → {words.STATUSES[f.now].fill(lang)})"
            for f in changes.flipped
        ]})  # fmt: skip
    if changes.latency:
        yield LATENCY.fill(lang, {"figures": [_figure(shift, story) for shift in changes.latency]})


def _figure(shift: Shift, story: Story) -> str:
    text = FIGURES.get(shift.name)
    facts = {"before": f"{shift.before:g}", "now": f"{shift.now:g}"}
    return text.fill(story.lang, facts) if text else clean(shift.name)
