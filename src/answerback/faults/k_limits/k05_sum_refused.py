"""K05: prompt plus max_tokens is refused."""

from __future__ import annotations

from answerback.checks.limits.sum_over import SumMayExceed
from answerback.fault import Diagnosis, Fault, Remedy, Seen
from answerback.values.injections import Reply, When
from answerback.values.result import Confidence, Severity
from answerback.values.target import DEEP
from answerback.values.text import Text


class SumRefused(Fault):
    """Legal (vLLM up to 0.30, SGLang, TGI), and a trap for clients that always ask for the maximum."""

    code = "K05"
    title = Text(
        en="Requests whose prompt plus max_tokens exceed the context are refused",
        zh="输入加 max_tokens 超过上下文的请求会被拒绝",
    )
    cause = Text(
        en="The server adds max_tokens to the prompt and refuses the sum instead of shortening the answer: {message}",
        zh="服务把 max_tokens 与输入相加，超出就拒绝，而不是缩短输出：{message}",
    )
    severity = Severity.INFO
    level = DEEP
    evidence = ("vllm-project/vllm#42474",)
    seen_with = Reply(
        on=When(has="max_tokens", equals=40960),
        status=400,
        body='{"error":'
        '{"message":"This model\'s maximum context length is 40960 tokens. However, you requested 40991 tokens '
        '(31 in the messages, 40960 in the completion). Please reduce the length of the messages or completion.",'
        '"type":"BadRequestError","param":null,"code":400}}',
    )
    remedy = {
        None: Remedy(
            Text(
                en="Send max_tokens no larger than the context less the prompt, or leave it out.",
                zh="max_tokens 不要超过上下文减去输入的长度，或者干脆不传。",
            ),
            ("max_tokens",),
        ),
        "vllm": Remedy(
            Text(
                en="Send a smaller max_tokens, or upgrade vLLM: recent versions shorten the answer instead.",
                zh="减小 max_tokens，或升级 vLLM：新版本会自动缩短输出。",
            ),
            ("max_tokens",),
        ),
        "sglang": Remedy(
            Text(
                en="Send a smaller max_tokens, or start SGLang with `--allow-auto-truncate`.",
                zh="减小 max_tokens，或启动 SGLang 时加上 `--allow-auto-truncate`。",
            ),
            ("max_tokens", "--allow-auto-truncate"),
        ),
    }

    def explains(self, seen: Seen) -> Diagnosis | None:
        """Refused for the sum."""
        if not seen.broke(SumMayExceed, "refused"):
            return None
        return Diagnosis(Confidence.CERTAIN, {"message": seen.facts(SumMayExceed)["message"]})
