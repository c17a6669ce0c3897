"""D07: a plain answer has no content although tokens were made."""

from __future__ import annotations

from answerback.checks.chat.answers import Answers
from answerback.checks.streaming.streams import Streams
from answerback.fault import Diagnosis, Fault, Remedy, Seen
from answerback.values.asks import Chat
from answerback.values.injections import WHOLE, Configure, Set
from answerback.values.result import Confidence, Severity
from answerback.values.target import SMOKE
from answerback.values.text import Text
from answerback.wire.openai import Reading

SOME = 2
"""Lost answers beside others that came: one alone may be a model that had nothing to say."""


class NullContent(Fault):
    """Tokens were counted, no reasoning came, and `content` is null: an adapter lost the text."""

    code = "D07"
    title = Text(en="`content` is null although tokens were generated", zh="已生成 token，`content` 却是 null")
    cause = Text(
        en="{tokens} completion tokens were counted (finish_reason {finish}), and neither content nor reasoning "
        "came: an adapter loses the text, or a reasoning parser swallows it.",
        zh="统计了 {tokens} 个输出 token（finish_reason 为 {finish}），却既没有正文也没有推理内容：适配层丢了文本，"
        "或被推理解析器吞掉了。",
    )
    severity = Severity.CRITICAL
    priority = 3
    level = SMOKE
    seen_with = (
        Configure(name="thinking", value=False),
        Configure(name="reasoning_parser", value=None),
        Set(on=WHOLE, path="choices[*].message.content", value=None),
    )
    yields_to = ("G03", "G04", "G05")
    evidence = ("Birfy/agentdescent#11", "vllm-project/vllm#17609")
    remedy = {
        None: Remedy(
            Text(
                en="Fix the adapter; if the model thinks, remove the reasoning parser or turn thinking off, and look "
                "again.",
                zh="修正适配层；如果是思考模型，去掉推理解析器或关闭思考后再试。",
            )
        ),
        "vllm": Remedy(
            Text(
                en="Start without `--reasoning-parser` (or with the model's own one), or with "
                "`--default-chat-template-kwargs '{{\"enable_thinking\": false}}'`.",
                zh="启动时去掉 `--reasoning-parser`（或换成与模型匹配的），或者加上 `--default-chat-template-kwargs "
                "'{{\"enable_thinking\": false}}'`。",
            ),
            ("--reasoning-parser", "--default-chat-template-kwargs '{\"enable_thinking\": false}'"),
        ),
        "sglang": Remedy(
            Text(
                en="Start without `--reasoning-parser`, or with the model's own one.",
                zh="启动时去掉 `--reasoning-parser`，或换成与模型匹配的。",
            ),
            ("--reasoning-parser",),
        ),
        "llamacpp": Remedy(
            Text(en="Start with `--reasoning-format none`.", zh="启动时加上 `--reasoning-format none`。"),
            ("--reasoning-format none",),
        ),
    }

    def explains(self, seen: Seen) -> Diagnosis | None:
        """Null and paid for; a limit met in a hidden thought is another matter."""
        facts = seen.facts(Answers)
        if seen.failed(Streams, "no-text"):
            said = {name: seen.facts(Streams)[name] for name in ("tokens", "finish")}
            return Diagnosis(Confidence.CERTAIN, said, Severity.MAJOR)
        if seen.passed(Answers):
            return self._some(seen)
        if facts.get("tokens") is None or facts["tokens"] <= 1 or not facts.get("null"):
            return None
        if not seen.failed(Answers, "empty"):
            return None
        said = {"tokens": facts["tokens"], "finish": facts["finish"]}
        return Diagnosis(Confidence.CERTAIN if facts["finish"] == "stop" else Confidence.LIKELY, said)

    def _some(self, seen: Seen) -> Diagnosis | None:
        """Return later answers whose text is null and paid for while others have theirs."""
        lost = [number for number, heard in seen.readings.items() if _lost(heard)]
        if len(lost) < SOME:
            return None
        seen.rest_on(*lost)
        usage = seen.readings[lost[0]].answer.usage
        said = {"tokens": usage.completion if usage is not None else "?", "finish": "stop"}
        return Diagnosis(Confidence.LIKELY, said, Severity.MAJOR, lost[0])


def _lost(heard: Reading) -> bool:
    """Whether a whole answer ended by itself after some tokens, none of which came."""
    ask, choice, usage = heard.exchange.ask, heard.answer.first, heard.answer.usage
    if not isinstance(ask, Chat) or "tools" in ask.options or not heard.ok or heard.is_sse:
        return False
    if choice is None or choice.content is not None or choice.thought or choice.tool_calls:
        return False
    paid = usage is not None and (usage.completion or 0) > 1 and not usage.reasoning
    return paid and choice.finish_reason == "stop"
