"""The promise that a model may think and still answer in JSON."""

from __future__ import annotations

from answerback.check import Check, Reason, Steps
from answerback.checks.json.schema import FollowsSchema
from answerback.checks.probes import HELLO, IN_SCHEMA, JSON_TOKENS, ROOM, SCHEMA
from answerback.patience import patiently
from answerback.structured import declined, judge, unanswered_reasons
from answerback.values.injections import Affix, MoveReasoning, Say, When
from answerback.values.target import DEEP
from answerback.values.text import Text
from answerback.wire.openai import Reading

_FREE = When(has="response_format", lacks="chat_template_kwargs")


class ThinkingAndSchema(Check):
    """Thinking as the service's default has it, with room; the content must be the JSON and nothing else."""

    promise = Text(
        en="A thinking model thinks first and then follows the schema.", zh="思考模型先思考，再按 schema 输出。"
    )
    why = Text(
        en="A schema laid on the thoughts makes answers worse; thoughts before the JSON make it unreadable.",
        zh="schema 约束到思考过程会降低质量，思考内容混在 JSON 前面则无法解析。",
    )
    level = DEEP
    needs = (FollowsSchema,)
    reasons = {
        **unanswered_reasons(_FREE),
        "reasoning-inside": Reason(
            Text(
                en="reasoning stands before the JSON in the content: {excerpt!r}",
                zh="content 里 JSON 前面混有思考内容：{excerpt!r}",
            ),
            Affix(on=_FREE, before="<think>\nLet me see.\n</think>\n\n"),
        ),
        "thinking-off": Reason(
            Text(
                en="the model thinks elsewhere, but not with a schema: the two exclude each other here",
                zh="模型平时会思考，但带上 schema 就不再思考：两者在这里不能同时使用",
            ),
            MoveReasoning(on=_FREE, how="drop"),
        ),
        "broken": Reason(
            Text(
                en="with thinking on, the answer does not follow the schema: {excerpt!r}",
                zh="开启思考后，输出不符合 schema：{excerpt!r}",
            ),
            Say(on=_FREE, text="Paris is a city."),
        ),
        "no-thinker": Reason(Text(en="the model does not think", zh="该模型没有思考过程")),
        "no-room": Reason(
            Text(en="thinking took the whole budget of {limit} tokens", zh="思考用完了全部 {limit} 个 token 的预算")
        ),
    }

    def run(self) -> Steps:
        """Ask with a schema and leave thinking as it is."""
        hello: Reading = yield HELLO
        first = hello.answer.first
        if first is None or not (first.thought or "<think>" in first.text):
            return self.unsupported("no-thinker")
        ask = IN_SCHEMA.with_(max_tokens=ROOM + JSON_TOKENS)
        heard = yield from patiently(ask)
        outcome = declined(self, heard)
        if outcome is not None:
            return outcome
        choice = heard.answer.first
        assert choice is not None
        if choice.finish_reason == "length" and not choice.text.strip():
            return self.unknown("no-room", limit=ask.limit)
        reason, facts = judge(choice, SCHEMA)
        if reason == "reasoning-inside":
            return self.fail(reason, **facts)
        if reason:
            return self.fail("broken", **facts, how=reason)
        if not choice.thought:
            return self.warn("thinking-off", **facts)
        return self.ok(**facts)
