"""M04: prompts are compressed or summarised, short ones too."""

from __future__ import annotations

from answerback.checks.authenticity.verbatim import ReadVerbatim
from answerback.checks.limits.keeps_prompt import KeepsPrompt
from answerback.checks.limits.too_long import RefusesTooLong
from answerback.checks.usage.grows import UsageGrows
from answerback.fault import Diagnosis, Fault, Remedy, Seen
from answerback.values.injections import Truncate, When
from answerback.values.result import Confidence, Severity
from answerback.values.target import DEEP
from answerback.values.text import Text


class PromptDigested(Fault):
    """A page of two hundred words is enough; where only long prompts lose their middle it is K08."""

    code = "M04"
    title = Text(en="Prompts are compressed before the model reads them", zh="提示词在模型读到之前被压缩")
    cause = Text(
        en="Of three code words in a page of prose the {lost} did not reach the model, twice, while it copies them "
        "from a short prompt ({prompt} tokens counted for at least {least}): a relay summarises or thins out prompts "
        "to save tokens.",
        zh="一页文字里的三个暗号，{lost} 两次都没有到达模型，而短提示里的都能抄写出来（至少 {least} 个 token，"
        "计为 {prompt}）：中转为节省 token 对提示词做了摘要或删减。",
    )
    severity = Severity.MAJOR
    level = DEEP
    seen_with = Truncate(on=When(says="code word is .*List all the code words exactly"), tokens=90, how="middle")
    evidence = ("toby-bridges/api-relay-audit",)
    remedy = {
        None: Remedy(
            Text(
                en="Switch prompt compression off in the relay (it may be called context or token optimisation), or "
                "ask the model's server directly and compare `usage.prompt_tokens`.",
                zh="关闭中转的提示词压缩（可能叫上下文优化或 token 优化），或直接请求模型服务并对比 "
                "`usage.prompt_tokens`。",
            ),
            ("usage.prompt_tokens",),
        ),
        "litellm": Remedy(
            Text(
                en="Look for callbacks or guardrails that rewrite messages (`litellm_settings.callbacks`, "
                "`guardrails`), and for `trim_messages`.",
                zh="检查会改写消息的回调或 guardrail（`litellm_settings.callbacks`、`guardrails`），以及 "
                "`trim_messages`。",
            ),
            ("litellm_settings.callbacks", "trim_messages"),
        ),
        "openrouter": Remedy(
            Text(
                en='Send `"transforms": []`: the `middle-out` transform takes the middle out of prompts.',
                zh='发送 `"transforms": []`：`middle-out` 转换会删掉提示词的中间部分。',
            ),
            ('"transforms": []',),
        ),
        "vllm": Remedy(
            Text(
                en="vLLM reads what it is sent (`/tokenize` counts it): ask its port directly, and find what before it "
                "rewrites messages.",
                zh="vLLM 会原样读入收到的内容（可用 `/tokenize` 核对 token 数）：请直接请求它的端口，"
                "并找出前面改写消息的环节。",
            ),
            ("/tokenize",),
        ),
    }

    def explains(self, seen: Seen) -> Diagnosis | None:
        """A short count beside the lost words makes it likely; a full one may be the model's own weakness."""
        facts = seen.facts(ReadVerbatim)
        told = {"lost": ", ".join(facts.get("lost") or ()), "prompt": facts.get("prompt"), "least": facts.get("least")}
        if seen.failed(ReadVerbatim, "compressed"):
            seen.failed(UsageGrows, "shallow", "flat")
            seen.failed(KeepsPrompt, "compressed", "truncated")
            seen.failed(RefusesTooLong, "truncated")
            return Diagnosis(Confidence.LIKELY, told)
        return Diagnosis(Confidence.POSSIBLE, told) if seen.failed(ReadVerbatim, "middle-lost") else None
