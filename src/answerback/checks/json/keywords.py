"""The promise that each keyword of a schema is enforced."""

from __future__ import annotations

from typing import Any

from answerback.check import Check, Reason, Steps
from answerback.checks.json.schema import FollowsSchema
from answerback.checks.probes import HELLO, brief, schema_format
from answerback.structured import errors
from answerback.values.asks import chat
from answerback.values.injections import Say, When
from answerback.values.result import Severity
from answerback.values.target import DEEP
from answerback.values.text import Text
from answerback.wire.openai import NOTHING, Reading, decode


def _object(**properties: Any) -> dict[str, Any]:
    return {
        "type": "object", "properties": properties, "required": list(properties), "additionalProperties": False,
    }  # fmt: skip


MATRIX: tuple[tuple[str, str, dict[str, Any]], ...] = (
    (
        "enum",
        "Which colour has a clear sky? Answer: blue.",
        _object(hq_tint={"type": "string", "enum": ["rost", "lind"]}),
    ),
    ("pattern", "Invent an order number.", _object(hq_order={"type": "string", "pattern": "^[A-Z]{3}-[0-9]{4}$"})),
    (
        "minItems",
        "Name one colour.",
        _object(
            hq_list={"type": "array", "items": {"type": "string", "enum": ["red", "tan"]}, "minItems": 3, "maxItems": 4}
        ),
    ),
    ("maximum", "How old is the sun in years?", _object(hq_years={"type": "integer", "minimum": 1, "maximum": 9})),
    (
        "nested",
        "Where does Alice live?",
        _object(hq_person=_object(hq_home=_object(hq_city={"type": "string", "enum": ["Lyon", "Bonn"]}))),
    ),
    ("additionalProperties", "Describe Alice: name, age, job, home.", _object(hq_flag={"type": "boolean"})),
)
"""Keyword, a question whose natural answer breaks it, and the schema. Each answer is short."""


class KeywordsEnforced(Check):
    """Six questions, each pressing against one keyword. Documented gaps exist; silence about them is the harm."""

    promise = Text(
        en="Each keyword of a schema is enforced: enum, pattern, minItems, maximum, nesting, additionalProperties.",
        zh="schema 的各个关键字都会被执行：enum、pattern、minItems、maximum、嵌套、additionalProperties。",
    )
    why = Text(
        en="What is enforced in part looks right in tests and fails in the field.",
        zh="只执行一部分的约束，测试时看着没问题，上线后才出错。",
    )
    level = DEEP
    needs = (FollowsSchema,)
    severity = Severity.MINOR
    reasons = {
        "partly": Reason(
            Text(
                en="not enforced: {violated}; enforced: {kept}; declined: {declined}",
                zh="没有执行：{violated}；已执行：{kept}；明确不支持：{declined}",
            ),
            Say(
                on=When(has="response_format.json_schema.schema.properties.hq_order"), text='{"hq_order": "no number"}'
            ),
        ),
        "not-judged": Reason(Text(en="no answer could be judged", zh="没有可以判断的回答")),
    }

    def run(self) -> Steps:
        """Ask all six at once."""
        hello: Reading = yield HELLO
        options = brief(self.setting, hello, 96)
        heard: list[Reading] = yield tuple(
            chat(question, temperature=0, response_format=schema_format(schema), **options)
            for _, question, schema in MATRIX
        )
        violated: list[str] = []
        kept: list[str] = []
        declined: list[str] = []
        for (keyword, _, schema), reading in zip(MATRIX, heard, strict=True):
            choice = reading.answer.first
            if reading.status in (400, 422):
                declined.append(keyword)
            elif reading.ok and choice is not None and choice.finish_reason != "length":
                value = decode(choice.text.encode())
                (violated if value is NOTHING or errors(schema, value) else kept).append(keyword)
        facts = {"violated": violated, "kept": kept, "declined": declined}
        if violated:
            return self.fail("partly", **facts)
        return self.ok(**facts) if kept else self.unknown("not-judged")
