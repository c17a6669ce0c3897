"""Tells a silence from slowness: no answer within the deadline is a hang only where one was due.

A busy machine, a big model on a small one, a cold start: all of them look like a hang to a client with a deadline.
"""

from __future__ import annotations

import zlib
from collections.abc import Generator
from itertools import pairwise
from typing import Any

import msgspec

from answerback.checks.probes import TINY, words
from answerback.values.asks import Chat, chat
from answerback.values.exchange import Failure, FailureKind
from answerback.wire.openai import Reading

BREAKS = (FailureKind.NO_FIRST_BYTE, FailureKind.STALLED, FailureKind.EMPTY, FailureKind.RESET, FailureKind.CUT)
"""Failures for which the service answers, not the way to it."""
SILENCES = (FailureKind.NO_FIRST_BYTE, FailureKind.STALLED)
PREFILL = 8
"""A prompt is read at least so many times faster than an answer is written."""
MARGIN = 1.5
TELLING_S = 2.0
"""A difference that is no jitter."""
SLOW_TOKEN_S = 0.1
"""A service that needs longer for a token is slow; of a faster one a silence is not excused by its pace elsewhere."""
BEGINS_LATE = 0.05
"""Of the deadline: a first token that takes longer leaves no time for the rest of the answer."""
FLOWING = 4
"""Gaps between the words of a stream that show its pace."""


def patiently(ask: Chat, *, reads: bool = True) -> Generator[Chat, Any, Reading]:
    """Ask; where the exchange breaks, take the service's pace and ask once more by itself.

    A second silence that this pace explains comes back as a failure of kind `OTHER`: nobody's fault.
    `reads`: whether the prompt must be read before anything can be answered (a refusal need not).
    """
    heard: Reading = yield ask
    if not broken(heard):
        return heard
    pace: Reading = yield TINY.with_(nth=100 + zlib.crc32(ask.key()) % 100_000, alone=True)
    again: Reading = yield ask.with_(nth=ask.nth + 1, alone=True)
    if not broken(again):
        return again
    if not _explained(pace, again, reads=reads) and not (yield from _begins_late(ask, pace, again)):
        return again
    assert again.failure is not None
    failure = Failure(FailureKind.OTHER, again.failure.curl, again.failure.message)
    return Reading(msgspec.structs.replace(again.exchange, failure=failure))


def reads_slowly(silent: Reading, size: int) -> Generator[Chat, Any, bool]:
    """Whether a silence after a prompt of `size` tokens is the time it takes to read it, as shorter ones show."""
    start: Reading = yield TINY.with_(nth=9000 + size, max_tokens=1, alone=True)
    if not start.ok or silent.failure is None or silent.failure.kind not in SILENCES:
        return False
    needed_s = 0.0
    for part in (size // 256, size // 64, size // 16, size // 4):  # each begins in its own way: no cache helps
        heard: Reading = yield chat(f"{part} words.{words(part)}. Say OK.", temperature=0, max_tokens=1, alone=True)
        if not heard.ok:
            break
        more_s = heard.exchange.phases.end_s - start.exchange.phases.end_s
        needed_s = more_s * size / part
        if more_s > TELLING_S:
            break
    return needed_s * MARGIN > silent.exchange.phases.end_s


def broken(heard: Reading) -> bool:
    """Whether the exchange broke on the service's side."""
    return heard.failure is not None and heard.failure.kind in BREAKS


def _explained(pace: Reading, silent: Reading, *, reads: bool) -> bool:
    """Whether a service of this pace could not have answered in the time that was waited."""
    if not pace.ok or silent.failure is None or silent.failure.kind not in SILENCES:
        return False
    if _flows(silent):
        return True
    ask, took = silent.exchange.ask, pace.exchange.phases.end_s
    token = took / TINY.limit
    limit = ask.limit if isinstance(ask, Chat) else 0
    prompt = len(silent.exchange.request.body) / 4 if reads else 0.0
    return (took + token * limit + token * prompt / PREFILL) * MARGIN > silent.exchange.phases.end_s


def _begins_late(ask: Chat, pace: Reading, silent: Reading) -> Generator[Chat, Any, bool]:
    """Whether a slow service answers this very question if one token is enough: tools and grammars cost it more."""
    if not pace.ok or pace.exchange.phases.end_s / TINY.limit < SLOW_TOKEN_S:
        return False
    if silent.failure is None or silent.failure.kind not in SILENCES:
        return False
    first: Reading = yield ask.with_(nth=ask.nth + 2, max_tokens=1, alone=True)
    return not broken(first) and first.exchange.phases.end_s > BEGINS_LATE * silent.exchange.phases.end_s


def _flows(stream: Reading) -> bool:
    """Whether a stream was still flowing, at its own pace, when time was up."""
    spoken = stream.spoken_ns
    gaps = [after - before for before, after in pairwise(spoken)]
    return len(gaps) >= FLOWING and stream.exchange.phases.end_s * 1e9 - spoken[-1] <= 2 * max(gaps)
