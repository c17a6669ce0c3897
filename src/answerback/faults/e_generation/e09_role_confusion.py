"""E09: the model plays the user's part."""

from __future__ import annotations

from answerback.checks.chat.clean_text import CleanText
from answerback.fault import Diagnosis, Fault, Remedy, Seen
from answerback.values.injections import CHAT, Affix
from answerback.values.result import Confidence, Severity
from answerback.values.text import Text


class RoleConfusion(Fault):
    """Answers end properly, but hold turns of the other side: the prompt is plain text to the model."""

    code = "E09"
    title = Text(en="Answers go on with the user's next turn", zh="回答里替用户接着说话")
    cause = Text(
        en="The chat template is another model's or none at all, so the model continues a script: {excerpt!r}",
        zh="聊天模板不是该模型的（或根本没有），模型把对话当成剧本续写：{excerpt!r}",
    )
    severity = Severity.MAJOR
    priority = 3
    seen_with = Affix(on=CHAT, after="\nUser: And what is your favourite colour?\nAssistant: It is blue.")
    yields_to = ("E07",)
    evidence = (
        "ByteDance-Seed/Seed-X-7B#7",
        "ollama/ollama#3759",
    )
    remedy = {
        None: Remedy(Text(en="Use the template that comes with the model.", zh="使用模型自带的聊天模板。")),
        "vllm": Remedy(
            Text(
                en="Start with `--chat-template FILE.jinja` of this model.",
                zh="启动时加上该模型的 `--chat-template FILE.jinja`。",
            ),
            ("--chat-template FILE.jinja",),
        ),
        "sglang": Remedy(
            Text(
                en="Start with `--chat-template FILE.jinja` of this model.",
                zh="启动时加上该模型的 `--chat-template FILE.jinja`。",
            ),
            ("--chat-template FILE.jinja",),
        ),
        "llamacpp": Remedy(
            Text(
                en="Start with `--jinja`, or `--chat-template-file FILE.jinja`; a wrong `--chat-template "
                "NAME` does this.",
                zh="启动时加上 `--jinja` 或 `--chat-template-file FILE.jinja`；`--chat-template NAME` 写错也会这样。",
            ),
            (
                "--jinja",
                "--chat-template-file FILE.jinja",
            ),
        ),
        "ollama": Remedy(
            Text(
                en="Correct TEMPLATE in the Modelfile (`ollama show --modelfile NAME`), then `ollama create NAME`.",
                zh="修正 Modelfile 里的 TEMPLATE（`ollama show --modelfile NAME`），然后 `ollama create NAME`。",
            ),
            (
                "TEMPLATE",
                "ollama create NAME",
            ),
        ),
    }

    def explains(self, seen: Seen) -> Diagnosis | None:
        """Two answers or more write out the other side."""
        if not seen.failed(CleanText, "turns"):
            return None
        facts = seen.facts(CleanText)
        return Diagnosis(Confidence.LIKELY, {"excerpt": facts["excerpt"]})
