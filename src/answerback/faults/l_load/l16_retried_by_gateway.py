"""L16: a gateway sends one request several times."""

from __future__ import annotations

from answerback.checks.load.retries import SentOnce
from answerback.fault import Diagnosis, Fault, Remedy, Seen
from answerback.values.injections import CHAT, SetHeader
from answerback.values.result import Confidence, Severity
from answerback.values.target import SMOKE
from answerback.values.text import Text


class RetriedByGateway(Fault):
    """Only where the gateway tells it; otherwise count the requests at the upstream."""

    code = "L16"
    title = Text(en="The gateway sends one request several times", zh="网关把一个请求发送了多次")
    cause = Text(
        en="By its own header (`{header}`) it tried {times} times more: each try is computed and billed, and adds its "
        "timeout to the wait.",
        zh="按它自己的响应头（`{header}`），又额外尝试了 {times} 次：每次都会计算和计费，等待时间也成倍增加。",
    )
    severity = Severity.INFO
    priority = 2
    level = SMOKE
    evidence = ("azrtydxb/Fastllm-proxy#19",)
    seen_with = SetHeader(on=CHAT, name="x-litellm-attempted-retries", value="2")
    remedy = {
        None: Remedy(
            Text(
                en="Lower the gateway's number of retries, and never retry after a timeout of a generation.",
                zh="减少网关的重试次数，生成超时后不要重试。",
            )
        ),
        "litellm": Remedy(
            Text(
                en="Set `num_retries: 0` in `litellm_settings` and `router_settings`.",
                zh="在 `litellm_settings` 和 `router_settings` 里设置 `num_retries: 0`。",
            ),
            ("num_retries: 0",),
        ),
        "nginx": Remedy(
            Text(
                en="Set `proxy_next_upstream off;` (or `error` alone, without `timeout`).",
                zh="设置 `proxy_next_upstream off;`（或只保留 `error`，不要 `timeout`）。",
            ),
            ("proxy_next_upstream off;",),
        ),
    }

    def explains(self, seen: Seen) -> Diagnosis | None:
        """By the gateway's own word."""
        if not seen.broke(SentOnce, "retried"):
            return None
        facts = seen.facts(SentOnce)
        return Diagnosis(Confidence.CERTAIN, {"header": facts["header"], "times": facts["times"]})
