"""The promise that characters of several bytes arrive whole."""

from __future__ import annotations

import re
from collections.abc import Generator
from typing import Any

from answerback.check import Check, Reason, Steps
from answerback.checks.chat.answers import Answers
from answerback.checks.chat.clean_text import echo as repeat
from answerback.checks.probes import GLYPHS, HELLO, HELLO_STREAM
from answerback.checks.prose import said
from answerback.values.asks import Chat
from answerback.values.injections import CHAT, STREAMED, Garble
from answerback.values.result import Mode
from answerback.values.target import DEEP
from answerback.values.text import Text
from answerback.wire.openai import Reading

BROKEN = "\ufffd"
REPLACED = "????"
"""So many at a stretch stand for what could not be encoded."""


class GlyphsWhole(Check):
    """U+FFFD, question marks or bytes read as Latin-1 in a stream and not in the whole answer.

    U+FFFD at the very end is the limit's doing.
    """

    promise = Text(en="Chinese characters and emoji arrive whole.", zh="汉字和表情符号能完整到达。")
    why = Text(
        en="A character cut between two chunks is lost for good.",
        zh="被切在两个数据块之间的字符再也拼不回来。",
    )
    needs = (Answers,)
    reasons = {
        "stream-only": Reason(
            Text(
                en="{count} characters are broken in the stream, none in the whole answer: {excerpt!r}",
                zh="流式输出里有 {count} 个损坏字符，整段响应里没有：{excerpt!r}",
            ),
            Garble(on=STREAMED, how="fffd"),
        ),
        "whole-only": Reason(
            Text(
                en="broken characters (U+FFFD) in whole answers, none in streams: {excerpt!r}",
                zh="非流式响应里有损坏字符（U+FFFD），流式输出里没有：{excerpt!r}",
            ),
        ),
        "everywhere": Reason(
            Text(
                en="{count} characters are broken, streamed or not: {excerpt!r}",
                zh="无论是否流式，都有 {count} 个字符损坏：{excerpt!r}",
            ),
            Garble(on=CHAT, how="fffd"),
        ),
    }

    def run(self) -> Steps:
        """Have a line of such characters repeated, streamed; where it is broken, whole too."""
        hello, stream = yield (HELLO, HELLO_STREAM)
        ask = repeat(self, hello)
        echo: Reading = yield ask
        if not _damage(stream) and not _damage(echo):
            text = said(echo)
            if (broken := (yield from self._whole_only((stream, echo), ask))) is not None:
                return self.fail("whole-only", count=_damage(broken), excerpt=said(broken)[:80], mode=Mode.WHOLE)
            return self.ok(glyphs=sum(1 for c in text if ord(c) > 127))
        whole: Reading = yield ask.with_(stream=False)
        facts = {"count": _damage(echo) or _damage(stream), "excerpt": (said(echo) or said(stream))[:80]}
        if _damage(echo) and whole.ok and said(whole) and not _damage(whole):
            return self.fail("stream-only", **facts)
        if _damage(stream) and hello.ok and said(hello) and not _damage(hello):
            return self.fail("stream-only", **facts)
        if _damage(echo) >= 3 and _damage(whole) >= 3 and _repeats(echo) == _repeats(whole):
            return self.fail("everywhere", **facts)
        return self.ok(glyphs=0, model_writes_broken_bytes=True)

    def _whole_only(self, streams: tuple[Reading, Reading], ask: Chat) -> Generator[Any, Any, Reading | None]:
        """Return a whole answer that is broken twice, and else says what the sound stream does.

        The line is repeated whole only at deep.
        """
        asks = (HELLO, ask.with_(stream=False)) if self.setting.level >= DEEP else (HELLO,)
        for one, sound in zip(asks, streams, strict=False):
            heard: Reading = yield one
            if _damage(heard) and _else_same(heard, sound):
                again: Reading = yield one.with_(nth=1)
                if _damage(again) and _else_same(again, sound):
                    return heard
        return None


def _damage(heard: Reading) -> int:
    """Return how many characters are broken, not counting the last two."""
    if not heard.ok:
        return 0
    text = said(heard)[:-2]
    return text.count(BROKEN) or misread(text) or (text.count("?") if REPLACED in text and text.isascii() else 0)


def misread(text: str) -> int:
    """Return how many of the characters that were to be repeated are there as their bytes, read as Latin-1."""
    if any(c in GLYPHS for c in text):
        return 0
    back = (text.encode(codec, "ignore").decode("utf-8", "ignore") for codec in ("latin-1", "cp1252"))
    return max(sum(c in GLYPHS for c in found) for found in back)


def _else_same(broken: Reading, sound: Reading) -> bool:
    """Whether the broken characters are all that tells two answers apart: a model's own slips come with other words."""
    pieces = re.split(f"{BROKEN}+", said(broken))
    return re.fullmatch(".*?".join(map(re.escape, pieces)), said(sound), re.DOTALL) is not None


def _repeats(heard: Reading) -> list[str]:
    """Return what is left of the line that was to be repeated."""
    return [c for c in said(heard) if c in GLYPHS]
