"""K02: the context is smaller than the service says."""

from __future__ import annotations

from answerback.checks.authenticity.whole_context import WholeContext
from answerback.checks.limits.keeps_prompt import KeepsPrompt
from answerback.checks.limits.too_long import RefusesTooLong
from answerback.fault import Diagnosis, Fault, Remedy, Seen
from answerback.values.injections import Reply, When
from answerback.values.result import Confidence
from answerback.values.text import Text


class ContextSmallerThanTold(Fault):
    """The card says one number, the refusal another."""

    code = "K02"
    title = Text(en="The real context is smaller than the advertised one", zh="实际上下文小于宣称的长度")
    cause = Text(
        en="The service advertises {told} tokens and refuses beyond {limit}: it was started with a lower limit than "
        "the model's, or a gateway advertises the model's figure for a smaller backend.",
        zh="服务宣称 {told} 个 token，超过 {limit} 就拒绝：要么启动时设置了更低的上限，要么网关用模型的标称值代替了"
        "后端的真实值。",
    )
    priority = 3
    evidence = ("vllm-project/vllm#2418",)
    yields_to = ("K03",)
    seen_with = Reply(
        on=When(longer_than=8192),
        status=400,
        body='{"error":'
        '{"message":"This model\'s maximum context length is 8192 tokens. However, your prompt contains at '
        'least 8193 input tokens. Please reduce the length of the input prompt.","type":"BadRequestError",'
        '"param":"input_tokens","code":400}}',
    )
    remedy = {
        None: Remedy(
            Text(
                en="Raise the server's limit to {told} (more memory for the KV cache) or correct the advertised "
                "figure to {limit}.",
                zh="把服务端上限提高到 {told}（需要更多 KV cache 显存），或把宣称值改为 {limit}。",
            ),
            ("max_model_len",),
        ),
        "vllm": Remedy(
            Text(
                en="Start vLLM with `--max-model-len {told}`; if the KV cache does not fit, raise "
                "`--gpu-memory-utilization` or quantise it. Else correct what the gateway advertises.",
                zh="启动 vLLM 时加上 `--max-model-len {told}`；如果 KV cache 放不下，请提高 "
                "`--gpu-memory-utilization` 或量化。否则请修正网关宣称的值。",
            ),
            ("--max-model-len", "--gpu-memory-utilization"),
        ),
        "sglang": Remedy(
            Text(
                en="Start SGLang with `--context-length {told}`, and raise `--mem-fraction-static` if the KV pool is "
                "smaller.",
                zh="启动 SGLang 时加上 `--context-length {told}`；如果 KV 池不够，请提高 `--mem-fraction-static`。",
            ),
            ("--context-length", "--mem-fraction-static"),
        ),
        "llamacpp": Remedy(
            Text(en="Start llama-server with `-c {told}`.", zh="启动 llama-server 时加上 `-c {told}`。"), ("-c",)
        ),
    }

    def explains(self, seen: Seen) -> Diagnosis | None:
        """Two numbers that differ by more than a tenth."""
        if seen.failed(RefusesTooLong, "smaller-than-told"):
            facts = seen.facts(RefusesTooLong)
            seen.failed(KeepsPrompt, "refused-early")
            seen.failed(WholeContext, "refused-early")
            return Diagnosis(Confidence.CERTAIN, {"told": facts["told"], "limit": facts["limit"]})
        for check in (KeepsPrompt, WholeContext):
            if seen.failed(check, "refused-early"):
                facts = seen.facts(check)
                return Diagnosis(Confidence.CERTAIN, {"told": facts["told"], "limit": facts["limit"]})
        return None
