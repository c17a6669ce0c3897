"""The promise that the same model answers every time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Generator, Sequence
from itertools import pairwise

from answerback.check import Check, Reason, Steps
from answerback.checks.chat.answers import Answers
from answerback.checks.probes import HELLO, brief
from answerback.checks.prose import said
from answerback.checks.rounding import ALIKE, shared
from answerback.values.asks import Ask, Chat, chat
from answerback.values.injections import Replicas, Say, Scale, When
from answerback.values.pattern import lazy
from answerback.values.result import Severity
from answerback.values.target import DEEP
from answerback.values.text import Text
from answerback.wire.openai import Reading

ASKED = 20
TOKENS = 32
ATTIC = "Name ten things that somebody might find in the attic of an old lighthouse, separated by commas."
MARKET = "Name ten things that a traveller might buy at a night market in the desert, separated by commas."
"""Free enough that two models do not begin alike; at temperature 0 one model does."""
STRAYS = 2
"""One stray answer is what a cold prefix cache leaves in the last digits (the first one of llama.cpp)."""
SWITCHES = 3
"""Answers that change once, for good, have met a restart or a warm cache rather than a coin."""
ENOUGH_S = 120.0
LEAST = 8
SEEN_AT = {"5%": 0.26, "10%": 0.61, "20%": 0.93}
"""Chance that `ASKED` requests meet `STRAYS` or more, by the share that goes astray (binomial)."""
_CHOOSES = lazy(r"(?:^|[/_: -])(?:auto|router|route|mix|random|ensemble|best)(?:$|[/_: -])")
"""Names that say themselves that somebody chooses among models (`openrouter/auto`)."""


class OneModel(Check):
    """One question at temperature 0, over and over, alone: exactly two answers that begin differently, by turns.

    Batches and prefix caches part answers late, leave a single stray one, or more than two; and a near tie at the very
    first word of one question is none in a second one. A prompt whose count changes with the answer needs no second.
    """

    promise = Text(en="The same model answers every time.", zh="每次都由同一个模型回答。")
    why = Text(
        en="A share of cheaper answers among good ones passes every single test, and spoils every statistic.",
        zh="好回答里混入一部分廉价模型的回答，单次测试看不出来，却会拉低整体质量。",
    )
    level = DEEP
    needs = (Answers,)
    severity = Severity.MAJOR
    reasons = {
        "two-counts": Reason(
            Text(
                en="{strays} of {of} times the same prompt has {other} tokens instead of {usual}, and gets another "
                "answer: {excerpt!r}",
                zh="同一提示 {of} 次中有 {strays} 次计为 {other} 个 token 而不是 {usual} 个，回答也不同：{excerpt!r}",
            ),
            Replicas(
                on=When(says="lighthouse"),
                share=0.3,
                other=(Say(text="Rope, a cracked lens, old letters."), Scale(path="usage.prompt_tokens", plus=3)),
            ),
        ),
        "two-texts": Reason(
            Text(
                en="at temperature 0 two questions get two answers each, by turns; {strays} of {of} are the rarer one: "
                "{excerpt!r}",
                zh="temperature 0 下两个问题都各有两种回答交替出现，{of} 次中有 {strays} 次是较少的那种：{excerpt!r}",
            ),
            Replicas(on=When(says="lighthouse|night market"), share=0.3, other=(Say(text="Rope and lenses."),)),
        ),
        "scattered": Reason(
            Text(
                en="{different} different answers at temperature 0: sampled or parted by batches, so that nothing can "
                "be told",
                zh="temperature 0 下出现 {different} 种不同回答：可能是采样或批处理造成的，无法判断",
            ),
            owed=False,
        ),
        "unanswered": Reason(
            Text(en="only {answered} of {of} were answered", zh="{of} 次请求只有 {answered} 次得到回答")
        ),
        "by-name": Reason(
            Text(en="{wanted!r} says that models are chosen among", zh="{wanted!r} 这个名字表明会在多个模型之间选择"),
            owed=False,
        ),
    }  # fmt: skip

    def run(self) -> Steps:
        """Ask the first question; the second one only where the answers to the first are two."""
        if _CHOOSES.search((self.setting.model or "").lower()):
            return self.unknown("by-name", wanted=self.setting.model)
        hello: Reading = yield HELLO
        room = {**brief(self.setting, hello, TOKENS), "max_tokens": TOKENS}  # the beginning of a thought tells as much
        heard = yield from repeated(chat(ATTIC, temperature=0, alone=True, **room))
        if len(heard) < LEAST:
            return self.unknown("unanswered", answered=len(heard), of=ASKED)
        texts = [said(one) for one in heard]
        counts = [one.answer.usage.prompt if one.answer.usage is not None else None for one in heard]
        facts = {"of": len(texts), "seen_at": SEEN_AT}
        if two(counts) and None not in counts and _apart(counts, texts):
            (usual, _), (other, strays) = Counter(counts).most_common(2)
            excerpt = next(text for text, count in zip(texts, counts, strict=True) if count == other)
            return self.fail("two-counts", usual=usual, other=other, strays=strays, excerpt=excerpt[:80], **facts)
        if not two(texts) or len(shared(list(set(texts)))) >= ALIKE:
            different = len(set(texts))
            return self.unknown("scattered", different=different, **facts) if different > 2 else self.ok(**facts)
        again = yield from repeated(chat(MARKET, temperature=0, alone=True, **room))
        others = [said(one) for one in again]
        if len(set(others)) != 2 or len(shared(list(set(others)))) >= ALIKE:
            return self.ok(**facts)
        rarer, strays = Counter(texts).most_common(2)[1]
        clear = strays > STRAYS and two(others)
        return self.warn("two-texts", strays=strays, excerpt=rarer[:80], clear=clear, **facts)


def repeated(ask: Chat) -> Generator[Ask, Reading, list[Reading]]:
    """Ask the same one after the other; a slow service is asked less often, one that fails twice no more."""
    heard: list[Reading] = []
    spent_s, failed = 0.0, 0
    for nth in range(ASKED):
        one = yield ask.with_(nth=nth)
        spent_s += one.exchange.phases.end_s
        if one.ok and one.error is None and said(one):
            heard.append(one)
        else:
            failed += 1
        if failed > 1 or (spent_s > ENOUGH_S and len(heard) >= LEAST):
            break
    return heard


def two(values: Sequence[object]) -> bool:
    """Whether there are exactly two values, the rarer one more than once, and by turns."""
    often = Counter(values)
    switches = sum(one != other for one, other in pairwise(values))
    return len(often) == 2 and min(often.values()) >= STRAYS and switches >= SWITCHES


def _apart(counts: Sequence[object], texts: Sequence[str]) -> bool:
    """Whether no text comes with both counts: a count that leaves out what was cached changes alone."""
    by_text: dict[str, set[object]] = {}
    for count, text in zip(counts, texts, strict=True):
        by_text.setdefault(text, set()).add(count)
    return all(len(found) == 1 for found in by_text.values())
