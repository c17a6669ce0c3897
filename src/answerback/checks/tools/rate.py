"""The promise that calls with richer arguments satisfy their schema, over several calls."""

from __future__ import annotations

from typing import Any

from answerback.check import Check, Reason, Steps
from answerback.checks.probes import HELLO, SYSTEM, brief
from answerback.checks.tools.calls import CallsTools
from answerback.toolbox import flaw
from answerback.values.asks import chat
from answerback.values.injections import BreakToolCall, When
from answerback.values.result import Severity
from answerback.values.target import DEEP
from answerback.values.text import Text
from answerback.wire.openai import Reading

BOOK: dict[str, Any] = {
    "type": "function",
    "function": {
        "name": "book_table",
        "description": "Book a table in a restaurant.",
        "parameters": {
            "type": "object",
            "properties": {
                "city": {"type": "string", "description": "City of the restaurant"},
                "guests": {"type": "integer", "minimum": 1, "maximum": 12, "description": "How many guests come"},
                "area": {"type": "string", "enum": ["inside", "terrace", "garden"]},
                "wishes": {"type": "array", "items": {"type": "string"}, "description": "Special wishes, may be empty"},
                "contact": {
                    "type": "object",
                    "properties": {"name": {"type": "string"}, "reminder": {"type": "boolean"}},
                    "required": ["name", "reminder"],
                },
            },
            "required": ["city", "guests", "area", "contact"],
        },
    },
}
ORDERS = (
    ("Paris", 2, "terrace", "Alice"), ("Tokyo", 4, "inside", "Kenji"), ("Berlin", 3, "garden", "Clara"),
    ("Madrid", 6, "terrace", "Diego"), ("Oslo", 5, "inside", "Ingrid"), ("Rome", 8, "garden", "Marco"),
)  # fmt: skip


class ArgumentsRate(Check):
    """Six bookings with numbers, an enum, a list and a nested object; the rate is compared, not a single slip."""

    promise = Text(
        en="Over several calls with rich arguments the schema is kept.", zh="多次带复杂参数的调用都符合 schema。"
    )
    why = Text(
        en="One broken call in ten stops an agent that makes twenty.", zh="十次里错一次，足以让调用二十次的智能体中断。"
    )
    level = DEEP
    needs = (CallsTools,)
    severity = Severity.MINOR
    reasons = {
        "rate": Reason(
            Text(
                en="{bad} of {calls} calls break the schema, among them: {message}",
                zh="{calls} 次调用里有 {bad} 次不符合 schema，例如：{message}",
            ),
            BreakToolCall(on=When(has="tools"), how="types"),
        ),
        "some": Reason(
            Text(
                en="{bad} of {calls} calls break the schema ({message}): the model's own slips, unless another "
                "vendor's are fewer",
                zh="{calls} 次调用里有 {bad} 次不符合 schema（{message}）：如果别家的同一模型没有这么多，就值得追查",
            ),
        ),
        "few-calls": Reason(
            Text(en="only {calls} calls were made: too few for a rate", zh="只发起了 {calls} 次调用，不足以统计")
        ),
    }

    def run(self) -> Steps:
        """Order six tables."""
        hello: Reading = yield HELLO
        options = brief(self.setting, hello, 160)
        heard: list[Reading] = yield tuple(
            chat(
                SYSTEM,
                f"Book a table in a restaurant in {city} for {guests} guests, area {area}. My name is {name}, and I "
                f"want a "
                "reminder. Use the tool.",
                temperature=0,
                tools=[BOOK],
                tool_choice="auto",
                **options,
            )
            for city, guests, area, name in ORDERS
        )
        schemas = {"book_table": BOOK["function"]["parameters"]}
        seen = [
            flaw(call, schemas)
            for reading in heard
            if reading.answer.first is not None and reading.answer.first.finish_reason != "length"
            for call in reading.answer.first.tool_calls[:1]
        ]
        bad = [facts for reason, facts in seen if reason]
        facts = {"calls": len(seen), "bad": len(bad), "message": bad[0].get("message", bad[0]) if bad else ""}
        if len(seen) < 4:
            return self.unknown("few-calls", **facts)
        if len(bad) == len(seen):
            return self.fail("rate", **facts)
        return self.warn("some", **facts) if bad else self.ok(**facts)
