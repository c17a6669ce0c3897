"""The promise that the model reads a prompt as it was written, not a digest of it."""

from __future__ import annotations

import msgspec

from answerback import needles
from answerback.check import Check, Reason, Steps
from answerback.checks.bursts import nonce
from answerback.checks.chat.answers import Answers
from answerback.checks.limits.keeps_prompt import SIZES, KeepsPrompt
from answerback.checks.probes import HELLO, SYSTEM, brief
from answerback.checks.usage.grows import UsageGrows
from answerback.counting import least, spoken
from answerback.values.asks import Chat, chat
from answerback.values.injections import Say, Truncate, When
from answerback.values.result import Severity
from answerback.values.target import DEEP
from answerback.values.text import Text
from answerback.wire.openai import Reading

TOKENS = 48
SHORT = 0.9
"""A prompt that counts less than this share of its words (each is one token at least) is not the one that was sent."""
PROSE = (
    "The harbour office opens at eight in the morning and closes when the last ferry has left. Passengers who arrive "
    "early may wait in the hall, where the old timetable still hangs beside the clock. The keeper writes down each "
    "ship with its cargo, its captain and the hour, and nobody has ever found a mistake in his books.",
    "In winter the ferries are few, and the keeper mends nets or repairs the lamps of the pier. Visitors often ask him "
    "about the storm that took the northern wall, and he tells them the story with great patience. The wall was built "
    "again two years later, with stones from the quarry behind the chapel.",
)
"""Ordinary prose around the middle: what a digest leaves out."""
_PLACES = ("first", "second", "third")
_QUESTION = "List all the code words exactly as they are written, separated by commas, and nothing else."


class CodeWords(msgspec.Struct, frozen=True):
    """Three words that no language has, each a code word of a text."""

    number: int

    @property
    def words(self) -> tuple[str, ...]:
        """The three of them."""
        return tuple(nonce(40 + 3 * self.number + place) for place in range(len(_PLACES)))

    def text(self, *, prose: bool) -> str:
        """Return the code words at beginning, middle and end; without prose they follow each other."""
        told = [f"The {place} code word is {word}." for place, word in zip(_PLACES, self.words, strict=True)]
        parts = [told[0], PROSE[0], told[1], PROSE[1], told[2]] if prose else told
        return " ".join([*parts, _QUESTION])

    def lost(self, heard: Reading) -> tuple[str, ...]:
        """Return which of them an answer lacks."""
        first = heard.answer.first
        said = spoken(first).lower() if first is not None else ""
        return tuple(place for place, word in zip(_PLACES, self.words, strict=True) if word not in said)


class ReadVerbatim(Check):
    """Code words in a page of prose. A short prompt shows that the model can copy them at all.

    A weak model loses the middle, too; so the count must be short of the words that were sent, or the same model must
    have recalled five words from a prompt twenty times as long.
    """

    promise = Text(en="The model reads the prompt as it was written.", zh="模型读到的是原文，而不是摘要。")
    why = Text(
        en="A prompt that is compressed on the way loses numbers and names, which nobody sees in the answer.",
        zh="在途中被压缩的提示词会丢失数字和名称，从回答里看不出来。",
    )
    level = DEEP
    needs = (Answers,)
    after = (KeepsPrompt, UsageGrows)
    severity = Severity.MAJOR
    reasons = {
        "compressed": Reason(
            Text(
                en="a prompt of at least {least} tokens was counted as {prompt}; lost: the {lost} of three code words, "
                "twice ({excerpt!r})",
                zh="至少 {least} 个 token 的提示词只计为 {prompt}；三个暗号中的 {lost} 两次都丢失（{excerpt!r}）",
            ),
            Truncate(on=When(says="code word is .*List all the code words exactly"), tokens=90, how="middle"),
        ),
        "middle-lost": Reason(
            Text(
                en="counted in full ({prompt} tokens), but the {lost} of three code words was lost twice, while "
                "the model recalls five words from {control} tokens ({excerpt!r})",
                zh="计数完整（{prompt} 个 token），但三个暗号中的 {lost} 两次都丢失，而模型能从 {control} 个 token 中"
                "找回五个词（{excerpt!r}）",
            ),
            (
                Say(on=When(says="ludawyx40.*harbour office"), text="ludawyx40, ponemox42"),
                Say(on=When(says="dababax43.*harbour office"), text="dababax43, foguzax45"),
            ),
        ),
        "too-weak": Reason(
            Text(
                en="the model does not copy code words well enough to tell",
                zh="模型抄写暗号的能力不足，无法判断",
            ),
            owed=False,
        ),
    }

    def run(self) -> Steps:
        """The short prompt and the page; the page again, with other numbers, only where the middle is missing."""
        hello: Reading = yield HELLO
        first, second = CodeWords(0), CodeWords(1)
        control, page = yield (self._ask(first, hello, prose=False), self._ask(first, hello, prose=True))
        if not control.ok or not page.ok or first.lost(control):
            return self.unknown("too-weak")
        if not _thinned(first.lost(page)):
            return self.ok() if not first.lost(page) else self.unknown("too-weak")
        again: Reading = yield self._ask(second, hello, prose=True)
        if not again.ok or not _thinned(second.lost(again)):
            return self.unknown("too-weak")
        usage = again.answer.usage
        prompt = usage.prompt if usage is not None else None
        words = least(second.text(prose=True))
        facts = {
            "lost": list(second.lost(again)), "prompt": prompt, "least": words, "excerpt": again.answer.text[:80],
            "control": SIZES[2],
        }  # fmt: skip
        if prompt is not None and prompt < SHORT * words:
            return self.fail("compressed", **facts)
        options = brief(self.setting, hello, needles.ANSWER_TOKENS)
        far: Reading = yield chat(SYSTEM, needles.haystack(SIZES[2]), temperature=0, alone=True, **options)
        strong = far.ok and not needles.lost(needles.found(far))
        return self.fail("middle-lost", **facts) if strong else self.unknown("too-weak")

    def _ask(self, asked: CodeWords, hello: Reading, *, prose: bool) -> Chat:
        return chat(asked.text(prose=prose), temperature=0, **brief(self.setting, hello, TOKENS))


def _thinned(lost: tuple[str, ...]) -> bool:
    """Whether the middle alone is gone: a cut takes one end along, and a weak model more."""
    return lost == (_PLACES[1],)
