"""The promise that temperature 0 takes the likeliest word, streamed or not."""

from __future__ import annotations

import math
from collections.abc import Generator
from typing import Any

from answerback.check import Check, Reason, Steps
from answerback.checks.chat.answers import Answers
from answerback.checks.likeness import Likeness, compared
from answerback.checks.probes import HELLO, HELLO_STREAM, SCORED, TALE_TOKENS, VARIED, brief, drawn
from answerback.checks.rounding import ALIKE, DRAWS, shared
from answerback.checks.sampling.logprobs import scored
from answerback.values.asks import Chat
from answerback.values.injections import SetRequest, When
from answerback.values.result import Mode
from answerback.values.target import DEEP
from answerback.values.text import Text
from answerback.wire.openai import Reading

FAR = 0.7
"""A word this far below the likeliest (half as likely) is not chosen through rounding."""


HALF = math.log(0.5)
"""No two words are likelier than this after the same beginning."""


class GreedyAtZero(Check):
    """A free tale at temperature 0, until two are equal; at standard only where the first stream and the first whole
    answer differ.

    Rounding in caches and batches parts answers late, and penalties may forbid the likeliest word; neither makes four
    tales all different from the start.
    """

    promise = Text(en="At temperature 0 the likeliest word is taken.", zh="temperature 为 0 时取概率最高的词。")
    why = Text(
        en="Extraction, classification and tests rely on answers that can be had again.",
        zh="抽取、分类和测试都依赖可复现的回答。",
    )
    needs = (Answers,)
    reasons = {
        "sampled": Reason(
            Text(
                en="{draws} tales at temperature 0 all differ, in {mode}: {excerpt!r}",
                zh="temperature 为 0 的 {draws} 个故事各不相同（{mode}）：{excerpt!r}",
            ),
            SetRequest(on=When(has="temperature", equals=0), path="temperature", value=1),
        ),
    }

    def run(self) -> Steps:
        """Draw in both modes."""
        hello, stream = yield (HELLO, HELLO_STREAM)
        if self.setting.level < DEEP:
            if compared(hello, stream)[0] in (Likeness.SAME, Likeness.GLYPHS):
                return self.ok(repeats=True)
            again: list[Reading] = yield tuple(one.with_(nth=1, alone=True) for one in (HELLO, HELLO_STREAM))
            pairs = zip((hello, stream), again, strict=True)
            if all(
                _said(one) == _said(other) or len(shared([_said(one), _said(other)])) > 2 * ALIKE
                for one, other in pairs
            ):
                return self.ok(repeats=True)  # as far as rounding in caches and batches lets it
        tale = yield from drawn(self.setting, hello)
        scores = SCORED if tale.logprobs else {}
        ask = VARIED.with_(temperature=0, alone=True, **scores, **brief(self.setting, hello, TALE_TOKENS))
        wild = []
        for mode in Mode:
            drew = yield from _draws(ask.with_(stream=mode is Mode.STREAMS))
            if len(drew) == DRAWS and _sampled(drew):
                wild.append((mode, drew[0]))
        if not wild:
            return self.ok()
        where = {"mode": wild[0][0]} if len(wild) == 1 else {}
        shown = {"draws": DRAWS, "excerpt": _said(wild[0][1])[:60]}
        return self.fail("sampled", **{"mode": ", ".join(mode for mode, _ in wild), **where, **shown})


def _draws(ask: Chat) -> Generator[Any, Any, list[Reading]]:
    """Draw until two are equal; empty where they are, or where no answer came."""
    drew: list[Reading] = []
    for nth in range(DRAWS):
        heard: Reading = yield ask.with_(nth=nth)
        if not heard.ok or not _said(heard) or _said(heard) in map(_said, drew):
            return []
        drew.append(heard)
    return drew


def _sampled(drew: list[Reading]) -> bool:
    """Whether each took an unlikely word, as its logprobs tell, or different words are all called the likeliest by far;
    without logprobs, whether no two begin alike."""
    begun = len({_said(heard)[:ALIKE] for heard in drew})
    if not all(scored(heard) for heard in drew):
        return begun == len(drew)
    sure = {str(scored(heard)[0].get("token")) for heard in drew if _score(scored(heard)[0]) > HALF}
    return begun >= DRAWS - 1 and (all(map(_unlikely, drew)) or len(sure) > 1)


def _unlikely(heard: Reading) -> bool:
    for token in scored(heard):
        tops = [_score(top) for top in token.get("top_logprobs") or () if isinstance(top, dict)]
        if tops and _score(token) < max(tops) - FAR:
            return True
    return False


def _score(token: dict[str, Any]) -> float:
    value = token.get("logprob")
    return float(value) if isinstance(value, int | float) else -math.inf


def _said(heard: Reading) -> str:
    first = heard.answer.first
    return f"{first.thought}\n{first.text}".strip() if first is not None else ""
