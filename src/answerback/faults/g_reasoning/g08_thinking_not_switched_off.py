"""G08: thinking is switched off, and the model thinks all the same."""

from __future__ import annotations

from answerback.check import Check
from answerback.checks.thinking.chat_template_kwargs import ChatTemplateKwargs
from answerback.checks.thinking.enable_thinking import EnableThinking
from answerback.checks.thinking.extra_body import ExtraBody
from answerback.checks.thinking.no_think import NoThink
from answerback.checks.thinking.reasoning_effort import ReasoningEffort
from answerback.checks.thinking.switch_whole import SwitchWhole
from answerback.checks.thinking.thinking import ThinkingType
from answerback.fault import Diagnosis, Fault, Remedy, Seen
from answerback.server import Treatment
from answerback.values.injections import DropRequest
from answerback.values.pattern import lazy
from answerback.values.result import Confidence, Severity
from answerback.values.text import Text

SWITCHES: dict[str, type[Check]] = {
    "chat_template_kwargs": ChatTemplateKwargs,
    "enable_thinking": EnableThinking,
    "thinking": ThinkingType,
    "reasoning_effort": ReasoningEffort,
    "extra_body": ExtraBody,
    "no_think": NoThink,
}
TEMPLATE = ("chat_template_kwargs", "enable_thinking", "thinking")
"""Switches that products pass to the template without knowing the model; an effort is the model's own affair."""
HYBRID = lazy(
    r"(?i)qwen-?3(?!.*(?:2507|thinking|instruct|coder|next|vl))|glm-4\.[56]|deepseek-v3\.[12]|kimi-k2\.[56]|"
    r"hunyuan|granite-3\.[23]|seed-oss|ernie-4\.5.*thinking"
)
"""Models that can think or not; others with a thought may be unable to do without."""


class ThinkingNotSwitchedOff(Fault):
    """Only where this product honours the switch, and where the model is able to do without a thought."""

    code = "G08"
    title = Text(en="`{switch}` does not switch thinking off", zh="`{switch}` 关不掉思考")
    cause = Text(
        en="The request says no thinking, and the model thinks all the same: `{switch}` is lost on the way (a gateway "
        "that drops unknown fields) or does not reach the template. What works here: {works}.",
        zh="请求要求不思考，模型却照样思考：`{switch}` 在途中丢失（网关丢掉了不认识的字段）或没有传到模板。"
        "在这里起作用的写法：{works}。",
    )
    severity = Severity.MINOR
    priority = 3
    evidence = (
        "Mininglamp-OSS/octo-smart-summary#2", "ralphgrewe/TradingAgents#168", "sgl-project/sglang#7089",
    )  # fmt: skip
    yields_to = ("G03", "E01", "E02", "E04", "E05", "E31")
    seen_with = DropRequest(path="chat_template_kwargs")
    remedy = {
        None: Remedy(
            Text(
                en="Use the spelling that works here (see the checks of `thinking`), and let gateways forward unknown "
                "fields.",
                zh="改用在这里起作用的写法（见 `thinking` 各项检查），并让网关转发不认识的字段。",
            )
        ),
        "vllm": Remedy(
            Text(
                en='Send `"chat_template_kwargs": {{"enable_thinking": false}}` (`thinking` for DeepSeek and Kimi), '
                "let the "
                "gateway pass it on, or switch it off for all: `--default-chat-template-kwargs "
                "'{{\"enable_thinking\": false}}'`.",
                zh='发送 `"chat_template_kwargs": {{"enable_thinking": false}}`（DeepSeek、Kimi 用 '
                "`thinking`）并让网关转发它，"
                "或对所有请求关闭：`--default-chat-template-kwargs '{{\"enable_thinking\": false}}'`。",
            ),
            ("""--default-chat-template-kwargs '{"enable_thinking": false}'""", "chat_template_kwargs"),
        ),
        "sglang": Remedy(
            Text(
                en='Send `"chat_template_kwargs": {{"enable_thinking": false}}` (`thinking` for DeepSeek and Kimi), '
                "and let "
                "the gateway pass it on.",
                zh='发送 `"chat_template_kwargs": {{"enable_thinking": false}}`（DeepSeek、Kimi 用 `thinking`），'
                "并让网关转发它。",
            ),
            ("chat_template_kwargs",),
        ),
        "llamacpp": Remedy(
            Text(
                en="Start with `--jinja --chat-template-kwargs '{{\"enable_thinking\": false}}'` or "
                "`--reasoning-budget 0`.",
                zh="启动时加 `--jinja --chat-template-kwargs '{{\"enable_thinking\": false}}'` 或 "
                "`--reasoning-budget 0`。",
            ),
            ("""--chat-template-kwargs '{"enable_thinking": false}'""", "--reasoning-budget 0"),
        ),
        "ollama": Remedy(
            Text(
                en='Send `"reasoning_effort": "none"` on /v1 (`"think": false` on /api/chat); other switches are '
                "dropped.",
                zh='在 /v1 上发送 `"reasoning_effort": "none"`（/api/chat 用 `"think": false`）；其他写法会被丢弃。',
            ),
            ('"reasoning_effort": "none"',),
        ),
        "lmdeploy": Remedy(
            Text(
                en='Send `"chat_template_kwargs": {{"enable_thinking": false}}`.',
                zh='发送 `"chat_template_kwargs": {{"enable_thinking": false}}`。',
            ),
            ("chat_template_kwargs",),
        ),
        "dashscope": Remedy(
            Text(
                en='Send `"enable_thinking": false` at the top level.',
                zh='在请求体顶层发送 `"enable_thinking": false`。',
            ),
            ('"enable_thinking": false',),
        ),
        "deepseek": Remedy(
            Text(en='Send `"thinking": {{"type": "disabled"}}`.', zh='发送 `"thinking": {{"type": "disabled"}}`。'),
            ('"thinking": {"type": "disabled"}',),
        ),
        "litellm": Remedy(
            Text(
                en="Name the field in `allowed_openai_params`, or put it into `extra_body`: LiteLLM drops what it does "
                "not know with `drop_params: true`.",
                zh="在 `allowed_openai_params` 里列出该字段，或放进 `extra_body`：`drop_params: true` 时 LiteLLM "
                "会丢掉不认识的字段。",
            ),
            ("allowed_openai_params", "drop_params"),
        ),
    }

    def explains(self, seen: Seen) -> Diagnosis | None:
        """A switch that this product honours has no effect, although the model can do without a thought."""
        kind = seen.server
        honoured = kind.thinking_switches if kind is not None else {}
        works = [name for name, check in SWITCHES.items() if _works(seen, check)]
        dead = [
            n for n in TEMPLATE if honoured.get(n) is Treatment.HONOURED and seen.ignored(SWITCHES[n], "still-thinks")
        ]
        if not dead and not honoured and not works and seen.ignored(ChatTemplateKwargs, "still-thinks"):
            dead = ["chat_template_kwargs"]
        whole = seen.facts(SwitchWhole) if seen.ignored(SwitchWhole) else {}
        if not dead and whole:
            said = {"switch": _spelled(whole["option"]), "works": "-", "mode": whole["mode"]}
            return Diagnosis(Confidence.LIKELY, said)
        if not dead:
            return None
        facts = {"switch": _spelled(dead[0]), "works": ", ".join(f"`{_spelled(n)}`" for n in works) or "-"}
        if works and honoured:
            return Diagnosis(Confidence.LIKELY, facts)
        if HYBRID.search((seen.setting.model or "").rpartition("/")[2]):
            return Diagnosis(Confidence.LIKELY, facts)
        return Diagnosis(Confidence.POSSIBLE, facts, Severity.INFO)


def _works(seen: Seen, check: type[Check]) -> bool:
    return seen.passed(check) and bool(seen.facts(check).get("works")) and seen.facts(check).get("wanted") == "off"


def _spelled(name: str) -> str:
    return {"chat_template_kwargs": "chat_template_kwargs.enable_thinking", "no_think": "/no_think"}.get(name, name)
