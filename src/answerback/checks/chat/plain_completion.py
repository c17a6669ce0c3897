"""The probe that tells a missing chat template from a dead model: plain completion needs no template."""

from __future__ import annotations

from answerback.check import Check, Reason, Steps
from answerback.checks.chat.answers import Answers
from answerback.values.asks import Raw
from answerback.values.injections import Configure, Reply, When
from answerback.values.result import Severity
from answerback.values.text import Text
from answerback.wire.openai import Reading

COMPLETION = Raw(
    method="POST",
    path="completions",
    body='{"model":"{model}","prompt":"The capital of France is","max_tokens":4,"temperature":0}',
    cost=4,
)


class PlainCompletion(Check):
    """Four tokens from /v1/completions, when chat was refused."""

    promise = Text(en="Without the chat template nothing works either.", zh="不用聊天模板时同样无法工作。")
    why = Text(
        en="If plain completion works while chat is refused, the model is there and its template is not.",
        zh="如果对话被拒绝而纯文本续写正常，说明模型在，缺的是聊天模板。",
    )
    when_failed = (Answers,)
    severity = Severity.INFO
    reasons = {
        "works": Reason(
            Text(
                en="/v1/completions answers {text!r} while chat is refused",
                zh="/v1/completions 能返回 {text!r}，对话却被拒绝",
            ),
            Configure(name="template", value=False),
        ),
        "fails-too": Reason(
            Text(en="/v1/completions fails too: HTTP {status}", zh="/v1/completions 同样失败：HTTP {status}"),
            Reply(on=When(route="post"), status=500, body='{"error":{"message":"Internal Server Error"}}'),
        ),
    }

    def run(self) -> Steps:
        """Continue half a sentence."""
        heard: Reading = yield COMPLETION
        raw = heard.json if heard.ok else None
        choices = raw.get("choices") if isinstance(raw, dict) else None
        first = choices[0] if isinstance(choices, list) and choices and isinstance(choices[0], dict) else {}
        text = first.get("text")
        if isinstance(text, str) and text:
            return self.warn("works", text=text[:40])
        return self.unknown("fails-too", status=heard.status)
