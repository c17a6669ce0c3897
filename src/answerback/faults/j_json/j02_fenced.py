"""J02: JSON in a Markdown fence."""

from __future__ import annotations

from answerback.checks.json.object import AnswersInJson
from answerback.checks.json.schema import FollowsSchema
from answerback.checks.json.streamed import SchemaInStreams
from answerback.fault import Diagnosis, Fault, Remedy, Seen
from answerback.values.injections import Affix, When
from answerback.values.result import Confidence, Severity
from answerback.values.text import Text


class Fenced(Fault):
    """Right inside, unreadable outside."""

    code = "J02"
    title = Text(en="Structured output comes in a Markdown fence", zh="结构化输出被包在 Markdown 代码块里")
    cause = Text(
        en="The answer is {excerpt}: the format was asked for in words only, nothing constrains the decoding, and "
        "the model decorates its JSON.",
        zh="回答为 {excerpt}：格式只是写进了提示词，没有约束解码，模型又给 JSON 加了装饰。",
    )
    severity = Severity.MINOR
    priority = 3
    evidence = ("veniceai/api-docs#264", "vectorize-io/hindsight#645", "ollama/ollama#14440")
    yields_to = ("J01", "E01", "E02", "E04", "E05", "E06", "E07", "E09", "E13", "G12")
    seen_with = Affix(on=When(has="response_format"), before="```json\n", after="\n```")
    remedy = {
        None: Remedy(
            Text(
                en="Use a backend that constrains decoding for `response_format`; until then strip the fence in the "
                "client.",
                zh="使用对 `response_format` 做约束解码的后端；在此之前，请在客户端去掉代码块标记。",
            ),
            ("response_format",),
        ),
        "vllm": Remedy(
            Text(
                en="Send `response_format: json_schema` to vLLM itself (`--structured-outputs-config "
                '\'{{"backend":"xgrammar"}}\'`): constrained decoding cannot write a fence.',
                zh="把 `response_format: json_schema` 直接发给 vLLM（`--structured-outputs-config "
                '\'{{"backend":"xgrammar"}}\'`）：约束解码不会写出代码块标记。',
            ),
            ("--structured-outputs-config",),
        ),
    }

    def explains(self, seen: Seen) -> Diagnosis | None:
        """What stands in the fence is as demanded."""
        shown = [c for c in (FollowsSchema, AnswersInJson, SchemaInStreams) if seen.failed(c, "fenced", "decorated")]
        return Diagnosis(Confidence.CERTAIN, {"excerpt": seen.facts(shown[0])["excerpt"]}) if shown else None
