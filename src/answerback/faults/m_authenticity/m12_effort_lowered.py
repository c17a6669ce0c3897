"""M12: the model thinks less than it is told to."""

from __future__ import annotations

from answerback.checks.authenticity.effort_kept import EffortKept
from answerback.fault import Diagnosis, Fault, Remedy, Seen
from answerback.values.injections import Configure, SetRequest, When
from answerback.values.result import Confidence, Severity
from answerback.values.target import DEEP
from answerback.values.text import Text


class EffortLowered(Fault):
    """`high` is no longer than `low`, where the model knows the difference: capped, lowered, or dropped on the way."""

    code = "M12"
    title = Text(en="The reasoning effort is lowered on the way", zh="推理强度在途中被调低")
    cause = Text(
        en="On three puzzles the model thinks for {high} tokens at `high` and for {low} at `low`, where it is trained "
        "to think several times as long: the effort is lowered or its tokens are capped, or the parameter is dropped. "
        "The counts alone cannot tell which.",
        zh="三道题上，`high` 时思考 {high} 个 token，`low` 时 {low} 个，而该模型本应相差数倍：推理强度被调低、"
        "思考 token 被封顶，或者该参数被丢弃。仅凭计数无法区分。",
    )
    severity = Severity.MINOR
    level = DEEP
    seen_with = (
        Configure(name="models", value=["openai/gpt-oss-20b"]),
        SetRequest(on=When(has="reasoning_effort", equals="high"), path="reasoning_effort", value="low"),
    )
    evidence = ("https://platform.openai.com/docs/guides/reasoning",)
    remedy = {
        None: Remedy(
            Text(
                en='Send `"reasoning_effort": "high"` to the model\'s own API and compare `reasoning_tokens`; let the '
                "relay pass the parameter on and lift its cap on thinking.",
                zh='向该模型的官方接口发送 `"reasoning_effort": "high"` 并对比 `reasoning_tokens`；'
                "让中转原样转发该参数，并取消对思考的封顶。",
            ),
            ('"reasoning_effort": "high"',),
        ),
        "vllm": Remedy(
            Text(
                en="Remove `reasoning_effort` from `--default-chat-template-kwargs`, and look for what before vLLM "
                "sets it; vLLM itself passes it to the template.",
                zh="从 `--default-chat-template-kwargs` 中去掉 `reasoning_effort`，并检查 vLLM 前面是否有环节改写它；"
                "vLLM 自身会把它传给模板。",
            ),
            ("--default-chat-template-kwargs",),
        ),
        "llamacpp": Remedy(
            Text(
                en="Remove `reasoning_effort` from `--chat-template-kwargs`, and `--reasoning-budget`.",
                zh="去掉 `--chat-template-kwargs` 中的 `reasoning_effort`，以及 `--reasoning-budget`。",
            ),
            ("--chat-template-kwargs", "--reasoning-budget"),
        ),
        "litellm": Remedy(
            Text(
                en="Remove `reasoning_effort` from the model's `litellm_params`, and let it pass with "
                '`allowed_openai_params: ["reasoning_effort"]` instead of `drop_params`.',
                zh="去掉该模型 `litellm_params` 里写死的 `reasoning_effort`，并用 "
                '`allowed_openai_params: ["reasoning_effort"]` 放行，而不是 `drop_params`。',
            ),
            ("allowed_openai_params", "litellm_settings.drop_params: false"),
        ),
    }

    def explains(self, seen: Seen) -> Diagnosis | None:
        """Never more than possible: only a reference could tell."""
        if not seen.broke(EffortKept, "not-longer"):
            return None
        facts = seen.facts(EffortKept)
        told = {name: " / ".join(map(str, facts[name])) for name in ("low", "high")}
        return Diagnosis(Confidence.POSSIBLE, told)
