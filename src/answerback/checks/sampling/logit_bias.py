"""The promise that `logit_bias` has an effect."""

from __future__ import annotations

from answerback import server
from answerback.check import Check, Reason, Steps
from answerback.checks.chat.answers import Answers
from answerback.checks.probes import CUT
from answerback.values.injections import CHAT, DropRequest, Reply, When
from answerback.values.result import Severity
from answerback.values.target import DEEP
from answerback.values.text import Text
from answerback.wire.openai import Reading

TOKEN = "1000"
"""An id that is an ordinary token in every vocabulary; at +100 nothing else can be chosen."""


class LogitBiasHeeded(Check):
    """The cut count again, with one token forced: letter for letter the same answer means without effect."""

    promise = Text(en="logit_bias has an effect.", zh="logit_bias 生效。")
    why = Text(
        en="Classifiers force or ban tokens with it; without effect they read free text.",
        zh="分类任务靠它强制或禁止某些 token；不生效时读到的就是任意文本。",
    )
    level = DEEP
    needs = (Answers,)
    severity = Severity.MINOR
    capability = "logit_bias"
    reasons = {
        "ignored": Reason(
            Text(
                en="a token at +100 changes nothing: {excerpt!r}",
                zh="把一个 token 加到 +100 也毫无变化：{excerpt!r}",
            ),
            DropRequest(on=CHAT, path="logit_bias"),
        ),
        "refused": Reason(
            Text(en="declined: HTTP {status} {message}", zh="被拒绝：HTTP {status} {message}"),
            Reply(on=When(has="logit_bias"), status=501, body='{"detail":"logit_bias is not supported"}'),
        ),
        "unclear": Reason(Text(en="nothing to compare with", zh="没有可比较的回答")),
    }

    def run(self) -> Steps:
        """Compare with the unbiased answer."""
        plain, biased = yield (CUT, CUT.with_(logit_bias={TOKEN: 100}))
        if not biased.ok:
            message = biased.error.message if biased.error else ""
            return self.unsupported("refused", status=biased.status, message=message)
        texts = [_all(one) for one in (plain, biased)]
        if not plain.ok or len(texts[0]) < 4:
            return self.unknown("unclear")
        if texts[0] == texts[1]:
            kind = server.named(self.setting.server) if self.setting.server else None
            return self.ignored(
                "ignored", excerpt=texts[1][:60], documented=kind is None or "logit_bias" in kind.ignores
            )
        return self.ok(excerpt=texts[1][:60])


def _all(heard: Reading) -> str:
    first = heard.answer.first
    return first.thought + first.text if first is not None else ""
