"""The promise that `temperature` has an effect."""

from __future__ import annotations

from collections.abc import Generator
from typing import Any

from answerback.check import Check, Reason, Steps
from answerback.checks.chat.answers import Answers
from answerback.checks.chat.clean_text import asks
from answerback.checks.probes import HELLO, TALE_TOKENS, VARIED, brief, drawn
from answerback.checks.prose import said
from answerback.checks.rounding import DRAWS, Spread, spread
from answerback.values.injections import CHAT, Reply, Say, SetRequest, When
from answerback.values.text import Text
from answerback.wire.openai import Reading

WORDS = 6
AGAIN = 2
"""Tales made alone, where no word of the first was chosen: a busy service's rounding may part those made with others at
the first word, while these two come letter for letter the same."""

LONG_TOKENS = 120
"""Room of further tales where the first were cut: by then any opening phrase is over."""
CHANCE = -4.6
"""Sum of logprobs: a model so sure of its words takes the likeliest all along once in a hundred times by chance."""
OPENING = 240
"""Letters within which a model may say the same each time: praise for the question, the task in other words."""


class TemperatureHeeded(Check):
    """A free tale at temperature 1.2: two that part at once prove it; four equal ones disprove it."""

    promise = Text(en="Answers vary with temperature.", zh="temperature 能让回答产生变化。")
    why = Text(
        en="Where every answer is the likeliest one, sampling settings are decoration.",
        zh="如果每次都是概率最高的回答，采样参数就形同虚设。",
    )
    needs = (Answers,)
    capability = "temperature"
    reasons = {
        "ignored": Reason(
            Text(
                en="{draws} free tales at temperature 1.2 are letter for letter the same: {excerpt!r}",
                zh="temperature 1.2 下自由发挥的 {draws} 个故事一字不差：{excerpt!r}",
            ),
            SetRequest(on=CHAT, path="temperature", value=0),
        ),
        "one-seed": Reason(
            Text(
                en="{draws} free tales at temperature 1.2 are letter for letter the same unless a seed is sent: "
                "{excerpt!r}",
                zh="temperature 1.2 下的 {draws} 个故事一字不差，只有带上 seed 才会变化：{excerpt!r}",
            ),
            SetRequest(on=When(lacks="seed"), path="seed", value=42),
        ),
        "refused": Reason(
            Text(en="declined: HTTP {status} {message}", zh="被拒绝：HTTP {status} {message}"),
            Reply(
                on=When(has="temperature", equals=1.2),
                status=400,
                body='{"error":{"message":"Unsupported value: \'temperature\' does not support 1.2 with this model.",'
                '"type":"invalid_request_error","param":"temperature","code":"unsupported_value"}}',
            ),
        ),
        "canned": Reason(
            Text(
                en="another question gets the same answer: {excerpt!r}",
                zh="换一个问题得到的也是同样的回答：{excerpt!r}",
            ),
            Say(on=CHAT, text="I am sorry, but I cannot help with that request at the moment."),
        ),
        "too-short": Reason(
            Text(en="the tales are too short to tell: {excerpt!r}", zh="故事太短，无法判断：{excerpt!r}"),
        ),
        "opening": Reason(
            Text(
                en="all tales begin with the same phrase and end in it, however much room they get: {excerpt!r}",
                zh="所有故事的开头完全一样，而且没写完这句开场白就被截断：{excerpt!r}",
            ),
        ),
    }

    def run(self) -> Steps:
        """Compare the choices of one request; where they are equal or part late, draw again."""
        hello: Reading = yield HELLO
        tale = yield from drawn(self.setting, hello)
        if not tale.reading.ok:
            return self.unsupported("refused", status=tale.status, message=tale.refusal)
        texts = tale.texts
        ids = {str(tale.reading.answer.id)}
        likeliest = likeliest_only(tale.reading)
        longer: list[str] = []
        draw = 0
        while texts and (draw < AGAIN if likeliest else spread(texts) is Spread.OPEN):
            draw += 1
            begun = (likeliest or len(texts) > 1) and _only_begun(tale.reading, texts)
            room = brief(self.setting, hello, LONG_TOKENS if begun else TALE_TOKENS)
            more: Reading = yield VARIED.with_(alone=True, nth=draw, **room)
            if not more.ok or more.answer.first is None:
                break
            told = f"{more.answer.first.thought}\n{more.answer.first.text}".strip()
            longer += [told] if begun else []
            texts.append(told[: len(texts[0])] if begun else told)
            ids.add(str(more.answer.id))
        facts = {"draws": len(texts), "excerpt": (texts or [""])[-1][:80], "same_ids": draw > 0 and len(ids) == 1}
        repeated = likeliest and len(set(texts)) < len(texts)
        if len(set(texts)) > 1 and spread(texts) is not Spread.GREEDY and not repeated:
            return self.ok(draws=len(texts))
        if len(set(longer)) > 1:
            return self.ok(draws=len(texts))
        history, _ = yield asks(self, hello)
        other = said(history)
        if (
            texts and other[:12] and (other.startswith(texts[0][:40]) or texts[0].startswith(other[:40]))
        ):  # the same answer to another question: nothing that sampling could do
            return self.unknown("canned", **facts)
        if (len(texts) < DRAWS and not repeated) or (len(texts[0].split()) < WORDS and len(texts[0]) < 24):
            return self.unknown("too-short", **facts)
        if longer and len(longer[0]) < min(OPENING, 1.5 * len(texts[0])):
            return self.unknown("opening", **facts)
        if len(ids) > 1 and (yield from self._one_seed(hello, texts, draw)):
            return self.ignored("one-seed", **facts)
        return self.ignored("ignored", **facts)

    def _one_seed(self, hello: Reading, texts: list[str], draw: int) -> Generator[Any, Any, bool]:
        """Whether seeds of our own change what is the same without: then a fixed one is put in."""
        plain = VARIED.with_(alone=True, **brief(self.setting, hello, TALE_TOKENS))
        seeds: list[Reading] = yield tuple(plain.with_(nth=draw + seed, seed=seed) for seed in (1, 2))
        told = {f"{one.answer.first.thought}\n{one.answer.first.text}".strip() for one in seeds if one.answer.first}
        return len(told) == 2 and not told & set(texts)


def _only_begun(tale: Reading, texts: list[str]) -> bool:
    """Whether equal tales were cut so early that they may have said no more than an opening phrase."""
    cut = all(choice.finish_reason == "length" for choice in tale.answer.choices)
    return cut and len(set(texts)) == 1 and len(texts[0]) < OPENING


def likeliest_only(tale: Reading) -> bool:
    """Whether every word of a sampled tale was the likeliest one, as its logprobs tell, and that is no chance."""
    tokens, total = 0, 0.0
    for choice in tale.answer.choices:
        content = choice.logprobs.get("content") if isinstance(choice.logprobs, dict) else None
        for item in content or ():
            tops = [_score(top) for top in item.get("top_logprobs") or ()] if isinstance(item, dict) else []
            if len(tops) < 2 or _score(item) < max(tops):  # vLLM names the chosen word before the likeliest
                return False
            tokens += 1
            total += _score(item)
    return tokens >= TALE_TOKENS and total < CHANCE


def _score(token: Any) -> float:
    value = token.get("logprob") if isinstance(token, dict) else None
    return float(value) if isinstance(value, int | float) else 0.0
