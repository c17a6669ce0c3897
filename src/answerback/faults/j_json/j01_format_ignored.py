"""J01: response_format has no effect."""

from __future__ import annotations

from answerback.checks.json.object import AnswersInJson
from answerback.checks.json.schema import FollowsSchema
from answerback.checks.json.streamed import SchemaInStreams
from answerback.checks.json.thinking import ThinkingAndSchema
from answerback.fault import Diagnosis, Fault, Remedy, Seen
from answerback.faults.one_mode import one_mode, only
from answerback.values.injections import DropRequest, When
from answerback.values.result import Confidence
from answerback.values.text import Text


class FormatIgnored(Fault):
    """Prose, or keys of the model's own, with HTTP 200."""

    code = "J01"
    title = Text(en="response_format is ignored", zh="response_format 不生效")
    cause = Text(
        en="{what} was accepted with HTTP 200, and the answer is {excerpt}: a gateway drops the field, or the "
        "backend has no constrained decoding and does not say so.",
        zh="{what} 被接受并返回 HTTP 200，回答却是 {excerpt}：网关丢掉了该字段，或后端不支持约束解码却没有报错。",
    )
    priority = 3
    evidence = ("ollama/ollama#17183", "ollama/ollama#14440", "ollama/ollama#8063", "ROCm/FastFlowLM#554")
    yields_to = ("E01", "E02", "E04", "E05", "E06", "E07", "E09", "E13", "G12")
    seen_with = DropRequest(on=When(has="response_format"), path="response_format")
    remedy = {
        None: Remedy(
            Text(
                en="Ask the model's server directly: if it works there, let the gateway pass `response_format` on; "
                "if not, serve the model where decoding can be constrained (vLLM, SGLang, llama.cpp), or validate "
                "and retry in the client.",
                zh="直接请求模型服务：如果那里正常，就让网关透传 `response_format`；否则请换用支持约束解码的服务"
                "（vLLM、SGLang、llama.cpp），或在客户端校验并重试。",
            ),
            ("response_format",),
        ),
        "vllm": Remedy(
            Text(
                en="vLLM enforces `response_format` itself, so something before it drops the field (older clients' "
                "`guided_json` is ignored by recent versions); the backend is chosen with `--structured-outputs-config "
                '\'{{"backend":"xgrammar"}}\'`.',
                zh="vLLM 本身会执行 `response_format`，因此是前面的环节丢掉了该字段（旧写法 `guided_json` "
                "在新版本中已被忽略）"
                '；后端可用 `--structured-outputs-config \'{{"backend":"xgrammar"}}\'` 指定。',
            ),
            ("response_format", "--structured-outputs-config"),
        ),
        "sglang": Remedy(
            Text(
                en="SGLang enforces it with `--grammar-backend xgrammar` (the default); check for `--grammar-backend "
                "none` and for a gateway that drops the field.",
                zh="SGLang 通过 `--grammar-backend xgrammar`（默认）执行；请检查是否设成了 `--grammar-backend none`，"
                "以及网关是否丢掉了该字段。",
            ),
            ("--grammar-backend xgrammar",),
        ),
        "ollama": Remedy(
            Text(
                en="Upgrade Ollama, and use a model that its llama.cpp runner serves: the MLX runner and cloud "
                "models ignore `format`.",
                zh="升级 Ollama，并使用由 llama.cpp runner 运行的模型：MLX runner 和云端模型会忽略 `format`。",
            ),
            ("response_format",),
        ),
        "litellm": Remedy(
            Text(
                en="Check `litellm_settings.drop_params` and set `litellm_settings.enable_json_schema_validation: "
                "true`.",
                zh="检查 `litellm_settings.drop_params`，并设置 `litellm_settings.enable_json_schema_validation: "
                "true`。",
            ),
            ("litellm_settings.drop_params", "litellm_settings.enable_json_schema_validation: true"),
        ),
    }

    def explains(self, seen: Seen) -> Diagnosis | None:
        """A schema that nobody read is certain; json_object alone may be a matter of wording."""
        by_schema = seen.ignored(FollowsSchema, "ignored")
        by_object = seen.ignored(AnswersInJson, "ignored")
        streamed = seen.ignored(SchemaInStreams, "ignored")
        alone = one_mode(seen, "response_format")
        if not (by_schema or by_object or streamed or alone):
            return None
        seen.failed(ThinkingAndSchema, "broken")
        check = FollowsSchema if by_schema else SchemaInStreams if streamed else AnswersInJson
        facts = {"what": "json_object" if check is AnswersInJson else "json_schema"}
        facts["excerpt"] = {**alone, **seen.facts(check)}["excerpt"]
        facts |= only(alone)
        return Diagnosis(Confidence.CERTAIN if by_schema or streamed else Confidence.LIKELY, facts)
