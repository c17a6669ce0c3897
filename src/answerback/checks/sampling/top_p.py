"""The promise that `top_p` has an effect."""

from __future__ import annotations

from answerback.check import Check, Reason, Steps
from answerback.checks.chat.answers import Answers
from answerback.checks.probes import HELLO, TALE_TOKENS, VARIED, brief
from answerback.checks.sampling.temperature import TemperatureHeeded
from answerback.values.injections import CHAT, DropRequest, Reply, When
from answerback.values.result import Severity
from answerback.values.target import DEEP
from answerback.values.text import Text
from answerback.wire.openai import Reading

DRAWS = 4


class TopPHeeded(Check):
    """With top_p near zero only the likeliest word is left: two equal tales prove it, four different ones do not."""

    promise = Text(en="top_p narrows the choice of words.", zh="top_p 能收窄选词范围。")
    why = Text(
        en="Where it is dropped, answers are wilder than the settings say.",
        zh="如果被丢弃，回答会比设置的更发散。",
    )
    level = DEEP
    needs = (Answers, TemperatureHeeded)
    severity = Severity.MINOR
    capability = "top_p"
    reasons = {
        "ignored": Reason(
            Text(
                en="{draws} tales at top_p 0.001 all differ: {excerpt!r}",
                zh="top_p 为 0.001 时 {draws} 个故事仍各不相同：{excerpt!r}",
            ),
            DropRequest(on=CHAT, path="top_p"),
        ),
        "refused": Reason(
            Text(en="declined: HTTP {status} {message}", zh="被拒绝：HTTP {status} {message}"),
            Reply(on=When(has="top_p"), status=400, body='{"error":{"message":"Unsupported parameter: top_p"}}'),
        ),
    }

    def run(self) -> Steps:
        """Draw until two are equal."""
        hello: Reading = yield HELLO
        ask = VARIED.with_(top_p=0.001, **brief(self.setting, hello, TALE_TOKENS))
        texts: list[str] = []
        for nth in range(DRAWS):
            heard: Reading = yield ask.with_(nth=nth)
            first = heard.answer.first
            if not heard.ok or first is None:
                message = heard.error.message if heard.error else ""
                return self.unsupported("refused", status=heard.status, message=message)
            text = first.thought + first.text
            if text in texts:
                return self.ok(draws=len(texts) + 1)
            texts.append(text)
        return self.ignored("ignored", draws=DRAWS, excerpt=texts[0][:60])
