"""What was found wrong under load: a fault of the catalogue, what was seen of it, and its remedy, in words."""

from __future__ import annotations

from typing import Any

import msgspec

from answerback import fault, server
from answerback.values.result import Confidence, Severity
from answerback.values.text import Lang, Text

SEEN = {
    "foreign": Text(
        en="{count} of {of} answers hold the code word of another request that was under way at the same time: "
        "{words}",
        zh="{of} 个回答中有 {count} 个出现了同时进行的另一个请求的暗号：{words}",
    ),
    "stale": Text(
        en="{count} of {of} answers hold the code word of a request that had ended before: {words}",
        zh="{of} 个回答中有 {count} 个出现了此前已结束的请求的暗号：{words}",
    ),
    "collapses": Text(
        en="{bad} % of the answers are {what} at {load}, and {bad_first} % at {first} ({of} and {of_first} answers, "
        "p = {p})",
        zh="{load} 时有 {bad}% 的回答{what}，{first} 时为 {bad_first}%（{of} 与 {of_first} 个回答，p = {p}）",
    ),
    "serialised": Text(
        en="at {load}, of {of} answers that followed one another only {together} were written at the same time as "
        "the one before: one at a time",
        zh="{load} 时，相继的 {of} 个回答中只有 {together} 个与前一个同时生成：一次只处理一个",
    ),
    "overload": Text(
        en="at {load}, {count} of {of} requests were turned away with HTTP {status}: {message}",
        zh="{load} 时，{of} 个请求中有 {count} 个被拒绝，HTTP {status}：{message}",
    ),
    "rate-limit": Text(
        en="{count} of {of} requests were turned away by a rate limit (HTTP {status}): {message}",
        zh="{of} 个请求中有 {count} 个被限流（HTTP {status}）：{message}",
    ),
    "dead": Text(
        en="at {load}, {count} requests failed in the words of a dead engine: {message}",
        zh="{load} 时有 {count} 个请求失败，错误信息表明引擎已死：{message}",
    ),
    "pauses": Text(
        en="at {load}, {count} of {of} streams stood still for up to {longest} s in the middle; none did at {first}",
        zh="{load} 时，{of} 个流中有 {count} 个中途停顿，最长 {longest} 秒；{first} 时没有",
    ),
    "leaks": Text(
        en="{seconds} s after the last of our requests had ended, the server still worked on {running}",
        zh="我们的最后一个请求结束 {seconds} 秒后，服务端仍在处理 {running} 个请求",
    ),
    "no-done": Text(
        en="{count} of {of} whole streams ended without [DONE] at {load}", zh="{load} 时，{of} 个完整的流中有 {count} "
        "个没有以 [DONE] 结尾",
    ),
    "no-finish": Text(
        en="{count} of {of} streams that came to their end had no finish_reason at {load}",
        zh="{load} 时，{of} 个正常结束的流中有 {count} 个没有 finish_reason",
    ),
    "cut": Text(
        en="{count} of {of} streams broke off in the middle at {load}", zh="{load} 时，{of} 个流中有 {count} 个中途断开"
    ),
    "error-inside": Text(
        en="{count} of {of} streams ended in an error at {load}: {message}",
        zh="{load} 时，{of} 个流中有 {count} 个以错误结束：{message}",
    ),
    "broken-events": Text(
        en="{count} of {of} streams held events that are no JSON at {load}",
        zh="{load} 时，{of} 个流中有 {count} 个含有不是 JSON 的事件",
    ),
    "no-usage": Text(
        en="{count} of {of} whole streams reported no usage at {load}, although it was asked for",
        zh="{load} 时，{of} 个完整的流中有 {count} 个没有按要求报告用量",
    ),
    "usage-low": Text(
        en="{count} of {of} answers are counted with fewer tokens than they have words at {load} ({shown})",
        zh="{load} 时，{of} 个回答中有 {count} 个计入的 token 数少于实际内容（{shown}）",
    ),
}  # fmt: skip
"""By reason: what was seen."""
CODES = {
    "foreign": "L05", "stale": "L06", "collapses": "L07", "serialised": "L03", "overload": "L04", "rate-limit": "L12",
    "dead": "L02", "pauses": "L10", "leaks": "L11", "no-done": "H04", "no-finish": "H05", "cut": "H06",
    "error-inside": "H08", "broken-events": "H11", "no-usage": "F07", "usage-low": "F09",
}  # fmt: skip
"""By reason: the fault."""
WHAT = {
    "poor": Text(en="empty, looping or nonsense", zh="为空、循环重复或胡言乱语"),
    "astray": Text(en="without the code word that was asked for", zh="缺少要求的暗号"),
}
CLOSED = Text(en="{n} at a time", zh="并发 {n}")
OPEN = Text(en="{n}/s", zh="每秒 {n} 个")


class Finding(msgspec.Struct, frozen=True, kw_only=True):
    """One fault that shows under load."""

    code: str
    reason: str
    """A key of `SEEN`."""
    severity: Severity
    confidence: Confidence
    facts: dict[str, Any] = {}
    stage: int = 0
    """Position of the stage that shows it best."""
    number: int | None = None
    """Number of a request that shows it; None where none does by itself."""


class Words(msgspec.Struct, frozen=True):
    """A finding in one language."""

    code: str
    title: str
    seen: str
    remedy: str
    flags: tuple[str, ...]


def found(reason: str, confidence: Confidence, stage: int = 0, number: int | None = None,
          severity: Severity | None = None, **facts: Any) -> Finding:  # fmt: skip
    """Return a finding with its fault's own severity, unless another is given."""
    kind = fault.named(CODES[reason])
    assert kind is not None
    return Finding(
        code=kind.code, reason=reason, severity=severity or kind.severity, confidence=confidence, facts=facts,
        stage=stage, number=number,
    )  # fmt: skip


def told(finding: Finding, lang: Lang, product: str = "") -> Words:
    """Return a finding in words, with the remedy for the recognised product."""
    facts = {name: _in(fact, lang) for name, fact in finding.facts.items()}
    kind = fault.named(finding.code)
    seen = SEEN[finding.reason].fill(lang, facts) if finding.reason in SEEN else finding.reason
    if kind is None:
        return Words(finding.code, finding.code, seen, "", ())
    remedy = kind.remedy.get(product) or kind.remedy[None]
    title = kind.title.fill(lang, facts)
    return Words(finding.code, title, seen, remedy.text.fill(lang, facts), remedy.flags_with(facts))


def title_of(product: str) -> str:
    """Return a product's name as people write it."""
    kind = server.named(product) if product else None
    return kind.title if kind is not None else product


def _in(fact: Any, lang: Lang) -> Any:
    """Return a fact in a language: a load is `{"concurrency": 4}` or `{"rate": 2}`, a flaw a key of `WHAT`."""
    if isinstance(fact, dict) and len(fact) == 1:
        unit, n = next(iter(fact.items()))
        shown = f"{n:g}" if isinstance(n, int | float) else str(n)
        return (CLOSED if unit == "concurrency" else OPEN).fill(lang, {"n": shown})
    return WHAT[fact].fill(lang) if isinstance(fact, str) and fact in WHAT else fact
