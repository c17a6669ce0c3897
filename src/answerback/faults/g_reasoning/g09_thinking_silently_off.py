"""G09: a model that is known to think shows no thought."""

from __future__ import annotations

from answerback.checks.thinking.thinks import Thinks
from answerback.fault import Diagnosis, Fault, Remedy, Seen
from answerback.faults.g_reasoning import parsers
from answerback.server import Vendor
from answerback.values.injections import MoveReasoning
from answerback.values.result import Confidence, Severity
from answerback.values.text import Text


class ThinkingSilentlyOff(Fault):
    """Hard to tell from a model of that name that was trained out of it, so it is a note unless tokens were counted."""

    code = "G09"
    title = Text(en="No thought is shown, although this model thinks", zh="模型本应思考，却看不到任何思考内容")
    cause = Text(
        en="Reasoning is stripped on the way (a gateway, `include_reasoning: false`), or the template's default "
        "switches thinking off; answers of a reasoner get worse without it.",
        zh="推理内容在途中被去掉（网关、`include_reasoning: false`），或模板默认关闭了思考；推理模型不思考，"
        "回答质量会下降。",
    )
    severity = Severity.MINOR
    priority = 2
    evidence = ("vllm-project/vllm#47027",)
    yields_to = ("G01", "G02", "G03", "E01")
    seen_with = MoveReasoning(how="drop")
    remedy = {
        None: Remedy(
            Text(
                en="Let the gateway pass `reasoning_content` and `reasoning` on, and the request ask for thinking.",
                zh="让网关转发 `reasoning_content` 和 `reasoning`，并在请求里打开思考。",
            ),
            ("reasoning_content",),
        ),
        "vllm": Remedy(
            Text(
                en="Remove `enable_thinking: false` from `--default-chat-template-kwargs`, set "
                "`--reasoning-parser {vllm}`, and do not send `include_reasoning: false`.",
                zh="从 `--default-chat-template-kwargs` 里去掉 `enable_thinking: false`，设置 "
                "`--reasoning-parser {vllm}`，并且不要发送 `include_reasoning: false`。",
            ),
            ("--default-chat-template-kwargs", "--reasoning-parser {vllm}", "include_reasoning"),
        ),
        "llamacpp": Remedy(
            Text(
                en="Start with `--jinja --reasoning-budget -1` and without `enable_thinking: false` in "
                "`--chat-template-kwargs`.",
                zh="启动时加 `--jinja --reasoning-budget -1`，并去掉 `--chat-template-kwargs` 里的 "
                "`enable_thinking: false`。",
            ),
            ("--jinja", "--reasoning-budget -1"),
        ),
    }

    def explains(self, seen: Seen) -> Diagnosis | None:
        """Counted and hidden on a server of one's own is a fault; vendors hide thoughts by right."""
        if seen.broke(Thinks, "hidden"):
            own = seen.server is not None and not issubclass(seen.server, Vendor) and not seen.server.gateway
            return Diagnosis(Confidence.LIKELY, parsers.for_model(seen), None if own else Severity.INFO)
        if seen.unsupported(Thinks, "off"):
            return Diagnosis(Confidence.POSSIBLE, parsers.for_model(seen), Severity.INFO)
        return None
