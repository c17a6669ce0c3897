"""The promise that an answer is JSON when JSON is demanded."""

from __future__ import annotations

from answerback.check import Check, Reason, Steps
from answerback.checks.arrivals import streamed
from answerback.checks.chat.answers import Answers
from answerback.checks.models.recognised import Recognised
from answerback.checks.probes import HELLO_STREAM, IN_JSON
from answerback.structured import conclude, demand, shared_reasons
from answerback.values.injections import DropRequest, When
from answerback.values.text import Text
from answerback.wire.openai import Reading

_OBJECT = When(has="response_format.type", equals="json_object")


class AnswersInJson(Check):
    """The question invites prose; any JSON object will do."""

    promise = Text(
        en="response_format json_object makes the answer JSON.", zh="response_format 的 json_object 能让回答变成 JSON。"
    )
    why = Text(
        en="Programs parse these answers; prose in their place breaks them far from the cause.",
        zh="程序会直接解析这样的回答；换成自然语言，就会在离原因很远的地方出错。",
    )
    needs = (Answers,)
    after = (Recognised,)
    capability = "json_object"
    reasons = {
        **shared_reasons(_OBJECT),
        "ignored": Reason(
            Text(
                en="json_object was accepted without effect: {excerpt!r}",
                zh="json_object 被接受但没有生效：{excerpt!r}",
            ),
            DropRequest(on=_OBJECT, path="response_format"),
        ),
    }

    def run(self) -> Steps:
        """Ask for prose, in JSON; streamed where streams work, since the schema is asked for whole."""
        stream: Reading = yield HELLO_STREAM
        outcome, heard, room = yield from demand(self, streamed(IN_JSON, stream))
        return outcome if outcome is not None or heard is None else conclude(self, heard, None, room)
