"""D01: an error comes with HTTP 200."""

from __future__ import annotations

from answerback.checks.chat.answers import Answers
from answerback.checks.streaming.streams import Streams
from answerback.fault import Diagnosis, Fault, Remedy, Seen
from answerback.values.answer import ErrorShape
from answerback.values.injections import WHOLE, Reply
from answerback.values.result import Confidence, Severity
from answerback.values.target import SMOKE
from answerback.values.text import Text
from answerback.wire.openai import Reading


class ErrorIn200(Fault):
    """The body holds an error and no choices; the cause is in its words, the fault is the status."""

    code = "D01"
    title = Text(en="An error comes with HTTP 200", zh="HTTP 200 里装的是错误")
    cause = Text(
        en="A gateway wraps the error of its upstream into a success: {message} ({code}).",
        zh="网关把上游的错误包在了成功响应里：{message}（{code}）。",
    )
    severity = Severity.CRITICAL
    priority = 3
    level = SMOKE
    seen_with = Reply(
        on=WHOLE,
        body='{"error":{"message":"upstream exhausted","type":"upstream_error","param":null,"code":"upstream_error"}}',
    )
    yields_to = ("B08", "C05", "A19", "A20")
    evidence = ("XpressAI/xaibo#36",)
    remedy = {
        None: Remedy(
            Text(
                en="Let the gateway pass the upstream's status on; clients must look for `error` in a 200 meanwhile.",
                zh="让网关透传上游的状态码；在此之前客户端要检查 200 响应里是否有 `error`。",
            )
        ),
        "openrouter": Remedy(
            Text(
                en="OpenRouter reports errors in a 200 once generation has started: look for `error` in every body.",
                zh="OpenRouter 在开始生成后会用 200 返回错误：请检查每个响应体里的 `error`。",
            )
        ),
    }

    def explains(self, seen: Seen) -> Diagnosis | None:
        """The first chat shows it."""
        if not seen.failed(Answers, "error-in-200"):
            return self._some(seen)
        facts = seen.facts(Answers)
        return Diagnosis(Confidence.CERTAIN, {"message": facts["message"], "code": facts.get("code") or "-"})

    def _some(self, seen: Seen) -> Diagnosis | None:
        """Return the error that came to a later chat, or to a stream, in one JSON body with HTTP 200."""
        if not seen.passed(Answers):
            return None
        number = seen.chats(_wrapped)
        error = seen.readings[number].error if number else None
        if error is None:
            return None
        seen.failed(Streams, "not-a-stream", "nothing")
        said = {"message": error.message[:160], "code": f"{error.code} {error.type}".strip() or "-"}
        return Diagnosis(Confidence.CERTAIN, said, Severity.MAJOR, number)


def _wrapped(heard: Reading) -> bool:
    """Whether an error stands where an answer should, in one JSON body."""
    if not heard.ok or heard.is_sse or heard.answer.choices or heard.error is None:
        return False
    return heard.error.shape is not ErrorShape.HTML
