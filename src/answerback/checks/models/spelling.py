"""The probe that finds the spelling of a refused model's name that the service accepts."""

from __future__ import annotations

from answerback.check import Check, Reason, Steps
from answerback.checks.models.accepted import ModelAccepted
from answerback.checks.probes import HELLO
from answerback.values.asks import chat
from answerback.values.injections import MODELS as ON_MODELS
from answerback.values.injections import WHOLE, Configure, Reply, Set
from answerback.values.result import Severity
from answerback.values.text import Text
from answerback.wire.meaning import base_name, nearest
from answerback.wire.openai import Reading

PROVIDERS = (
    "openai", "azure", "hosted_vllm", "ollama", "ollama_chat", "anthropic", "bedrock", "vertex_ai", "gemini",
    "openrouter", "deepseek", "dashscope", "volcengine", "huggingface", "groq", "xinference", "lm_studio",
)  # fmt: skip
"""Prefixes by which gateways route (https://docs.litellm.ai/docs/providers)."""


class OtherSpelling(Check):
    """Tries the nearest listed name, and the name with and without a provider's prefix: at most three tokens."""

    promise = Text(en="The model has no other name than the one asked for.", zh="模型没有别的叫法。")
    why = Text(
        en="Gateways add or drop a provider's prefix; the nearest listed name is usually the one that was meant.",
        zh="网关会添加或去掉供应商前缀；列表中最接近的名字通常就是想要的那个。",
    )
    needs = ()
    when_failed = (ModelAccepted,)
    severity = Severity.INFO
    reasons = {
        "other-name": Reason(
            Text(en="{wanted!r} is refused, {works!r} answers", zh="{wanted!r} 被拒绝，{works!r} 可以应答"),
            (
                Configure(name="models", value=["openai/qwen3"]),
                Set(on=ON_MODELS, path="data[*].id", value="qwen3"),
            ),
        ),
        "none": Reason(
            Text(en="none of {tried} answers either", zh="{tried} 也都不应答"),
            Reply(
                on=WHOLE,
                status=404,
                body='{"error":{"message":"The model `{model}` does not exist.","type":"NotFoundError","code":404}}',
            ),
        ),
    }

    def run(self) -> Steps:
        """Ask for one token under each name that might be meant."""
        wanted = self.setting.model or ""
        heard: Reading = yield HELLO
        served = self.setting.models or ()
        names = [nearest(wanted, [s for s in served if s != wanted])] if served else []
        head, slash, rest = wanted.partition("/")
        if slash and head in PROVIDERS:
            names.append(rest)
        elif "/" not in wanted.strip("/") and wanted:
            names.append(f"openai/{wanted}")
        elif wanted:
            names.append(base_name(wanted) if wanted.startswith("/") else f"openai/{wanted}")
        tried = [name for name in dict.fromkeys(names) if name and name != wanted][:3]
        if self.setting.server == "transformers":  # it would fetch whatever it is asked for
            tried = [name for name in tried if name in served]
        for name in tried:
            heard = yield chat("hi", model=name, max_tokens=1, temperature=0)
            if heard.ok and heard.error is None and heard.answer.choices:
                return self.warn("other-name", wanted=wanted, works=name, tried=tried, listed=name in served)
        return self.unknown("none", wanted=wanted, tried=tried)
