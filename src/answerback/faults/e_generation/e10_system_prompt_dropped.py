"""E10: the system prompt does not reach the model."""

from __future__ import annotations

from answerback.checks.chat.same_prompt import SamePrompt
from answerback.checks.chat.system_prompt import SystemPromptHeard
from answerback.checks.chat.system_with_tools import SystemPromptWithTools
from answerback.fault import Diagnosis, Fault, Remedy, Seen
from answerback.values.injections import DropMessages, When
from answerback.values.result import Confidence, Severity
from answerback.values.text import Text


class SystemPromptDropped(Fault):
    """A longer system prompt costs no more prompt tokens and has no effect; a disobeyed one is the model's affair."""

    code = "E10"
    title = Text(en="The system prompt is dropped", zh="系统提示词被丢弃")
    cause = Text(
        en="Prompt tokens of {short} and {long} show that it is not counted: a template without a system turn, or a "
        "gateway, leaves it out.",
        zh="输入 token 数 {short} 和 {long} 表明它没有被计入：模板没有系统轮次，或网关把它丢了。",
    )
    severity = Severity.MAJOR
    priority = 3
    seen_with = DropMessages(on=When(role="system"), role="system")
    yields_to = ("E11", "K01")
    evidence = (
        "InternLM/lmdeploy#464",
        "ollama/ollama-js#220",
        "picatz/openai#11",
    )
    remedy = {
        None: Remedy(
            Text(
                en="Use a template that renders system turns, and let the gateway forward all messages.",
                zh="使用能渲染系统轮次的模板，并让网关转发所有消息。",
            )
        ),
        "vllm": Remedy(
            Text(
                en="Start with a template that renders them: `--chat-template FILE.jinja`.",
                zh="启动时指定支持系统轮次的模板：`--chat-template FILE.jinja`。",
            ),
            ("--chat-template FILE.jinja",),
        ),
        "sglang": Remedy(
            Text(
                en="Start with a template that renders them: `--chat-template FILE.jinja`.",
                zh="启动时指定支持系统轮次的模板：`--chat-template FILE.jinja`。",
            ),
            ("--chat-template FILE.jinja",),
        ),
        "llamacpp": Remedy(
            Text(
                en="Start with `--jinja --chat-template-file FILE.jinja`.",
                zh="启动时加上 `--jinja --chat-template-file FILE.jinja`。",
            ),
            (
                "--jinja",
                "--chat-template-file FILE.jinja",
            ),
        ),
        "lmdeploy": Remedy(
            Text(
                en="Start with `--chat-template FILE.json`, whose `meta_instruction` and `system` are set.",
                zh="启动时加上 `--chat-template FILE.json`，其中要设置 `meta_instruction` 和 `system`。",
            ),
            ("--chat-template FILE.json",),
        ),
        "ollama": Remedy(
            Text(
                en="Put `{{{{ .System }}}}` into TEMPLATE of the Modelfile (beside `.Tools`), then `ollama "
                "create NAME`.",
                zh="在 Modelfile 的 TEMPLATE 里加入 `{{{{ .System }}}}`（与 `.Tools` 并列），然后 `ollama "
                "create NAME`。",
            ),
            (
                "{{ .System }}",
                "ollama create NAME",
            ),
        ),
    }

    def explains(self, seen: Seen) -> Diagnosis | None:
        """It costs nothing and has no effect, always or beside tools."""
        if seen.failed(SamePrompt, "system", "tools"):
            facts = seen.facts(SamePrompt)
            said = {"short": facts["short"], "long": facts["long"], "mode": facts["mode"]}
            return Diagnosis(Confidence.CERTAIN, said, covers=("F06",))
        for check in (SystemPromptHeard, SystemPromptWithTools):
            if seen.failed(check, "dropped"):
                facts = seen.facts(check)
                return Diagnosis(Confidence.CERTAIN, {"short": facts["short"], "long": facts["long"]}, covers=("F06",))
        return None
