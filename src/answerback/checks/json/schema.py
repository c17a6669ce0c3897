"""The promise that an answer has the form that a schema demands."""

from __future__ import annotations

from answerback.check import Check, Reason, Steps
from answerback.checks.chat.answers import Answers
from answerback.checks.models.recognised import Recognised
from answerback.checks.probes import IN_SCHEMA, SCHEMA
from answerback.structured import demand, judge, out_of_room, shared_reasons
from answerback.values.injections import DropRequest, Flood, Say, When
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
    reasons = {
        **shared_reasons(_SCHEMA),
        "ignored": Reason(
            Text(en="the schema was accepted without effect: {excerpt!r}", zh="schema 被接受但没有生效：{excerpt!r}"),
            DropRequest(on=_SCHEMA, path="response_format"),
        ),
        "partly": Reason(
            Text(
                en="the schema is followed in part; violated: {violated} ({message})",
                zh="schema 只得到部分遵守，违反了 {violated}（{message}）",
            ),
            Say(on=_SCHEMA, text='{"kx_city": "London", "qv_capital": true, "zw_marks": ["old"]}'),
        ),
        "whitespace": Reason(
            Text(
                en="the answer runs on in blanks ({blanks} of them) until its token limit",
                zh="输出陷入空白字符（{blanks} 个），一直到 token 上限",
            ),
            Flood(on=_SCHEMA, text="\n", keep=4),
        ),
        "truncated": Reason(
            Text(
                en="the JSON ends in the middle after {letters} characters (finish_reason {finish!r}): {excerpt!r}",
                zh="JSON 在 {letters} 个字符后中断（finish_reason {finish!r}）：{excerpt!r}",
            ),
            Say(on=_SCHEMA, text='{"kx_city": "Paris", "qv_ca', finish="length"),
        ),
    }

    def run(self) -> Steps:
        """Ask for prose, with a schema."""
        outcome, heard, room = yield from demand(self, IN_SCHEMA)
        if outcome is not None or heard is None:
            return outcome
        choice = heard.answer.first
        assert choice is not None
        reason, facts = judge(choice, SCHEMA)
        if not reason:
            return self.ok(**facts)
        if reason == "nothing" or (reason == "truncated" and out_of_room(heard, room)):
            return self.unknown("nothing", **facts)
        if reason == "ignored":
            return self.ignored(reason, **facts)
        return self.fail(reason, **facts)
