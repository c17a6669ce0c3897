"""J04: JSON that ends in the middle."""

from __future__ import annotations

from answerback.checks.json.object import AnswersInJson
from answerback.checks.json.schema import FollowsSchema
from answerback.checks.json.streamed import SchemaInStreams
from answerback.fault import Diagnosis, Fault, Remedy, Seen
from answerback.values.injections import Say, When
from answerback.values.result import Confidence, Severity
from answerback.values.text import Text


class Truncated(Fault):
    """The demanded form fits into the budget several times, and yet it is cut."""

    code = "J04"
    title = Text(en="Structured output is cut off", zh="结构化输出被截断")
    cause = Text(
        en="The JSON ends after {letters} characters with finish_reason {finish}, though there was room for more. "
        "With `length` something caps the answer below "
        "max_tokens; with `stop` the grammar let the model end too early.",
        zh="JSON 在 {letters} 个字符后结束，finish_reason 为 {finish}，而预算还有余量。"
        "如果是 `length`，说明实际上限低于 max_tokens；如果是 `stop`，说明语法允许模型过早结束。",
    )
    severity = Severity.MINOR
    yields_to = ("E21", "J03", "E01", "E02", "E04", "E05", "E06", "E07", "E09")
    seen_with = Say(on=When(has="response_format"), text='{"kx_city": "Paris", "qv_ca', finish="stop")
    remedy = {
        None: Remedy(
            Text(
                en="With `length`: raise max_tokens and look for a cap in the server or gateway. With `stop`: "
                "upgrade the server's grammar backend.",
                zh="`length`：调大 max_tokens，并检查服务或网关是否有隐藏的上限。`stop`：升级服务端的语法后端。",
            ),
            ("max_tokens",),
        ),
        "vllm": Remedy(
            Text(
                en="With `length`: raise max_tokens; a default of the model's generation_config is lifted by "
                "`--generation-config vllm`. With `stop`: try another backend, `--structured-outputs-config "
                '\'{{"backend":"guidance"}}\'`.',
                zh="`length`：调大 max_tokens；如果是 generation_config 里的默认上限，可用 `--generation-config "
                'vllm` 取消。`stop`：换一个后端，`--structured-outputs-config \'{{"backend":"guidance"}}\'`。',
            ),
            ("max_tokens", "--generation-config vllm", "--structured-outputs-config"),
        ),
    }

    def explains(self, seen: Seen) -> Diagnosis | None:
        """A beginning of JSON without its end."""
        shown = [c for c in (FollowsSchema, AnswersInJson, SchemaInStreams) if seen.failed(c, "truncated")]
        if not shown:
            return None
        facts = seen.facts(shown[0])
        sure = Confidence.CERTAIN if facts["finish"] == "stop" else Confidence.LIKELY
        return Diagnosis(sure, {"letters": facts["letters"], "finish": facts["finish"]})
