"""D09: errors come in another envelope."""

from __future__ import annotations

from answerback.checks.schema.error_shape import ErrorShapeKnown
from answerback.fault import Diagnosis, Fault, Remedy, Seen
from answerback.values.injections import Configure
from answerback.values.result import Confidence, Severity
from answerback.values.text import Text


class OtherErrorShape(Fault):
    """Several products have an envelope of their own: worth knowing for whoever writes the client."""

    code = "D09"
    title = Text(en="Errors come in another shape: {shape}", zh="错误响应的格式不同：{shape}")
    cause = Text(
        en='Not `{{"error": {{"message": …}}}}` but: {excerpt}',
        zh='不是 `{{"error": {{"message": …}}}}`，而是：{excerpt}',
    )
    severity = Severity.INFO
    priority = 2
    seen_with = Configure(name="version", value="0.10.0")
    evidence = ("vllm-project/vllm#17977", "BerriAI/litellm#8821")
    remedy = {
        None: Remedy(
            Text(
                en="Read errors tolerantly in the client: `error` as object or text, `message` and `detail` at the "
                "top.",
                zh="客户端要宽容地解析错误：`error` 可能是对象或字符串，`message`、`detail` 可能在最外层。",
            )
        ),
        "vllm": Remedy(
            Text(
                en="Upgrade vLLM: since 0.10.1 errors are nested under `error`.",
                zh="升级 vLLM：从 0.10.1 起错误放在 `error` 里。",
            ),
            ("vllm>=0.10.1",),
        ),
    }  # fmt: skip

    def explains(self, seen: Seen) -> Diagnosis | None:
        """A refusal that was provoked shows it."""
        if not seen.broke(ErrorShapeKnown):
            return None
        facts = seen.facts(ErrorShapeKnown)
        return Diagnosis(Confidence.CERTAIN, {"shape": facts["shape"], "excerpt": facts["excerpt"]})
