"""J03: blanks without end."""

from __future__ import annotations

from answerback.checks.json.object import AnswersInJson
from answerback.checks.json.schema import FollowsSchema
from answerback.checks.json.streamed import SchemaInStreams
from answerback.fault import Diagnosis, Fault, Remedy, Seen
from answerback.values.injections import Flood, When
from answerback.values.result import Confidence
from answerback.values.text import Text


class Whitespace(Fault):
    """The grammar allows any blanks, and the model finds no way out of them."""

    code = "J03"
    title = Text(en="Structured output runs away into whitespace", zh="结构化输出陷入无尽的空白字符")
    cause = Text(
        en="After the beginning {blanks} blanks follow up to the token limit: the grammar allows any amount of them "
        "between tokens, and the model never leaves.",
        zh="开头之后是 {blanks} 个空白字符，一直到 token 上限：语法允许任意空白，模型就再也走不出来。",
    )
    priority = 3
    evidence = ("vllm-project/vllm#38696", "vllm-project/vllm#44619", "jundot/omlx#2990")
    yields_to = ("E02",)
    seen_with = Flood(on=When(has="response_format"), text="\n", keep=1)
    remedy = {
        None: Remedy(
            Text(
                en="Forbid free whitespace in the grammar (vLLM: `disable_any_whitespace`), say in the prompt that "
                "JSON is wanted, and keep max_tokens small.",
                zh="在语法里禁止任意空白（vLLM 为 `disable_any_whitespace`），在提示词中说明需要 JSON，并把 "
                "max_tokens 设小。",
            ),
            ("disable_any_whitespace",),
        ),
        "vllm": Remedy(
            Text(
                en="Start vLLM with `--structured-outputs-config "
                '\'{{"backend":"xgrammar","disable_any_whitespace":true}}\'`.',
                zh="启动 vLLM 时加上 `--structured-outputs-config "
                '\'{{"backend":"xgrammar","disable_any_whitespace":true}}\'`。',
            ),
            ("--structured-outputs-config", '"disable_any_whitespace":true'),
        ),
        "sglang": Remedy(
            Text(
                en="Start SGLang with `--constrained-json-disable-any-whitespace`.",
                zh="启动 SGLang 时加上 `--constrained-json-disable-any-whitespace`。",
            ),
            ("--constrained-json-disable-any-whitespace",),
        ),
    }

    def explains(self, seen: Seen) -> Diagnosis | None:
        """Blanks up to the limit."""
        shown = [c for c in (FollowsSchema, AnswersInJson, SchemaInStreams) if seen.failed(c, "whitespace")]
        return Diagnosis(Confidence.CERTAIN, {"blanks": seen.facts(shown[0]).get("blanks", "")}) if shown else None
