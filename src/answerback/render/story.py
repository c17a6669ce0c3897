"""A report told in one language: ids and facts become sentences. Every format is made from this."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import msgspec

from answerback import check, fault, server
from answerback.check import Check
from answerback.fault import UNEXPLAINED, Fault, Remedy
from answerback.render import curl, words
from answerback.render.clean import clean, clean_facts
from answerback.server import Server
from answerback.values.pattern import lazy
from answerback.values.report import Report, Trace
from answerback.values.result import Found, Result, Severity, Status
from answerback.values.text import Lang, Text

_CODE = lazy(r"`([^`]+)`")


class Told(msgspec.Struct, frozen=True):
    """A result in words."""

    result: Result
    promise: str
    sentence: str
    """What was found, or what it could not be tested for; empty when the promise holds."""
    why: str


class Advice(msgspec.Struct, frozen=True):
    """What to change on one server (empty name: on any)."""

    server: str
    title: str
    text: str
    flags: tuple[str, ...]
    fits: bool
    """Whether it is for the server that was recognised, for a gateway before it, or general."""


class Finding(msgspec.Struct, frozen=True):
    """A fault in words."""

    found: Found
    name: str
    title: str
    cause: str
    advice: tuple[Advice, ...]
    """What fits first."""
    evidence: tuple[str, ...]
    because: tuple[str, ...]
    """What was seen, one sentence for each check that it rests on."""
    trace: Trace | None
    curl: str


class Story(msgspec.Struct, frozen=True):
    """The whole report in words."""

    report: Report
    lang: Lang
    told: tuple[Told, ...]
    findings: tuple[Finding, ...]
    server_title: str


def tell(report: Report, lang: Lang) -> Story:
    """Return the report in words. Checks and faults that this version does not know keep their ids."""
    teller = _Teller(report, lang)
    told = tuple(teller.result(result) for result in report.results)
    findings = tuple(teller.finding(found) for found in report.faults)
    return Story(report, lang, told, findings, teller.product.title if teller.product else clean(report.server.name))


class _Teller:
    def __init__(self, report: Report, lang: Lang) -> None:
        self.report, self.lang = report, lang
        self.results = {result.check: result for result in report.results}
        self.traces = {trace.number: trace for trace in report.exchanges}
        self.product = server.named(report.server.name) if report.server.name else None

    def fill(self, text: Text, facts: dict[str, Any]) -> str:
        return text.fill(self.lang, clean_facts(facts))

    # --- results -------------------------------------------------------------------------------

    def result(self, result: Result) -> Told:
        kind = check.named(result.check)
        promise = kind.promise.fill(self.lang) if kind else clean(result.check)
        why = kind.why.fill(self.lang) if kind else ""
        return Told(result, promise, self._sentence(result, kind), why)

    def _sentence(self, result: Result, kind: type[Check] | None) -> str:
        if result.status is Status.CRASH:
            return self.fill(words.CRASHED, result.facts)
        if "unanswered" in result.facts:
            return self.fill(words.UNANSWERED, result.facts)
        if root := result.facts.get("root"):
            other = check.named(str(root))
            return self.fill(words.ROOT, {"promise": other.promise.fill(self.lang) if other else str(root)})
        if not result.reason:
            return words.ROOT_UNKNOWN.fill(self.lang) if result.status is Status.UNKNOWN else ""
        reason = kind.reasons.get(result.reason) if kind else None
        return self.fill(reason.text, result.facts) if reason else clean(result.reason)

    # --- faults --------------------------------------------------------------------------------

    def finding(self, found: Found) -> Finding:
        kind = fault.named(found.code)
        because = tuple(s for c in found.because if c in self.results and (s := self.result(self.results[c]).sentence))
        trace = self.traces.get(found.exchange) or self._any_trace(found.because)
        line = curl.command(trace) if trace else ""
        if found.code == UNEXPLAINED or kind is None:
            return self._unexplained(found, because, trace, line)
        facts = {**self._context(), **found.facts}
        advice = tuple(self._advice(kind, facts))
        title, cause = self.fill(kind.title, facts), self.fill(kind.cause, facts)
        if only := words.ONLY_IN.get(facts.get("mode", "")):
            title = only.fill(self.lang, {"title": title})
        return Finding(found, kind.name, title, cause, advice, kind.evidence, because, trace, line)

    def _any_trace(self, checks: Iterable[str]) -> Trace | None:
        for name in checks:
            for number in reversed(self.results[name].exchanges if name in self.results else ()):
                if number in self.traces:
                    return self.traces[number]
        return None

    def _context(self) -> dict[str, Any]:
        """Facts that every fault's sentences may use."""
        target = self.report.target
        return {
            "url": target.url, "base": target.base, "model": target.model or "", "key_name": target.key_name,
            "server": self.product.title if self.product else "", "version": self.report.server.version,
        }  # fmt: skip

    def _advice(self, kind: type[Fault], facts: dict[str, Any]) -> list[Advice]:
        known = {product.name: product for product in server.load()}
        own = self.report.server.name
        advice = []
        for name, remedy in kind.remedy.items():
            product = known.get(name) if name else None
            fits = name == own if name else own not in kind.remedy
            fits = fits or (product is not None and _only_in_front(product))
            title = product.title if product else (name or "")
            advice.append(self._one(name or "", title, remedy, facts, fits))
        return sorted(advice, key=lambda a: (not a.fits, a.server != own or not own, a.server != ""))

    def _one(self, name: str, title: str, remedy: Remedy, facts: dict[str, Any], fits: bool) -> Advice:
        return Advice(name, title, self.fill(remedy.text, facts), remedy.flags_with(facts), fits)

    def _unexplained(self, found: Found, because: tuple[str, ...], trace: Trace | None, line: str) -> Finding:
        name = str(found.facts.get("check", next(iter(found.because), "")))
        kind = check.named(name)
        if kind is None:  # a fault of another version of Answerback
            title = clean(found.code if found.code != UNEXPLAINED else name)
            return Finding(found, "unknown", title, "; ".join(because), (), (), because, trace, line)
        sentence = because[0] if because else clean(str(found.facts.get("reason", "")))
        facts = {
            "promise": kind.promise.fill(self.lang), "sentence": sentence, "why": kind.why.fill(self.lang),
        }  # fmt: skip
        advice = self._one("", "", Remedy(words.UNEXPLAINED_REMEDY), {}, True)
        title, cause = words.UNEXPLAINED_TITLE.fill(self.lang, facts), words.UNEXPLAINED_CAUSE.fill(self.lang, facts)
        return Finding(found, "unexplained", title, cause, (advice,), (), because, trace, line)


def _only_in_front(product: type[Server]) -> bool:
    """Whether it is a gateway that no answer gives away: it may be there, whatever was recognised."""
    return product.gateway and product.recognise.__func__ is Server.recognise.__func__  # type: ignore[attr-defined]


def headline(story: Story) -> str:
    """Return the verdict as one sentence."""
    report = story.report
    if report.verdict == "healthy" and not any(r.check == "chat.answers" for r in report.results):
        return words.PART_HEALTHY.fill(story.lang)
    return words.HEADLINES[report.verdict].fill(story.lang)


def capability(name: str, lang: Lang) -> str:
    """Return a capability's name in words."""
    return clean(words.label(words.CAPABILITIES, name, lang))


def capability_state(name: str, state: Any, lang: Lang) -> str:
    """Return a capability's name with what became of it."""
    word = clean(words.label(words.STATES, str(state), lang))
    return words.IN_BRACKETS.fill(lang, {"name": capability(name, lang), "state": word})


def capability_lines(story: Story) -> tuple[str, str]:
    """Return what works, and what does not (each with what became of it); empty where there is nothing."""
    known, comma = story.report.capabilities, words.COMMA.fill(story.lang)
    good = [capability(name, story.lang) for name, state in known.items() if state == "yes"]
    other = [
        capability_state(name, state, story.lang) for name, state in known.items() if state not in ("yes", "untested")
    ]
    return comma.join(good), comma.join(other)


def model_line(story: Story) -> str:
    """Return the model's id, with the number of others that are served; a name of one's own may not be among them."""
    target = story.report.target
    if not target.model:
        return words.NO_MODEL.fill(story.lang)
    others = len([m for m in target.models if m != target.model])
    name = clean(target.model)
    if others and target.model not in target.models:
        return words.NOT_LISTED.fill(story.lang, {"name": name, "n": others})
    return words.OTHERS.fill(story.lang, {"name": name, "n": others}) if others else name


def server_line(story: Story) -> str:
    """Return the product and its version, and how sure that is."""
    seen = story.report.server
    if not seen.name:
        return words.UNRECOGNISED.fill(story.lang)
    name = f"{story.server_title} {clean(seen.version)}".strip()
    if seen.confidence == "certain":
        return name
    confidence = words.label({str(k): v for k, v in words.CONFIDENCES.items()}, seen.confidence, story.lang)
    return words.PERHAPS.fill(story.lang, {"name": name, "confidence": confidence})


def cost_line(story: Story) -> str:
    """Return requests, tokens and seconds."""
    cost, lang = story.report.cost, story.lang
    return words.COST_LINE.fill(
        lang,
        {
            "requests": cost.requests,
            "prompt": f"{cost.prompt_tokens:,}",
            "completion": f"{cost.completion_tokens:,}",
            "seconds": f"{story.report.timing.wall_s:.1f}",
        },
    )


def speed_line(story: Story) -> str:
    """Return time to first token and rate, or an empty string where nothing streamed."""
    timing, lang = story.report.timing, story.lang
    parts = []
    if timing.ttft_ms is not None:
        parts.append(words.FIRST_TOKEN.fill(lang, {"ms": f"{timing.ttft_ms:,.0f}"}))
    if timing.itl_ms is not None:
        parts.append(words.BETWEEN.fill(lang, {"ms": f"{timing.itl_ms:,.1f}"}))
    if timing.tokens_per_s is not None:
        parts.append(words.RATE.fill(lang, {"rate": f"{timing.tokens_per_s:,.0f}"}))
    return words.COMMA.fill(lang).join(parts)


def worth(advice: tuple[Advice, ...]) -> tuple[Advice, ...]:
    """Return the advice to show: what fits the server; where none does, a few others."""
    return tuple(a for a in advice if a.fits) or advice[:3]


def parts(text: str) -> Iterator[tuple[str, bool]]:
    """Split a sentence into (text, whether it is code): what stands between backticks is to be typed as it is."""
    position = 0
    for match in _CODE.finditer(text):
        if match.start() > position:
            yield text[position : match.start()], False
        yield match.group(1), True
        position = match.end()
    if position < len(text):
        yield text[position:], False


def findings_heading(story: Story) -> Text:
    """Return what to call the findings: on a healthy service they are no faults."""
    return words.FAULTS if any(f.found.severity is not Severity.INFO for f in story.findings) else words.NOTES
