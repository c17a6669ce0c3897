"""M13: a relay puts its own sampling parameters in place of the request's."""

from __future__ import annotations

from answerback.checks.sampling.greedy import GreedyAtZero
from answerback.checks.sampling.top_p import TopPHeeded
from answerback.fault import Diagnosis, Fault, Remedy, Seen
from answerback.values.injections import Configure, SetRequest
from answerback.values.result import Confidence, Severity
from answerback.values.text import Text


class SamplingOverridden(Fault):
    """Only behind a product that stands in front of others: of a server by itself, E14 and E15 speak."""

    code = "M13"
    title = Text(en="The gateway overrides sampling parameters", zh="网关改写了采样参数")
    cause = Text(
        en="`{parameter}` has no effect behind this gateway ({excerpt!r}): it sets a value of its own, or drops what "
        "its upstream is not known to support. Whether the upstream itself ignores it can only be told by asking it "
        "directly.",
        zh="`{parameter}` 在这个网关后面不起作用（{excerpt!r}）：网关写死了自己的值，或丢弃了它认为上游不支持的参数。"
        "是否是上游自己忽略了它，只有直连上游才能判断。",
    )
    severity = Severity.MINOR
    priority = 1
    dialect = "litellm"
    seen_with = (Configure(name="thinking", value=False), SetRequest(path="temperature", value=1.0))
    yields_to = ("E14", "E15", "M09")
    evidence = ("https://docs.litellm.ai/docs/completion/drop_params",)
    remedy = {
        None: Remedy(
            Text(
                en="Send the same request to the service behind the gateway and compare; take fixed sampling "
                "parameters out of the gateway's configuration, and let it pass on what it does not know.",
                zh="用同样的请求直连网关背后的服务并对比；去掉网关配置中写死的采样参数，并让它原样转发不认识的参数。",
            ),
            ("temperature", "top_p"),
        ),
        "litellm": Remedy(
            Text(
                en="Remove `temperature` and `top_p` from the model's `litellm_params`, and set "
                "`litellm_settings.drop_params: false` (or `allowed_openai_params`) so that a refusal is seen instead.",
                zh="去掉该模型 `litellm_params` 里的 `temperature` 和 `top_p`，并设置 "
                "`litellm_settings.drop_params: false`（或 `allowed_openai_params`），让不支持的参数报错而不是被丢弃。",
            ),
            ("litellm_params.temperature", "litellm_settings.drop_params: false", "allowed_openai_params"),
        ),
        "openrouter": Remedy(
            Text(
                en='Send `"provider": {{"require_parameters": true}}`, so that only providers are chosen which know '
                "the parameter.",
                zh='发送 `"provider": {{"require_parameters": true}}`，只选择支持该参数的供应商。',
            ),
            ('"require_parameters": true',),
        ),
    }

    def explains(self, seen: Seen) -> Diagnosis | None:
        """Never more than possible: the upstream may be the one that does not listen."""
        if seen.server is None or not seen.server.gateway:
            return None
        narrow = seen.ignored(TopPHeeded, "ignored")
        if seen.failed(GreedyAtZero, "sampled"):
            told = {"parameter": "temperature: 0", "excerpt": seen.facts(GreedyAtZero)["excerpt"]}
            return Diagnosis(Confidence.POSSIBLE, told)
        told = {"parameter": "top_p", "excerpt": seen.facts(TopPHeeded).get("excerpt")}
        return Diagnosis(Confidence.POSSIBLE, told) if narrow else None
