"""K06: a prompt beyond the limit breaks something instead of being refused."""

from __future__ import annotations

from answerback.checks.limits.healthy_afterwards import HealthyAfterwards
from answerback.checks.limits.sum_over import SumMayExceed
from answerback.checks.limits.too_long import RefusesTooLong
from answerback.fault import Diagnosis, Fault, Remedy, Seen
from answerback.values.injections import Reply, When
from answerback.values.result import Confidence, Severity
from answerback.values.text import Text


class OverLimitBreaks(Fault):
    """500, silence, or an empty answer where a 400 belongs."""

    code = "K06"
    title = Text(
        en="A request beyond the context ends in an error, a hang or nothing",
        zh="超出上下文的请求报 500、挂起或返回空回答",
    )
    cause = Text(
        en="A request of {size} tokens is not refused with a 4xx that names the limit: {what}. Clients take it for an "
        "outage and try again for ever.",
        zh="{size} 个 token 的请求没有被 4xx 明确拒绝：{what}。客户端会误以为服务故障而不停重试。",
    )
    severity = Severity.MINOR
    yields_to = ("J07", "L01", "L02", "L09")
    evidence = ("vllm-project/vllm#2163", "ggml-org/llama.cpp#3969")
    seen_with = Reply(
        on=When(longer_than=4200),
        status=500,
        body='{"error":{"message":"Internal Server Error","type":"InternalServerError","code":500}}',
    )
    remedy = {
        None: Remedy(
            Text(
                en="Upgrade the server, and set a limit where requests come in, so that what does not fit is "
                "answered with 400 and the number.",
                zh="升级服务，并在入口处设置长度限制，让放不下的请求返回 400 并给出上限。",
            ),
            ("max input length",),
        ),
        "vllm": Remedy(
            Text(
                en="Upgrade vLLM and set `--max-model-len` to what the KV cache holds; vLLM itself answers 400 then.",
                zh="升级 vLLM，并把 `--max-model-len` 设为 KV cache 能容纳的长度；此时 vLLM 会返回 400。",
            ),
            ("--max-model-len",),
        ),
        "llamacpp": Remedy(
            Text(
                en="Upgrade llama-server: it answers 400 `exceed_context_size_error`; raise `-c` as needed.",
                zh="升级 llama-server：新版本会返回 400 `exceed_context_size_error`；并按需调大 `-c`。",
            ),
            ("-c",),
        ),
        "litellm": Remedy(
            Text(
                en="Set `router_settings.enable_pre_call_checks: true` with max_input_tokens in model_info: LiteLLM "
                "then refuses what does not fit.",
                zh="设置 `router_settings.enable_pre_call_checks: true`，并在 model_info 里填写 max_input_tokens："
                "LiteLLM 会直接拒绝放不下的请求。",
            ),
            ("router_settings.enable_pre_call_checks: true", "model_info.max_input_tokens"),
        ),
    }

    def explains(self, seen: Seen) -> Diagnosis | None:
        """An error or nothing; a timeout may also be a slow machine.

        A prompt that was counted and fits, and an empty answer: weak models have nothing to say to long prompts.
        """
        facts = seen.facts(RefusesTooLong)
        if seen.failed(RefusesTooLong, "server-error"):
            said = {"size": facts["size"], "what": f"HTTP {facts['status']} {facts['message']}"}
            sure = Confidence.CERTAIN if facts.get("over") else Confidence.LIKELY
        elif seen.failed(RefusesTooLong, "empty"):
            said, sure = {"size": facts["size"], "what": 'content ""'}, Confidence.LIKELY
        elif seen.failed(RefusesTooLong, "no-answer"):
            said, sure = {"size": facts["size"], "what": facts["message"]}, Confidence.LIKELY
        elif seen.failed(SumMayExceed, "breaks"):
            facts = seen.facts(SumMayExceed)
            said, sure = {"size": facts["limit"], "what": facts["message"]}, Confidence.LIKELY
        else:
            return None
        if seen.failed(HealthyAfterwards, "silent", "error"):
            return Diagnosis(sure, said, Severity.CRITICAL)
        at_a_loss = seen.failed(RefusesTooLong, "empty") and not facts.get("over") and facts.get("prompt")
        return Diagnosis(Confidence.POSSIBLE, said, Severity.INFO) if at_a_loss else Diagnosis(sure, said)
