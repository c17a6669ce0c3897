"""E24: a cut answer says `stop`."""

from __future__ import annotations

from answerback.checks.sampling.max_tokens import MaxTokens
from answerback.fault import Diagnosis, Fault, Remedy, Seen
from answerback.values.injections import CHAT, Set
from answerback.values.result import Confidence, Severity, Status
from answerback.values.text import Text


class StopForLength(Fault):
    """The limit was met in the middle of a count to 200, and nobody is told."""

    code = "E24"
    title = Text(en="A cut answer says `stop` instead of `length`", zh="被截断的回答返回 `stop` 而不是 `length`")
    cause = Text(
        en="{tokens} tokens, the limit, and the text breaks off ({excerpt!r}): the server or an adapter "
        "reports `stop` always.",
        zh="恰好 {tokens} 个 token 达到上限，文本中断（{excerpt!r}）：服务端或适配层一律报告 `stop`。",
    )
    severity = Severity.MAJOR
    priority = 3
    seen_with = Set(on=CHAT, path="choices[*].finish_reason", value="stop", was="length")
    evidence = ("ikawrakow/ik_llama.cpp#2321",)
    remedy = {
        None: Remedy(
            Text(
                en="Upgrade the server or adapter; in the client compare `completion_tokens` with the limit meanwhile.",
                zh="升级服务端或适配层；在此之前客户端用 `completion_tokens` 与上限比较。",
            )
        ),
        "litellm": Remedy(
            Text(
                en="LiteLLM maps every unknown reason to `stop`: look at what its upstream says.",
                zh="LiteLLM 会把不认识的原因一律映射为 `stop`：请查看上游实际返回了什么。",
            ),
            ("litellm_params.api_base",),
        ),
    }

    def explains(self, seen: Seen) -> Diagnosis | None:
        """Exactly the limit, in the middle of counting."""
        if not seen.failed(MaxTokens, "says-stop"):
            return None
        if (twin := seen.results.get("streaming.same-finish")) is not None and twin.status is Status.FAIL:
            seen.consulted.append(twin.check)
        facts = seen.facts(MaxTokens)
        sure = Confidence.CERTAIN if facts.get("twice") else Confidence.LIKELY
        return Diagnosis(sure, {"tokens": facts["tokens"], "excerpt": facts["excerpt"]})
