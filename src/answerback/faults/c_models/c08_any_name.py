"""C08: any model name is accepted."""

from __future__ import annotations

from answerback.checks.limits.unknown_model import RefusesUnknownModel
from answerback.fault import Diagnosis, Fault, Remedy, Seen
from answerback.server import Vendor
from answerback.values.injections import SetRequest, When
from answerback.values.result import Confidence, Severity
from answerback.values.text import Text


class AnyName(Fault):
    """By design on products with one model (they pass the check); harmful where names choose a model.

    An unknown product that does it is most likely one with a single model, and a gateway may be told to take any name
    (LiteLLM's wildcard `model_name: "*"`, a relay's mapping): worth knowing, no more.
    """

    code = "C08"
    title = Text(
        en="Any model name is accepted: {asked!r} is served", zh="任何模型名都会被受理：{asked!r} 也得到了回答"
    )
    cause = Text(
        en="The name in a request does not choose the model; a gateway falls back to {answered!r} without a word.",
        zh="请求里的模型名不起作用；网关会不声不响地改用 {answered!r}。",
    )
    severity = Severity.MINOR
    priority = 3
    seen_with = SetRequest(on=When(has="model"), path="model", value="Qwen/Qwen3-0.6B")
    evidence = ("ggml-org/llama.cpp#11346",)
    remedy = {
        None: Remedy(
            Text(
                en="Turn off fallback models in the gateway, and compare `model` in each answer with the "
                "one asked for.",
                zh="关闭网关的模型回退，并核对每个响应里的 `model` 是否与请求一致。",
            )
        ),
        "vllm": Remedy(
            Text(
                en="Remove `VLLM_SKIP_MODEL_NAME_VALIDATION=1`; a gateway in front may also rewrite the name.",
                zh="去掉 `VLLM_SKIP_MODEL_NAME_VALIDATION=1`；也可能是前面的网关改写了模型名。",
            ),
            ("VLLM_SKIP_MODEL_NAME_VALIDATION",),
        ),
        "litellm": Remedy(
            Text(
                en="Set `litellm_settings.fallbacks: []` and `default_fallbacks: []`, and remove the "
                "wildcard `model_name: \"*\"`.",
                zh="设置 `litellm_settings.fallbacks: []` 和 `default_fallbacks: []`，并删除通配的 "
                "`model_name: \"*\"`。",
            ),
            ("litellm_settings.fallbacks: []",),
        ),
        "openrouter": Remedy(
            Text(
                en="Send `\"provider\": {{\"allow_fallbacks\": false}}`.",
                zh="请求里加上 `\"provider\": {{\"allow_fallbacks\": false}}`。",
            ),
            ('"provider": {"allow_fallbacks": false}',),
        ),
    }  # fmt: skip

    def explains(self, seen: Seen) -> Diagnosis | None:
        """A made-up name was served."""
        if not seen.broke(RefusesUnknownModel, "accepted"):
            return None
        facts = seen.facts(RefusesUnknownModel)
        said = {"asked": facts["model"], "answered": facts["answered"]}
        by_setting = seen.server is None or issubclass(seen.server, Vendor) or seen.server.gateway
        if not by_setting:  # it would have refused the name by itself
            return Diagnosis(Confidence.LIKELY, said)
        return Diagnosis(Confidence.CERTAIN, said, Severity.INFO)
