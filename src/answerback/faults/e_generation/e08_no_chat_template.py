"""E08: there is no chat template."""

from __future__ import annotations

from answerback.checks.chat.again import AnswersAgain
from answerback.checks.chat.answers import Answers
from answerback.checks.chat.plain_completion import PlainCompletion
from answerback.fault import Diagnosis, Fault, Remedy, Seen
from answerback.values.injections import Configure
from answerback.values.result import Confidence, Severity
from answerback.values.target import SMOKE
from answerback.values.text import Text
from answerback.wire.meaning import Meaning


class NoChatTemplate(Fault):
    """The model is there (plain completion works), the template that turns a chat into a prompt is not, or fails."""

    code = "E08"
    title = Text(en="The model has no usable chat template", zh="模型没有可用的聊天模板")
    cause = Text(
        en="A chat cannot be turned into a prompt: HTTP {status} {message}",
        zh="对话无法转换为提示词：HTTP {status} {message}",
    )
    severity = Severity.CRITICAL
    priority = 3
    level = SMOKE
    seen_with = Configure(name="template", value=False)
    yields_to = ("A21", "A08", "A19", "A20", "B08")
    evidence = (
        "vllm-project/vllm#39279",
        "vllm-project/vllm#29849",
        "vllm-project/vllm#18140",
    )
    remedy = {
        None: Remedy(
            Text(
                en="Use an instruct model, or give the server the model's chat template.",
                zh="使用 instruct 模型，或为服务端指定该模型的聊天模板。",
            )
        ),
        "vllm": Remedy(
            Text(
                en="Start with `--chat-template FILE.jinja` (vLLM ships many under examples/), or serve an "
                "instruct model.",
                zh="启动时加上 `--chat-template FILE.jinja`（vLLM 的 examples/ 里有很多），或部署 instruct 模型。",
            ),
            ("--chat-template FILE.jinja",),
        ),
        "sglang": Remedy(
            Text(
                en="Start with `--chat-template FILE.jinja`, or serve an instruct model.",
                zh="启动时加上 `--chat-template FILE.jinja`，或部署 instruct 模型。",
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
            Text(en="Start with `--chat-template FILE.json`.", zh="启动时加上 `--chat-template FILE.json`。"),
            ("--chat-template FILE.json",),
        ),
        "tgi": Remedy(
            Text(
                en="Start with `--tokenizer-config-path FILE.json`, whose `chat_template` is set.",
                zh="启动时加上 `--tokenizer-config-path FILE.json`，其中要有 `chat_template`。",
            ),
            ("--tokenizer-config-path FILE.json",),
        ),
        "ollama": Remedy(
            Text(
                en="Add the model's TEMPLATE to the Modelfile, then `ollama create NAME`.",
                zh="在 Modelfile 里加上模型的 TEMPLATE，然后 `ollama create NAME`。",
            ),
            (
                "TEMPLATE",
                "ollama create NAME",
            ),
        ),
    }

    def explains(self, seen: Seen) -> Diagnosis | None:
        """The refusal says so, or plain completion works while chat is refused without a word of why."""
        facts = seen.facts(Answers)
        if facts.get("means") not in ("", str(Meaning.TEMPLATE)) or not seen.failed(Answers, "refused"):
            return None
        said = {"status": facts["status"], "message": facts["message"]}
        works = seen.broke(PlainCompletion, "works")
        if facts.get("means") == str(Meaning.TEMPLATE):
            return Diagnosis(Confidence.CERTAIN if works else Confidence.LIKELY, said)
        if works and seen.broke(AnswersAgain, "refused") and facts["status"] in (400, 422, 500):
            return Diagnosis(Confidence.POSSIBLE, said)
        return None
