"""The promise that a call which is demanded is made."""

from __future__ import annotations

from answerback import markup
from answerback.check import Check, Reason, Steps
from answerback.checks.chat.answers import Answers
from answerback.checks.models.recognised import Recognised
from answerback.checks.probes import HELLO, LONGER, must_call, with_tools
from answerback.checks.tools.calls import NAMES, NO_PARSER
from answerback.patience import patiently
from answerback.structured import declined, unanswered_reasons
from answerback.toolbox import left_out
from answerback.values.injections import CHAT, DropRequest, MoveToolCall, Reply, When
from answerback.values.text import Text
from answerback.wire.openai import Reading

_REQUIRED = When(has="tool_choice", equals="required")


class RequiredIsCalled(Check):
    """`tool_choice: required` with a question that needs no tool: only an enforced choice leads to a call."""

    promise = Text(en="tool_choice required leads to a call.", zh="tool_choice 为 required 时一定会调用工具。")
    why = Text(
        en="Programs that demand a call have no plan for prose.",
        zh="要求必须调用工具的程序，不知道该如何处理一段文字。",
    )
    needs = (Answers,)
    after = (Recognised,)
    capability = "tool_choice"
    reasons = {
        **unanswered_reasons(_REQUIRED),
        "ignored": Reason(
            Text(
                en="accepted without effect, the model answered in words: {excerpt!r}",
                zh="被接受但没有生效，模型直接用文字回答：{excerpt!r}",
            ),
            DropRequest(on=_REQUIRED, path="tool_choice"),
        ),
        "as-text": Reason(
            Text(
                en="the call came as text in the content ({family} markup): {excerpt!r}",
                zh="工具调用以文本形式出现在 content 里（{family} 格式）：{excerpt!r}",
            ),
            MoveToolCall(on=_REQUIRED, how="hermes"),
        ),
        "no-parser": Reason(
            Text(en="refused: HTTP {status} {message}", zh="被拒绝：HTTP {status} {message}"),
            Reply(
                on=_REQUIRED,
                status=400,
                body='{"error":{"message":"tool_choice=\\"required\\" requires --tool-call-parser to be set",'
                '"type":"BadRequestError","code":400}}',
            ),
        ),
        "no-tools": Reason(
            Text(en="not tested: tools do not work here", zh="未测试：这里的工具功能不可用"),
            DropRequest(on=CHAT, path="tools"),
        ),
        "no-room": Reason(
            Text(en="the answer ended at its token limit before any call", zh="输出在调用工具之前就达到了 token 上限")
        ),
    }

    def run(self) -> Steps:
        """Demand a call where a greeting is asked for."""
        hello, longer = yield (HELLO, LONGER)
        free: Reading = yield with_tools(self.setting, hello)
        works = free.ok and free.error is None and free.answer.first is not None
        if not works or left_out(hello, longer, free):
            return self.unknown("no-tools")
        heard = yield from patiently(must_call(self.setting, hello))
        outcome = declined(self, heard)
        if outcome is not None:
            missing = NO_PARSER.search(str(outcome.facts.get("message")))
            return self.fail("no-parser", **outcome.facts) if missing else outcome
        choice, before = heard.answer.first, free.answer.first
        assert choice is not None and before is not None
        facts = {"excerpt": choice.text[:120], "finish": choice.finish_reason, "free": len(before.tool_calls)}
        if choice.tool_calls:
            return self.ok(**facts, calls=[call.name for call in choice.tool_calls])
        found = markup.find_sure(choice.text, NAMES)
        if found is not None and before.tool_calls:
            return self.fail("as-text", **facts, **markup.parsers(found, self.setting.model or ""))
        if markup.find(choice.text, NAMES) is not None and not before.tool_calls:
            return self.unknown("no-tools", **facts)  # the call was made and not understood: another promise
        if choice.finish_reason == "length" and not choice.text.strip():
            return self.unknown("no-room", **facts)
        return self.ignored("ignored", **facts)
