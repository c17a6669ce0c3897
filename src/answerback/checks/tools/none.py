"""The promise that no tool is called when none may be."""

from __future__ import annotations

from answerback import markup
from answerback.check import Check, Reason, Steps
from answerback.checks.arrivals import streamed
from answerback.checks.probes import HELLO, HELLO_STREAM, with_tools
from answerback.checks.tools.calls import NAMES, CallsTools
from answerback.patience import patiently
from answerback.structured import declined, unanswered_reasons
from answerback.values.injections import DropRequest, Say, When
from answerback.values.result import Severity
from answerback.values.text import Text
from answerback.wire.openai import Reading

_NONE = When(has="tool_choice", equals="none")


class NoneIsHeeded(Check):
    """`tool_choice: none` with the question that led to a call before."""

    promise = Text(en="tool_choice none prevents calls.", zh="tool_choice 为 none 时不会调用工具。")
    why = Text(
        en="It is how a client asks for words at last; a call in their place makes agents go round in circles.",
        zh="客户端用它来要求直接给出文字；如果仍然调用工具，智能体就会陷入循环。",
    )
    needs = (CallsTools,)
    severity = Severity.MINOR
    reasons = {
        **unanswered_reasons(_NONE),
        "ignored": Reason(
            Text(
                en="accepted without effect: {calls} was called all the same",
                zh="被接受但没有生效：仍然调用了 {calls}",
            ),
            DropRequest(on=_NONE, path="tool_choice"),
        ),
        "as-text": Reason(
            Text(
                en="no call was made, but its markup ({family}) was written into the content: {excerpt!r}",
                zh="没有发起调用，但调用标记（{family} 格式）被写进了 content：{excerpt!r}",
            ),
            Say(on=_NONE, text='<tool_call>\n{"name": "get_weather", "arguments": {"city": "Paris"}}\n</tool_call>'),
        ),
        "no-call": Reason(
            Text(en="not tested: the model does not call tools here", zh="未测试：模型在这里不会调用工具")
        ),
    }

    def run(self) -> Steps:
        """Forbid the call that was made before; streamed where streams work, since others are demanded whole."""
        hello, stream = yield (HELLO, HELLO_STREAM)
        free: Reading = yield with_tools(self.setting, hello)
        if free.answer.first is None or not free.answer.first.tool_calls:
            return self.unknown("no-call")
        heard = yield from patiently(streamed(with_tools(self.setting, hello, tool_choice="none"), stream))
        outcome = declined(self, heard)
        if outcome is not None:
            return outcome
        choice = heard.answer.first
        assert choice is not None
        if choice.tool_calls:
            return self.ignored("ignored", calls=[call.name for call in choice.tool_calls])
        found = markup.find_sure(choice.text, NAMES)
        if found is not None:
            return self.warn("as-text", family=found.family, excerpt=choice.text[:120])
        return self.ok(excerpt=choice.text[:80])
