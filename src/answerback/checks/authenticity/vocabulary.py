"""The promise that prompts are counted with the vocabulary of the model that the name promises."""

from __future__ import annotations

import re

from answerback import server
from answerback.check import Check, Reason, Steps
from answerback.checks.models.recognised import Recognised
from answerback.checks.probes import TINY
from answerback.checks.usage.grows import UsageGrows
from answerback.checks.usage.reported import UsageReported
from answerback.checks.vocabularies import BEGIN, COUNTS, OPENAI, TEXTS, Vocabulary, counts_like, promised
from answerback.server import Vendor
from answerback.values.asks import chat
from answerback.values.injections import Injection, Scale, When
from answerback.values.result import Severity
from answerback.values.target import DEEP
from answerback.values.text import Text
from answerback.wire.openai import Reading

TEMPLATE = 20


def counted_by(kind: Vocabulary) -> tuple[Injection, ...]:
    """Return what makes a simulated service count the texts with another model's vocabulary."""
    texts = zip((BEGIN, *TEXTS), (0, *COUNTS[kind]), strict=True)
    return tuple(
        Scale(on=When(says=f"^{re.escape(text)}$"), path="usage.prompt_tokens", factor=0, plus=TEMPLATE + size)
        for text, size in texts
    )


class OwnVocabulary(Check):
    """Seven tiny prompts; all six differences must be another vocabulary's, exactly. What the model says is not asked.

    A count that fits no known vocabulary proves nothing, nor do OpenAI's: gateways estimate with them.
    """

    promise = Text(
        en="Prompts are counted with the vocabulary of the model that was asked for.",
        zh="输入按所请求模型自己的词表计数。",
    )
    why = Text(
        en="A model only works with its own vocabulary; another one means another model.",
        zh="模型只能配自己的词表使用；词表不同，就是换了模型。",
    )
    level = DEEP
    needs = (UsageReported,)
    after = (Recognised, UsageGrows)
    severity = Severity.MAJOR
    reasons = {
        "other": Reason(
            Text(
                en="{wanted!r} has the vocabulary of {promised}, but {of} of {of} texts are counted as by that of "
                "{counted}: {counts}",
                zh="{wanted!r} 用的是 {promised} 的词表，但 {of} 段文本的计数全都与 {counted} 的词表一致：{counts}",
            ),
            counted_by(Vocabulary.LLAMA3),
        ),
        "estimated": Reason(
            Text(
                en="the counts are those of {counted}, with which many gateways estimate, whatever the model",
                zh="计数与 {counted} 一致；许多网关不管什么模型都用它来估算",
            ),
            counted_by(Vocabulary.CL100K),
        ),
        "no-known-one": Reason(
            Text(en="the counts fit no vocabulary that is known here", zh="计数与已知的词表都不一致"),
            owed=False,
        ),
        "not-counted": Reason(Text(en="not all texts were counted", zh="并非所有文本都得到了计数")),
    }

    def run(self) -> Steps:
        """Compare what is counted with what the name promises; where it promises nothing, ask nothing."""
        wanted = self.setting.model or ""
        named = promised(wanted)
        if named is None or (named in OPENAI and "gpt-oss" not in wanted.lower() and self._hosts_it_itself()):
            return self.not_needed()
        heard: list[Reading] = yield (TINY, *(chat(text, temperature=0, max_tokens=1) for text in TEXTS))
        counts = [one.answer.usage.prompt for one in heard if one.ok and one.answer.usage is not None]
        known = [count for count in counts if count is not None]
        if len(known) != len(heard):
            return self.unknown("not-counted")
        counted = counts_like(known[0], known[1:])
        facts = {"wanted": wanted, "promised": str(named), "counts": known, "of": len(TEXTS)}
        if counted is None:
            return self.unknown("no-known-one", **facts)
        facts["counted"] = str(counted)
        if counted is named:
            return self.ok(**facts)
        return self.unknown("estimated", **facts) if counted in OPENAI else self.fail("other", **facts)

    def _hosts_it_itself(self) -> bool:
        """Whether anybody can start this server: there OpenAI's names are aliases for clients that want them."""
        kind = server.named(self.setting.server) if self.setting.server else None
        return kind is not None and not kind.gateway and not issubclass(kind, Vendor)
