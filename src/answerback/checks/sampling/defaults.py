"""The promise that a request without sampling parameters is sampled."""

from __future__ import annotations

from answerback import server
from answerback.check import Check, Reason, Steps
from answerback.checks.chat.answers import Answers
from answerback.checks.probes import HELLO, SCORED, TALE, TALE_TOKENS, brief, drawn
from answerback.checks.rounding import DRAWS, Spread, spread
from answerback.checks.sampling.temperature import LONG_TOKENS, OPENING, TemperatureHeeded, likeliest_only
from answerback.values.asks import chat
from answerback.values.injections import SetRequest, When
from answerback.values.result import Severity
from answerback.values.target import DEEP
from answerback.values.text import Text
from answerback.wire.openai import Reading


class DefaultsSampled(Check):
    """Four free tales without any parameter: all the same where the server puts in a hidden greedy default."""

    promise = Text(en="Without parameters an answer is sampled.", zh="不带采样参数时，回答是采样得到的。")
    why = Text(
        en="The protocol's default is temperature 1; a hidden other one changes results from server to server.",
        zh="协议默认 temperature 为 1；隐藏的其他默认值会让同一请求在不同服务上结果不同。",
    )
    level = DEEP
    needs = (Answers,)
    after = (TemperatureHeeded,)
    severity = Severity.MINOR
    reasons = {
        "greedy": Reason(
            Text(
                en="{draws} free tales without a temperature are letter for letter the same: {excerpt!r}",
                zh="不带 temperature 的 {draws} 个自由故事一字不差：{excerpt!r}",
            ),
            SetRequest(on=When(lacks="temperature"), path="temperature", value=0),
        ),
    }

    def run(self) -> Steps:
        """Draw until two part at once, or one word was not the likeliest."""
        hello: Reading = yield HELLO
        tale = yield from drawn(self.setting, hello)
        likeliest = tale.logprobs
        scores = SCORED if likeliest else {}
        ask = chat(TALE, alone=True, **scores, **brief(self.setting, hello, TALE_TOKENS))
        texts: list[str] = []
        for nth in range(DRAWS + 1):
            heard: Reading = yield ask.with_(nth=nth)
            first = heard.answer.first
            if not heard.ok or first is None:
                return self.unknown("", root=Answers.id)
            texts.append(first.thought + first.text)
            likeliest = likeliest and likeliest_only(heard)
            found = spread(texts)
            if found is Spread.GREEDY or (likeliest and nth >= DRAWS - 1 and len(set(texts)) < len(texts)):
                break
            if found is Spread.SAMPLED and not likeliest:
                return self.ok(draws=len(texts))
        else:
            return self.ok(draws=len(texts))
        if len(texts[0]) < OPENING and first.finish_reason == "length":  # all may have said one opening phrase
            longer = ask.with_(**brief(self.setting, hello, LONG_TOKENS))
            two: list[Reading] = [(yield longer), (yield longer.with_(nth=1))]
            if len({one.answer.text for one in two if one.ok}) != 1:
                return self.ok(draws=len(texts) + 2)
        kind = server.named(self.setting.server) if self.setting.server else None
        return self.warn(
            "greedy", draws=DRAWS, excerpt=texts[-1][:60], by_design=kind is not None and kind.name == "transformers"
        )
