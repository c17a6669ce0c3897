"""E31: every answer is empty."""

from __future__ import annotations

from answerback.checks.chat.again import AnswersAgain
from answerback.checks.chat.answers import Answers
from answerback.checks.chat.sane_text import SaneText
from answerback.fault import Diagnosis, Fault, Remedy, Seen
from answerback.faults.e_generation.debris import absorb
from answerback.values.injections import CHAT, Configure, Say
from answerback.values.result import Confidence, Severity
from answerback.values.target import SMOKE
from answerback.values.text import Text

WORDLESS = ("E14", "E24", "I10", "I13", "I15", "J")
"""What an answer without a word looks like elsewhere."""


class EmptyAnswers(Fault):
    """The first token is the end of the turn: the template or a filter."""

    code = "E31"
    title = Text(en="Answers are empty", zh="回答是空的")
    cause = Text(
        en="The end-of-turn token comes first ({tokens} completion tokens, finish_reason {finish}): the "
        "template lacks the assistant's opening, or a filter removes the text.",
        zh="第一个 token 就是结束符（{tokens} 个输出 token，finish_reason 为 {finish}）：模板缺少助手开头，"
        "或过滤器删掉了文本。",
    )
    severity = Severity.CRITICAL
    priority = 2
    level = SMOKE
    seen_with = (
        Say(on=CHAT, text=""),
        Configure(name="thinking", value=False),
        Configure(name="reasoning_parser", value=None),
    )
    yields_to = ("D07", "G03", "G04", "G05")
    evidence = ("https://huggingface.co/docs/transformers/chat_templating",)
    remedy = {
        None: Remedy(
            Text(
                en="Fix the template (`add_generation_prompt` must be true), and look for a content filter "
                "in the gateway.",
                zh="修正模板（`add_generation_prompt` 必须为 true），并检查网关里的内容过滤。",
            )
        ),
        "vllm": Remedy(
            Text(
                en="Start with the model's own `--chat-template FILE.jinja`; requests must not set "
                "`add_generation_prompt: false`.",
                zh="启动时使用模型自带的 `--chat-template FILE.jinja`；请求里不要设置 `add_generation_prompt: false`。",
            ),
            (
                "--chat-template FILE.jinja",
                "add_generation_prompt",
            ),
        ),
        "llamacpp": Remedy(
            Text(
                en="Start with `--jinja`, or `--chat-template-file FILE.jinja`.",
                zh="启动时加上 `--jinja` 或 `--chat-template-file FILE.jinja`。",
            ),
            (
                "--jinja",
                "--chat-template-file FILE.jinja",
            ),
        ),
        "ollama": Remedy(
            Text(
                en="Let TEMPLATE in the Modelfile end with the assistant's opening, then `ollama create NAME`.",
                zh="让 Modelfile 的 TEMPLATE 以助手开头结尾，然后 `ollama create NAME`。",
            ),
            (
                "TEMPLATE",
                "ollama create NAME",
            ),
        ),
    }

    def explains(self, seen: Seen) -> Diagnosis | None:
        """Three trivial questions that are empty too make it certain."""
        if seen.failed(SaneText, "empty"):
            absorb(seen)
            return Diagnosis(Confidence.LIKELY, {"tokens": "0-1", "finish": "stop"}, covers=WORDLESS)
        if not seen.failed(Answers, "empty"):
            return None
        facts = seen.facts(Answers)
        all_empty = seen.broke(AnswersAgain, "all-empty")
        sure = Confidence.CERTAIN if all_empty else Confidence.POSSIBLE
        return Diagnosis(sure, {"tokens": facts["tokens"], "finish": facts["finish"]}, covers=WORDLESS)
