"""J05: a schema is enforced in part."""

from __future__ import annotations

from answerback.checks.json.keywords import KeywordsEnforced
from answerback.checks.json.schema import FollowsSchema
from answerback.checks.json.streamed import SchemaInStreams
from answerback.fault import Diagnosis, Fault, Remedy, Seen
from answerback.values.injections import Say, When
from answerback.values.result import Confidence, Severity
from answerback.values.text import Text


class PartlyEnforced(Fault):
    """Keys and types are right, narrower keywords are not."""

    code = "J05"
    title = Text(en="A schema is enforced only in part", zh="schema 只有部分约束生效")
    cause = Text(
        en="The answer has the schema's form but breaks {violated}: the grammar backend leaves these keywords out, "
        "or the schema was only written into the prompt.",
        zh="回答的形状符合 schema，但违反了 {violated}：语法后端不支持这些关键字，或者 schema 只是写进了提示词。",
    )
    severity = Severity.MINOR
    evidence = ("ollama/ollama#8063",)
    yields_to = ("J01",)
    seen_with = Say(
        on=When(has="response_format.type", equals="json_schema"),
        text='{"kx_city": "London", "qv_capital": true, "zw_marks": ["old"]}',
    )
    remedy = {
        None: Remedy(
            Text(
                en="Check the values in the client, write the schema with keywords that the backend knows, or use a "
                "backend that knows them.",
                zh="在客户端校验取值；schema 只使用后端支持的关键字，或换用支持它们的后端。",
            ),
            ("response_format.json_schema",),
        ),
        "vllm": Remedy(
            Text(
                en="Choose a backend that knows the keywords: `--structured-outputs-config "
                '\'{{"backend":"guidance"}}\'`; with `"disable_fallback":true` vLLM refuses what it cannot '
                "enforce.",
                zh='选择支持这些关键字的后端：`--structured-outputs-config \'{{"backend":"guidance"}}\'`；加上 '
                '`"disable_fallback":true` 后，vLLM 会拒绝它无法执行的 schema。',
            ),
            ("--structured-outputs-config",),
        ),
        "sglang": Remedy(
            Text(
                en="Try another backend: `--grammar-backend llguidance`.",
                zh="换一个后端：`--grammar-backend llguidance`。",
            ),
            ("--grammar-backend llguidance",),
        ),
    }

    def explains(self, seen: Seen) -> Diagnosis | None:
        """Violations of narrower keywords alone."""
        shown = [c for c in (FollowsSchema, SchemaInStreams, KeywordsEnforced) if seen.failed(c, "partly")]
        if not shown:
            return None
        violated = seen.facts(shown[0])["violated"]
        return Diagnosis(Confidence.LIKELY, {"violated": ", ".join(map(str, violated))})
