"""The promise that the model writes language: no floods of one character, no endless loops, no nonsense."""

from __future__ import annotations

from answerback.check import Check, Reason, Steps
from answerback.checks.chat.answers import Answers
from answerback.checks.chat.clean_text import asks
from answerback.checks.probes import COUNTED, COUNTED_TOKENS, HELLO, HELLO_STREAM, SECRET, brief, drawn
from answerback.checks.prose import flood, jumble, language, loop, nonsense, said, salad, turns, width
from answerback.values.answer import Choice
from answerback.values.injections import CHAT, Flood, Garble, Say
from answerback.values.result import Result, Severity
from answerback.values.target import SMOKE
from answerback.values.text import Text
from answerback.wire.openai import Reading


class SaneText(Check):
    """Judged over several answers to different questions, sampled ones among them: a weak model may ramble once."""

    promise = Text(en="Answers are language, not numeric debris.", zh="回答是正常的语言，而不是数值出错后的残渣。")
    why = Text(
        en="Overflowing numbers, a wrong quantisation or a broken cache yield HTTP 200 and rubbish.",
        zh="数值溢出、量化不当或缓存损坏时，返回的是 HTTP 200 加一堆垃圾。",
    )
    level = SMOKE
    needs = (Answers,)
    severity = Severity.CRITICAL
    reasons = {
        "flood": Reason(
            Text(
                en="{answers} of {of} answers are {char!r} over and over",
                zh="{of} 个回答中有 {answers} 个全是重复的 {char!r}",
            ),
            Flood(on=CHAT, text="!"),
        ),
        "word-loop": Reason(
            Text(
                en="{answers} of {of} answers end in one word over and over: {unit!r} ({times} times)",
                zh="{of} 个回答中有 {answers} 个以同一个词的无限重复结尾：{unit!r}（{times} 次）",
            ),
            Flood(on=CHAT, text=" same", keep=5),
        ),
        "phrase-loop": Reason(
            Text(
                en="{answers} of {of} answers end in a phrase over and over: {unit!r} ({times} times)",
                zh="{of} 个回答中有 {answers} 个以同一句话的无限重复结尾：{unit!r}（{times} 次）",
            ),
            Flood(on=CHAT, text=" and so on we go", keep=3),
        ),
        "empty": Reason(
            Text(
                en="{answers} of {of} answers end properly and say nothing",
                zh="{of} 个回答中有 {answers} 个正常结束却什么也没说",
            ),
            Say(on=CHAT, text=" "),
        ),
        "nonsense": Reason(
            Text(
                en="the answers have next to no word of any language: {excerpt!r}",
                zh="回答里几乎没有任何语言的常用词：{excerpt!r}",
            ),
            Garble(on=CHAT, how="words"),
        ),
        "salad": Reason(
            Text(
                en="the answers mix scripts ({scripts}): {excerpt!r}", zh="回答混杂多种文字（{scripts}）：{excerpt!r}"
            ),
            Garble(on=CHAT, how="script"),
        ),
        "other-language": Reason(
            Text(
                en="{answers} of {of} English questions are answered in another script ({script}): {excerpt!r}",
                zh="{of} 个英文问题中有 {answers} 个用其他文字（{script}）回答：{excerpt!r}",
            ),
            Say(on=CHAT, text="这是一个关于灯塔和大海的漫长的故事，我们明天再继续讲下去吧。"),
        ),
    }

    def run(self) -> Steps:
        """Look at the first answer twice; beyond smoke also at three others and a tale drawn twice."""
        heard: list[Reading] = list((yield (HELLO, HELLO_STREAM)))
        if self.setting.level <= SMOKE:
            texts = _texts(heard)
            return self._floods(texts) or self._language(texts, [], recalled=False) or self.ok(answers=len(texts))
        hello = heard[0]
        history, ruled = yield asks(self, hello)
        counted: Reading = yield COUNTED.with_(**brief(self.setting, hello, COUNTED_TOKENS))
        tale = yield from drawn(self.setting, hello)
        others = [history, ruled, tale.reading]
        nothing = [_says_nothing(one) for other in others for one in _choices(other)]
        if sum(nothing) >= 3:  # weak models say nothing now and then
            return self.fail("empty", answers=sum(nothing), of=len(nothing))
        texts = _texts([*heard, *others])
        recalled = SECRET in said(history).lower()
        english = [*([] if recalled else [said(history)]), *(tale.texts if tale.reading.ok else [])]
        return (
            self._floods(texts)
            or self._loops(_texts([hello, history, ruled, counted]), tale.texts)
            or self._language(texts, english, recalled=recalled)
            or self._language(_texts([hello, *others]), english, recalled=recalled)  # sane streams would hide them
            or self.ok(answers=len(texts))
        )

    def _floods(self, texts: list[str]) -> Result | None:
        found = [char for text in texts if (char := flood(text))]
        if len(found) >= 2 and 2 * len(found) >= len(texts):
            return self.fail("flood", answers=len(found), of=len(texts), char=found[0])
        return None

    def _loops(self, greedy: list[str], sampled: list[str]) -> Result | None:
        """Greedy small models loop now and then: most answers must, and a sampled one among them."""
        long = [text for text in greedy if width(text) >= 40 and not turns(text)]
        found = [one for text in long if (one := loop(text)) is not None]
        drawn_too = [text for text in sampled if not turns(text) and _stuck(text)]
        if len(found) >= 2 and 5 * len(found) >= 3 * len(long) and drawn_too:
            unit, times = max(found, key=lambda pair: pair[1])
            kind = "phrase-loop" if len(unit.split()) > 1 or width(unit) > 12 else "word-loop"
            of = len(long) + len(sampled)
            return self.fail(kind, answers=len(found) + len(drawn_too), of=of, unit=unit[:60], times=times)
        return None

    def _language(self, texts: list[str], english: list[str], *, recalled: bool) -> Result | None:
        together = "\n".join(dict.fromkeys(texts))
        mixed = [scripts for text in texts if (scripts := salad(text))]
        if len(mixed) >= 2:
            return self.fail("salad", scripts=mixed[0], answers=len(mixed), excerpt=texts[0][:80])
        drawn_like = [found for text in dict.fromkeys(texts) if (found := jumble(text))]
        if len(drawn_like) >= 2:  # as random weights write: another script with every other token
            return self.fail("salad", scripts=drawn_like[0], answers=len(drawn_like), excerpt=texts[0][:80])
        if not recalled and len(texts) >= 2 and nonsense(together):
            return self.fail("nonsense", excerpt=texts[0][:80], answers=len(texts))
        others = [name for text in english if (name := language(text)) not in ("", "LATIN")]
        if len(english) >= 2 and len(others) == len(english):
            return self.warn(
                "other-language", answers=len(others), of=len(english), script=others[0], excerpt=english[0][:60]
            )
        return None


def _stuck(text: str) -> bool:
    """Whether a text of 24 tokens ends in a repetition: a phrase twice, or a word three times."""
    return loop(text, least=2, wide=30) is not None or loop(text, wide=12, share=0.25) is not None


def _texts(heard: list[Reading]) -> list[str]:
    return [text for one in heard if one.ok and (text := said(one))]


def _choices(heard: Reading) -> tuple[Choice, ...]:
    return heard.answer.choices if heard.ok else ()


def _says_nothing(choice: Choice) -> bool:
    """Whether an answer that ended properly says nothing at all."""
    said_anything = choice.text.strip() or choice.thought or choice.tool_calls
    return choice.finish_reason == "stop" and not said_anything
