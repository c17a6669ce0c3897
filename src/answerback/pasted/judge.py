"""What an answer tells of the request and of the service; where it tells too little, the service is asked more.

The faults are those of every other run: a stream is judged by the checks of its form, as if it had been asked by
Answerback, and after a failure a smoke run (three requests) says whether the service itself is right.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import msgspec

from answerback.check import Check
from answerback.pasted.command import Pasted
from answerback.pasted.slips import Slip, Weight
from answerback.pasted.telling.spelling import SPELLING
from answerback.pasted.weigh import CHAT, POSTED, body_of, path_of
from answerback.values.answer import Choice
from answerback.values.exchange import Exchange
from answerback.values.report import Report
from answerback.values.result import Severity, Status, Verdict
from answerback.values.target import SMOKE, STANDARD, Secret, Target
from answerback.values.text import Text
from answerback.wire.curl import Wire
from answerback.wire.meaning import Meaning, meaning, nearest
from answerback.wire.once import Sending
from answerback.wire.openai import Reading
from answerback.wire.recorded import Replay

PLAIN_WORKS = Text(
    en="works there, so it is this request that it does not like", zh="是可以的，因此问题出在这个请求本身"
)
PLAIN_FAILS = Text(en="does not work there either", zh="也不行，因此问题在服务本身")
PLAIN_UNTRIED = Text(en="was not tried", zh="没有试过")
SAID_BY = {
    "wrong-path": ("A09", "A10", "A11", "A12"), "wrong-model": ("C01", "C03"), "wrong-scheme": ("A14", "A15"),
}  # fmt: skip
"""Faults that a mistake in the request says already, with their codes."""


class Judged(msgspec.Struct, frozen=True):
    """The mistakes in the request, what the service was found to be, and the exit code."""

    slips: tuple[Slip, ...]
    report: Report | None
    exit_code: int

    @property
    def faults(self) -> bool:
        """Whether the service has a fault that matters."""
        return self.report is not None and any(f.severity is not Severity.INFO for f in self.report.faults)


def judge(
    pasted: Pasted, sending: Sending, exchange: Exchange, slips: Sequence[Slip], more: Callable[[], Wire] | None
) -> Judged:
    """Return what is wrong. `more` makes a wire for further requests; None: nothing more is asked."""
    heard = Reading(exchange)
    report = None
    found = list(slips)
    if good(pasted, heard):
        found = [_demoted(slip) for slip in slips]
        found += _of_answer(heard)
        report = _of_stream(sending, exchange, more)
    else:
        report = _smoke(pasted, sending, more)
        found += _of_failure(pasted, heard, report)
        report = _without(report, found)
    return Judged(tuple(found), report, _code(found, report, heard))


def _without(report: Report | None, slips: Sequence[Slip]) -> Report | None:
    """Return the report without the faults that a mistake in the request says already."""
    said = {code for slip in slips for code in SAID_BY.get(slip.kind, ())}
    if report is None or not said:
        return report
    return msgspec.structs.replace(report, faults=tuple(f for f in report.faults if f.code not in said))


def good(pasted: Pasted, heard: Reading) -> bool:
    """Whether the request got what it asked for."""
    if not heard.ok or heard.is_page or heard.error is not None:
        return False
    if path_of(pasted.url).rstrip("/").endswith(CHAT) and pasted.verb == "POST":
        return bool(heard.answer.choices)
    return True


def _demoted(slip: Slip) -> Slip:
    """Return what did no harm as a note; what was mended before sending would have done it."""
    return (
        slip if slip.kind in SPELLING or slip.tell.weight is Weight.NOTE else msgspec.structs.replace(slip, mild=True)
    )


def _code(slips: Sequence[Slip], report: Report | None, heard: Reading) -> int:
    if report is not None and report.verdict is Verdict.UNREACHABLE:
        return 3
    if any(slip.weight is Weight.WRONG for slip in slips):
        return 3 if heard.failure is not None and not heard.status and report is None else 1
    return 1 if report is not None and any(f.severity is not Severity.INFO for f in report.faults) else 0


# --- an answer came ------------------------------------------------------------------------------


def _of_answer(heard: Reading) -> list[Slip]:
    first: Choice | None = heard.answer.first
    if first is None:
        return []
    if (
        first.reasoning
        and not (first.content or "").strip()
        and not first.tool_calls
        and first.finish_reason == "length"
    ):
        usage = heard.answer.usage
        return [Slip("all-thought", {"n": usage.completion if usage and usage.completion else "?"})]
    return [Slip("cut-short")] if first.finish_reason == "length" else []


def _form() -> tuple[type[Check], ...]:
    from answerback.checks.streaming.content_type import ContentType
    from answerback.checks.streaming.ends_with_done import EndsWithDone
    from answerback.checks.streaming.framed import Framed
    from answerback.checks.streaming.nothing_after import NothingAfter

    return (ContentType, Framed, NothingAfter, EndsWithDone)


def _of_stream(sending: Sending, exchange: Exchange, more: Callable[[], Wire] | None) -> Report | None:
    """Judge a stream's form; only if something is wrong the service is asked what it is: some may do so by design."""
    from answerback.checks.connection.reached import Reached
    from answerback.checks.models.listed import ModelsListed
    from answerback.checks.models.recognised import Recognised
    from answerback.checks.probes import HELLO_STREAM
    from answerback.run import Run

    if not Reading(exchange).is_sse:
        return None
    kept = msgspec.structs.replace(exchange, ask=HELLO_STREAM)
    target = _target(sending)
    offline = Run(target, Replay([kept]), SMOKE, _form())
    if not any(result.status is Status.FAIL for result in offline) or more is None:
        return None
    wire = more()
    try:
        first = Run(target, wire, STANDARD, (Reached, ModelsListed, Recognised))
        seen = first.report()
    finally:
        wire.close()
    again = Run(target, Replay([kept]), SMOKE, _form())
    again.setting = msgspec.structs.replace(first.setting, model=again.setting.model)
    return msgspec.structs.replace(again.report(), server=seen.server)


# --- none came --------------------------------------------------------------------------------------


def _of_failure(pasted: Pasted, heard: Reading, report: Report | None) -> list[Slip]:
    """Return what the failure and the smoke run tell of the request."""
    found = _wrong_address(pasted, heard, report) + _wrong_model(pasted, report)
    if found or (heard.failure is not None and report is not None and report.faults):
        return found
    said = heard.error.message[:300] if heard.error and heard.error.message else heard.text[:200].strip() or "…"
    if heard.failure is not None:
        return [Slip("broke", {"curl": heard.failure.curl, "message": heard.failure.message})]
    if heard.ok:
        return [Slip("error-in-200" if heard.error else "no-answer", {"status": heard.status, "said": said})]
    plain = PLAIN_UNTRIED if report is None else PLAIN_WORKS if report.verdict is Verdict.HEALTHY else PLAIN_FAILS
    return [Slip("refused", {"status": heard.status, "said": said, "plain": plain})]


def _wrong_address(pasted: Pasted, heard: Reading, report: Report | None) -> list[Slip]:
    for fault in report.faults if report is not None else ():
        if fault.code in SAID_BY["wrong-scheme"]:
            scheme, _, rest = pasted.url.partition("://")
            other = "http" if scheme == "https" else "https"
            return [Slip("wrong-scheme", {"scheme": scheme, "works": f"{other}://{rest}", "code": fault.code})]
    if (heard.status == 404 and meaning(heard) is not Meaning.MODEL) or heard.status in (405, 501):
        works = _endpoint(pasted, report)
        if works:
            facts = {"status": heard.status, "path": path_of(pasted.url), "works": works}
            return [Slip("wrong-path", facts)]
    return []


def _wrong_model(pasted: Pasted, report: Report | None) -> list[Slip]:
    """Return that the model's name is wrong, where the smoke run was told so."""
    found = next((f for f in report.faults if f.code in SAID_BY["wrong-model"]), None) if report is not None else None
    if found is None or report is None:
        return []
    body = body_of(pasted)
    wanted, served = str(body.get("model", "")) if isinstance(body, dict) else "", report.target.models
    shown = ", ".join(served[:8]) + (" …" if len(served) > 8 else "")
    works = str(found.facts.get("works") or nearest(wanted, served))
    return [Slip("wrong-model", {"wanted": wanted, "served": shown, "nearest": works, "code": found.code})]


def _endpoint(pasted: Pasted, report: Report | None) -> str:
    """Return the URL that the request should have gone to, where the service was found under another base."""
    if report is None or report.verdict in (Verdict.UNREACHABLE, Verdict.INCONCLUSIVE) or not report.target.base:
        return ""
    path = path_of(pasted.url).rstrip("/")
    end = next((tail for tail in (*POSTED, "/models") if path.endswith(tail)), CHAT)
    works = f"{report.target.base}{end}"
    return works if works != pasted.url.partition("?")[0].rstrip("/") else ""


def _smoke(pasted: Pasted, sending: Sending, more: Callable[[], Wire] | None) -> Report | None:
    """Return a smoke run against the service, with the request's model."""
    if more is None or sending.insecure or sending.proxy is not None:
        return None
    from answerback.run import Run

    body = body_of(pasted)
    wanted: Any = body.get("model") if isinstance(body, dict) else None
    model = wanted if isinstance(wanted, str) and wanted else None
    wire = more()
    try:
        return Run(_target(sending, model), wire, SMOKE).report()
    finally:
        wire.close()


def _target(sending: Sending, model: str | None = None) -> Target:
    setting = sending.setting()
    url = sending.url.partition("?")[0].rstrip("/")
    root, slashes, rest = url.partition("://")
    for mark in ("/chat", "/completion", "/models", "/embeddings", "/responses", "/messages"):
        if mark in rest:
            rest = rest[: rest.find(mark)]
    key = setting.target.key
    return msgspec.structs.replace(
        setting.target, url=f"{root}{slashes}{rest}", model=model, timeout_s=min(sending.timeout_s, 75.0),
        connect_s=min(sending.connect_s, 5.0), key=key if isinstance(key, Secret) else None,
    )  # fmt: skip
