"""E22: the limit is off by one."""

from __future__ import annotations

from answerback.checks.sampling.max_tokens import MaxTokens
from answerback.fault import Diagnosis, Fault, Remedy, Seen
from answerback.values.injections import CHAT, ScaleRequest
from answerback.values.result import Confidence, Severity
from answerback.values.text import Text


class OffByOne(Fault):
    """Harmless; worth knowing for who counts."""

    code = "E22"
    title = Text(
        en="max_tokens is off by one: {tokens} instead of {limit}",
        zh="max_tokens 差一：得到 {tokens} 个，而不是 {limit} 个",
    )
    cause = Text(
        en="The server counts the end-of-turn token, or starts counting at another place.",
        zh="服务端把结束符也计算在内，或计数起点不同。",
    )
    severity = Severity.INFO
    priority = 1
    seen_with = ScaleRequest(on=CHAT, path="max_tokens", plus=1)
    yields_to = ("F02", "F03")
    evidence = ("https://platform.openai.com/docs/api-reference/chat/create",)
    remedy = {
        None: Remedy(
            Text(en="Nothing needs to be done; allow for one token.", zh="无需处理；留出一个 token 的余量即可。")
        ),
    }

    def explains(self, seen: Seen) -> Diagnosis | None:
        """One token more or less, and it says `length`."""
        if not seen.broke(MaxTokens, "off-by-one"):
            return None
        facts = seen.facts(MaxTokens)
        return Diagnosis(Confidence.CERTAIN, {"tokens": facts["tokens"], "limit": facts["limit"]})
