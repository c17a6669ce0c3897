"""E25: a cut tool call says `tool_calls`."""

from __future__ import annotations

from answerback.checks.tools.finish import FinishSaysToolCalls
from answerback.fault import Diagnosis, Fault, Remedy, Seen
from answerback.values.injections import BreakToolCall, Set, When
from answerback.values.result import Confidence, Severity
from answerback.values.text import Text


class CutCallSaysToolCalls(Fault):
    """The limit was met inside the arguments; a client runs broken JSON."""

    code = "E25"
    title = Text(en="A tool call cut by the limit says `tool_calls`", zh="被上限截断的工具调用仍返回 `tool_calls`")
    cause = Text(
        en="{completion} tokens, the limit, and the arguments break off: {arguments!r}",
        zh="{completion} 个 token 达到上限，参数中断：{arguments!r}",
    )
    severity = Severity.MAJOR
    priority = 3
    seen_with = (
        BreakToolCall(on=When(has="tools"), how="truncate"),
        Set(on=When(has="tools"), path="usage.completion_tokens", value=96),
    )
    evidence = (
        "vllm-project/vllm#58228",
        "vllm-project/vllm#57482",
        "vllm-project/vllm#47963",
    )
    remedy = {
        None: Remedy(
            Text(
                en="Raise max_tokens for requests with tools, and parse arguments before running them; "
                "upgrade the server.",
                zh="带工具的请求要提高 max_tokens，执行前先解析参数；并升级服务端。",
            ),
            ("max_tokens",),
        ),
        "vllm": Remedy(
            Text(
                en="Raise `max_tokens`; upgrade vLLM once the fix is released (vllm-project/vllm#58228).",
                zh="提高 `max_tokens`；修复发布后升级 vLLM（vllm-project/vllm#58228）。",
            ),
            ("max_tokens",),
        ),
    }

    def explains(self, seen: Seen) -> Diagnosis | None:
        """At the limit, with arguments that are no JSON."""
        if not seen.failed(FinishSaysToolCalls, "hides-limit"):
            return None
        facts = seen.facts(FinishSaysToolCalls)
        return Diagnosis(Confidence.CERTAIN, {"completion": facts["completion"], "arguments": facts["arguments"]})
