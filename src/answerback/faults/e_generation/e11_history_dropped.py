"""E11: earlier turns do not reach the model."""

from __future__ import annotations

from answerback.checks.chat.history import HistoryHeard
from answerback.checks.chat.same_prompt import SamePrompt
from answerback.checks.chat.system_prompt import SystemPromptHeard
from answerback.checks.chat.turns_kept import TurnsKept
from answerback.checks.limits.keeps_prompt import KeepsPrompt
from answerback.fault import Diagnosis, Fault, Remedy, Seen
from answerback.values.injections import CHAT, DropMessages
from answerback.values.result import Confidence, Severity
from answerback.values.text import Text


class HistoryDropped(Fault):
    """Two earlier turns cost no prompt tokens, and what was said in them is not known."""

    code = "E11"
    title = Text(en="Earlier turns do not reach the model", zh="之前的对话没有到达模型")
    cause = Text(
        en="Prompt tokens of {short} and {long} show that they are not all counted: a gateway or the template leaves "
        "earlier turns out.",
        zh="输入 token 数 {short} 和 {long} 表明它们没有全部计入：网关或模板丢掉了之前的轮次。",
    )
    severity = Severity.MAJOR
    priority = 3
    seen_with = DropMessages(on=CHAT, keep_last=1)
    yields_to = ("K01",)
    evidence = ("https://platform.openai.com/docs/guides/conversation-state",)
    remedy = {
        None: Remedy(
            Text(
                en="Let the gateway forward all messages, and use a template that loops over them.",
                zh="让网关转发所有消息，并使用会遍历全部消息的模板。",
            )
        ),
        "vllm": Remedy(
            Text(
                en="Start with the model's own template: `--chat-template FILE.jinja`.",
                zh="启动时使用模型自带的模板：`--chat-template FILE.jinja`。",
            ),
            ("--chat-template FILE.jinja",),
        ),
        "ollama": Remedy(
            Text(
                en="Let TEMPLATE in the Modelfile loop: `{{{{ range .Messages }}}}`, then `ollama create NAME`.",
                zh="让 Modelfile 的 TEMPLATE 遍历消息：`{{{{ range .Messages }}}}`，然后 `ollama create NAME`。",
            ),
            (
                "{{ range .Messages }}",
                "ollama create NAME",
            ),
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
    }

    def explains(self, seen: Seen) -> Diagnosis | None:
        """They cost nothing, and are not remembered; the system prompt usually goes with them."""
        if seen.failed(SamePrompt, "history"):
            facts = seen.facts(SamePrompt)
            said = {"short": facts["short"], "long": facts["long"], "mode": facts["mode"]}
            return Diagnosis(Confidence.CERTAIN, said, covers=("F06",))
        if seen.failed(TurnsKept, "lost"):
            facts = seen.facts(TurnsKept)
            seen.failed(HistoryHeard, "dropped")
            seen.failed(SystemPromptHeard, "dropped")
            seen.failed(KeepsPrompt, "truncated")
            return Diagnosis(Confidence.LIKELY, {"short": facts["short"], "long": facts["long"]}, covers=("F06",))
        if not seen.failed(HistoryHeard, "dropped"):
            return None
        seen.failed(SystemPromptHeard, "dropped")
        facts = seen.facts(HistoryHeard)
        return Diagnosis(Confidence.CERTAIN, {"short": facts["short"], "long": facts["long"]}, covers=("F06",))
