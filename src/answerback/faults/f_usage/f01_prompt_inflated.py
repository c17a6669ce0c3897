"""F01: a constant is added to the prompt's count."""

from __future__ import annotations

from answerback.checks.usage.adds_up import UsageAddsUp
from answerback.checks.usage.grows import UsageGrows
from answerback.checks.usage.overhead import UsageOverhead
from answerback.fault import Diagnosis, Fault, Remedy, Seen
from answerback.values.injections import Scale
from answerback.values.result import Confidence
from answerback.values.text import Text


class PromptInflated(Fault):
    """The count grows one for one, but starts far above what a chat template takes."""

    code = "F01"
    title = Text(en="Every prompt is counted with a constant surcharge", zh="每次请求的输入 token 都多计一个固定值")
    cause = Text(
        en="A prompt of about 25 tokens is counted as {prompt}, and a longer one grows by what was added: a constant "
        "of about {extra}. Either a gateway adds a safety margin to its own estimate, or a hidden system prompt is "
        "put before every request (M03); the counts alone cannot tell the two apart.",
        zh="约 25 个 token 的输入被计为 {prompt}，更长的输入又按实际长度增加：说明多出一个约 {extra} 的固定值。"
        "要么是网关在自己的估算上加了安全余量，要么是每次请求前都被塞进了隐藏的系统提示词（M03）；只看数字无法区分。",
    )
    priority = 3
    evidence = ("diegosouzapw/OmniRoute#8331", "ollama/ollama#5312")
    yields_to = ("M03", "M07")
    seen_with = (Scale(path="usage.prompt_tokens", plus=2000), Scale(path="usage.total_tokens", plus=2000))
    remedy = {
        None: Remedy(
            Text(
                en="Ask the service behind the gateway directly and compare prompt_tokens; then let the gateway pass "
                "the upstream's usage on instead of its own estimate, or remove the prompt that it adds.",
                zh="绕过网关直接请求后端，对比 prompt_tokens；然后让网关原样转发上游的 usage，不要自行估算，"
                "或者去掉它附加的提示词。",
            ),
            ("usage.prompt_tokens",),
        ),
        "litellm": Remedy(
            Text(
                en="Compare with the backend under litellm_params.api_base; look for a system prompt in the model's "
                "litellm_params and for guardrails or callbacks that add messages.",
                zh="与 litellm_params.api_base 指向的后端对比；检查该模型 litellm_params 中是否配置了系统提示词，"
                "以及是否有会附加消息的 guardrail 或 callback。",
            ),
            ("litellm_params.api_base",),
        ),
    }

    def explains(self, seen: Seen) -> Diagnosis | None:
        """A large intercept with a slope of one."""
        if not seen.failed(UsageOverhead, "large") or seen.failed(UsageGrows, "steep", "flat"):
            return None
        seen.failed(UsageAddsUp)
        facts = seen.facts(UsageOverhead)
        return Diagnosis(Confidence.POSSIBLE, {"prompt": facts["prompt"], "extra": facts["extra"]})
