"""K08: a gateway takes the middle out of long prompts."""

from __future__ import annotations

from answerback.checks.limits.keeps_prompt import KeepsPrompt
from answerback.checks.limits.too_long import RefusesTooLong
from answerback.fault import Diagnosis, Fault, Remedy, Seen
from answerback.values.injections import Truncate, When
from answerback.values.result import Confidence
from answerback.values.text import Text


class PromptCompressed(Fault):
    """Both ends came through, the middle did not: no context limit cuts like that."""

    code = "K08"
    title = Text(en="The middle of long prompts is taken out on the way", zh="长输入的中间部分在途中被删减")
    cause = Text(
        en="Of a prompt of {size} tokens the code words at both ends came through and those in the middle did not "
        "({prompt} tokens counted): something compresses or summarises prompts before the model reads them.",
        zh="{size} 个 token 的输入，两端的暗号都在，中间的却丢了（计数 {prompt} 个 token）：在模型读到之前，"
        "有环节压缩或摘要了输入。",
    )
    yields_to = ("M04",)
    evidence = ("toby-bridges/api-relay-audit",)
    seen_with = Truncate(on=When(longer_than=4200), tokens=3000, how="middle")
    remedy = {
        None: Remedy(
            Text(
                en="Switch context compression off in the gateway, or ask the model's server directly.",
                zh="在网关中关闭上下文压缩，或直接请求模型服务。",
            ),
            ("context compression",),
        ),
        "openrouter": Remedy(
            Text(
                en='Send `"transforms": []`: the `middle-out` transform removes the middle of prompts that are too '
                "long.",
                zh='发送 `"transforms": []`：`middle-out` 转换会删掉过长输入的中间部分。',
            ),
            ('"transforms": []',),
        ),
    }

    def explains(self, seen: Seen) -> Diagnosis | None:
        """Only the middle is missing."""
        if seen.failed(KeepsPrompt, "compressed"):
            facts = seen.facts(KeepsPrompt)
            seen.failed(RefusesTooLong, "truncated")
            return Diagnosis(Confidence.LIKELY, {"size": facts["size"], "prompt": facts["prompt"]})
        facts = seen.facts(RefusesTooLong)
        if facts.get("lost") == ["middle"] and seen.failed(RefusesTooLong, "truncated"):
            return Diagnosis(Confidence.LIKELY, {"size": facts["size"], "prompt": facts["prompt"]})
        return None
