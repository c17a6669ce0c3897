"""The promise that an answer is JSON when JSON is demanded."""

from __future__ import annotations

from answerback.check import Check, Reason, Steps
from answerback.checks.chat.answers import Answers
from answerback.checks.models.recognised import Recognised
from answerback.checks.probes import IN_JSON
from answerback.structured import demand, judge, shared_reasons
from answerback.values.injections import DropRequest, Flood, Say, When
from answerback.values.text import Text

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
        "whitespace": Reason(
            Text(
                en="the answer runs on in blanks ({blanks} of them) until its token limit",
                zh="输出陷入空白字符（{blanks} 个），一直到 token 上限",
            ),
            Flood(on=_OBJECT, text="\n", keep=1),
        ),
        "truncated": Reason(
            Text(
                en="the JSON ends in the middle after {letters} characters (finish_reason {finish!r}): {excerpt!r}",
                zh="JSON 在 {letters} 个字符后中断（finish_reason {finish!r}）：{excerpt!r}",
            ),
            Say(on=_OBJECT, text='{"answer": "sample te', finish="stop"),
        ),
    }

    def run(self) -> Steps:
        """Ask for prose, in JSON."""
        outcome, heard, _ = yield from demand(self, IN_JSON)
        if outcome is not None or heard is None:
            return outcome
        choice = heard.answer.first
        assert choice is not None
        reason, facts = judge(choice, None)
        if not reason:
            return self.ok(**facts)
        if reason == "nothing" or (reason == "truncated" and choice.finish_reason == "length"):
            return self.unknown("nothing", **facts)  # any length of JSON is legal: it may have needed more room
        if reason == "ignored":
            return self.ignored(reason, **facts)
        return self.fail(reason, **facts)
