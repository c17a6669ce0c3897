"""The probe that finds the field for which an ordinary request is refused."""

from __future__ import annotations

from answerback.check import Check, Reason, Steps
from answerback.checks.chat.answers import Answers
from answerback.checks.probes import HELLO
from answerback.values.asks import chat
from answerback.values.injections import Reply, When
from answerback.values.result import Severity
from answerback.values.text import Text
from answerback.wire.openai import Reading

_REFUSALS = (400, 404, 405, 409, 415, 422, 500, 501)


class BareRequest(Check):
    """Drops one field after the other; runs only when the first chat was refused."""

    promise = Text(
        en="A chat is refused for another reason than its optional fields.",
        zh="对话被拒绝不是因为可选字段。",
    )
    why = Text(
        en="Some services refuse a field that others need; without it everything works.",
        zh="有的服务会拒绝别人必需的字段；去掉它就一切正常。",
    )
    when_failed = (Answers,)
    severity = Severity.INFO
    reasons = {
        "field": Reason(
            Text(
                en="without {field} the same chat is answered; with it: HTTP {status} {message}",
                zh="去掉 {field} 后同样的对话可以应答；带上它则是 HTTP {status} {message}",
            ),
            Reply(
                on=When(has="max_tokens"),
                status=400,
                body='{"error":{"message":"Unsupported parameter: \'max_tokens\' is not supported with this model. Use '
                '\'max_completion_tokens\' instead.","type":"invalid_request_error","param":"max_tokens",'
                '"code":"unsupported_parameter"}}',
            ),
        ),
        "passing": Reason(
            Text(
                en="the same chat is answered when it is asked again; before: HTTP {status} {message}",
                zh="同样的对话再发一次就有了应答；之前是 HTTP {status} {message}",
            ),
            Reply(
                on=When(route="chat", nth=1),
                status=500,
                body='{"error":{"message":"Context size has been exceeded.","type":"server_error","code":500}}',
            ),
            dialect="llamacpp",
        ),
        "other": Reason(
            Text(en="the chat is refused without any optional field too", zh="不带任何可选字段，对话同样被拒绝"),
        ),
    }

    def run(self) -> Steps:
        """Ask without `temperature`, `max_tokens` or both; `Answers` has tried it without the system turn."""
        first: Reading = yield HELLO
        if first.failure is not None or first.status not in _REFUSALS:
            return self.unknown("", root=Answers.id)
        facts = {"status": first.status, "message": first.error.message if first.error else ""}
        tries = (
            ("temperature", chat(*HELLO.messages, max_tokens=48)),
            ("max_tokens", chat(*HELLO.messages, temperature=0, max_completion_tokens=48)),
            ("temperature and max_tokens", chat(*HELLO.messages, max_completion_tokens=48)),
        )
        for field, ask in tries:
            heard: Reading = yield ask
            if heard.ok and heard.error is None and heard.answer.choices:
                again: Reading = yield HELLO.with_(nth=1)
                return self.unknown("passing", **facts) if again.ok else self.warn("field", field=field, **facts)
        return self.unknown("other", **facts)
