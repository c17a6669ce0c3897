"""From one start to the verdict: the fault, what to change, and what to run instead."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from typing import Any

import msgspec

from answerback import fault, server
from answerback.fault import Remedy
from answerback.logs import shape
from answerback.logs.secrets import hide
from answerback.logs.shape import Stage
from answerback.logs.start import Candidate, Quote, Start
from answerback.values.pattern import lazy
from answerback.values.result import Confidence
from answerback.values.text import Text

LONGEST = 600
"""Characters of a line that are quoted."""
KILLED = (137, -9)
"""Exit codes of a process that the kernel, or somebody, killed at once."""
NO_INSTRUCTION = (132, -4)
MEMORY_CODE, CPU_CODE = "N21", "N27"
_TYPED = lazy(r"-|[A-Z][A-Z0-9_]+=")
_BLANK = lazy(r"(?<![\w$])(?:FILE|NAME|OWNER|MODEL|DIR|HOST|PATH|USER|PORT)\b")
"""A word that the reader must fill in."""


class Outcome(StrEnum):
    """What became of the start that the log tells."""

    FAULT = "fault"
    STARTED = "started"
    STOPPED = "stopped"
    UNKNOWN = "unknown"


class LogDiagnosis(msgspec.Struct, frozen=True):
    """What a log tells. Texts are without secrets; `remedy.text` wants `facts` for its placeholders."""

    outcome: Outcome
    code: str = ""
    title: Text = Text("", "")
    cause: Text = Text("", "")
    """The fault's; `facts` fill its placeholders."""
    confidence: Confidence = Confidence.CERTAIN
    facts: dict[str, Any] = {}
    lines: tuple[Quote, ...] = ()
    """Line numbers and texts: the root cause first; for UNKNOWN the likeliest lines."""
    remedy: Remedy | None = None
    server: str = ""
    version: str = ""
    stage: Stage | None = None
    ready: bool = False
    """Whether it had been ready before."""
    instead: str = ""
    """A command to run instead, where the model and the change are known."""


def conclude(start: Start, before: Start | None, name: str, version: str, exit_code: int | None = None) -> LogDiagnosis:
    """Return the verdict over the last start; an unfinished one behind a failed one most likely fails again."""
    cause = _cause(start, name, exit_code)
    if cause is not None:
        return _fault(cause, start, name, version, Confidence.CERTAIN)
    died = start.died or exit_code not in (None, 0)
    if not died and start.ready:
        outcome = Outcome.STOPPED if start.stage is Stage.STOP else Outcome.STARTED
        return LogDiagnosis(outcome, facts=_plain(start.facts), server=name, version=version, stage=start.stage)
    if before is not None and not died and (cause := _cause(before, name, None)) is not None:
        return _fault(cause, before, name, version, Confidence.POSSIBLE)
    likely = [quote for quote in (start.exception, start.error, start.wrapper) if quote is not None]
    return LogDiagnosis(
        Outcome.UNKNOWN, facts=_plain(start.facts), lines=_quoted(likely[:2]), server=name, version=version,
        stage=start.stage, ready=start.ready,
    )  # fmt: skip


def _cause(start: Start, name: str, exit_code: int | None) -> Candidate | None:
    found = start.causes(shape.of(name))
    if found and found[0].failure.weight > shape.Weight.HINT:
        return found[0]
    signal = MEMORY_CODE if exit_code in KILLED else CPU_CODE if exit_code in NO_INSTRUCTION else ""
    if signal:
        return Candidate(shape.Failure("", code=signal), "", {}, [], start.ready, start.stage)
    return found[0] if found and (start.died or not start.ready or found[0].failure.runs) else None


def _fault(cause: Candidate, start: Start, name: str, version: str, confidence: Confidence) -> LogDiagnosis:
    name = name or cause.owner
    kind = fault.named(cause.failure.code)
    if kind is None:
        raise LookupError(f"a log mark names {cause.failure.code}, which is no fault")
    product = server.named(name)
    usual = {"port": product.ports[0]} if product and product.ports else {}
    told = {**kind.assumes, **usual, "server": product.title if product else name, **start.facts, **cause.facts}
    facts = _plain(told)
    if issubclass(kind, fault.Logged):
        facts |= kind().works_out(facts)
    case = kind.cases.get(cause.failure.case)
    remedies = case.remedy if case is not None and case.remedy else kind.remedy
    remedy = remedies.get(name) or remedies[None]
    flags = tuple(filled(flag, facts) for flag in remedy.flags)
    remedy = Remedy(remedy.text, flags)
    sure = confidence if cause.failure.weight > shape.Weight.HINT else Confidence.POSSIBLE
    instead = _instead(product, str(start.facts.get("model", "")), facts, flags)
    return LogDiagnosis(
        Outcome.FAULT, kind.code, kind.title, case.cause if case is not None else kind.cause, sure, facts,
        _quoted(cause.lines), remedy, name, version, cause.stage, cause.after_ready, instead,
    )  # fmt: skip


def filled(flag: str, facts: dict[str, Any]) -> str:
    """Return a flag with its figures; braces that are no fact's stay (JSON in an option)."""
    for name, fact in facts.items():
        flag = flag.replace(f"{{{name}}}", str(fact))
    return flag


def _instead(product: type[server.Server] | None, model: str, facts: dict[str, Any], flags: Iterable[str]) -> str:
    """Return the start command with the first change that can be typed as it is, where the log names the model."""
    if product is None or "{model}" not in product.start or not model:
        return ""
    change = next((flag for flag in flags if _TYPED.match(flag) and not _BLANK.search(flag)), "")
    if not change:
        return ""
    port = str(facts.get("port", ""))
    start = product.start
    if not model.endswith(".gguf"):
        start = start.replace("llama-server -m ", "llama-server -hf ")
    option, _, value = change.partition(" ")
    if f"{option} {{port}}" in start:
        return start.format(model=model, port=value)
    command = start.format(model=model, port=port if port.isdigit() else (product.ports or (8000,))[0])
    return f"{change} {command}" if "=" in option and option[0] != "-" else f"{command} {change}"


def _quoted(quotes: Iterable[Quote]) -> tuple[Quote, ...]:
    return tuple((number, _cut(hide(text).strip())) for number, text in quotes)


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST else text[:LONGEST] + "…"


def _plain(facts: dict[str, Any]) -> dict[str, Any]:
    return {k: _cut(hide(v)) if isinstance(v, str) else v for k, v in facts.items()}
