"""The promise that an answer has the form that a schema demands."""

from __future__ import annotations

from answerback.check import Check, Steps
from answerback.checks.chat.answers import Answers
from answerback.checks.models.recognised import Recognised
from answerback.checks.probes import IN_SCHEMA, SCHEMA
from answerback.structured import conclude, demand, schema_reasons
from answerback.values.injections import When
from answerback.values.text import Text

_SCHEMA = When(has="response_format.type", equals="json_schema")


class FollowsSchema(Check):
    """The question invites prose and never names the keys: only an enforced schema leads to them."""

    promise = Text(
        en="response_format json_schema shapes the answer.", zh="response_format 的 json_schema 能约束输出。"
    )
    why = Text(
        en="Programs parse these answers; prose in their place breaks them far from the cause.",
        zh="程序会直接解析这样的回答；换成自然语言，就会在离原因很远的地方出错。",
    )
    needs = (Answers,)
    after = (Recognised,)
    capability = "json_schema"
    reasons = schema_reasons(_SCHEMA)

    def run(self) -> Steps:
        """Ask for prose, with a schema."""
        outcome, heard, room = yield from demand(self, IN_SCHEMA)
        return outcome if outcome is not None or heard is None else conclude(self, heard, SCHEMA, room)
