"""The promise that no tool is called when none may be."""

from __future__ import annotations

from answerback.check import Check, Reason, Steps
from answerback.checks.probes import HELLO, with_tools
from answerback.checks.tools.calls import CallsTools
from answerback.patience import patiently
from answerback.structured import declined
from answerback.values.injections import DropRequest, Reply, When
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
        "ignored": Reason(
            Text(
                en="accepted without effect: {calls} was called all the same",
                zh="被接受但没有生效：仍然调用了 {calls}",
            ),
            DropRequest(on=_NONE, path="tool_choice"),
        ),
        "no-call": Reason(
            Text(en="not tested: the model does not call tools here", zh="未测试：模型在这里不会调用工具")
        ),
        "declined": Reason(
            Text(en="declined: HTTP {status} {message}", zh="明确不支持：HTTP {status} {message}"),
            Reply(on=_NONE, status=400, body='{"error":{"message":"tool_choice is not supported","code":400}}'),
        ),
        "no-answer": Reason(Text(en="the request gets no answer: {message}", zh="请求得不到响应：{message}")),
        "server-error": Reason(
            Text(en="HTTP {status}: {message}", zh="HTTP {status}：{message}"),
            Reply(on=_NONE, status=500, body='{"error":{"message":"Internal Server Error","code":500}}'),
        ),
        "not-judged": Reason(Text(en="not judged: HTTP {status} {message}", zh="无法判断：HTTP {status} {message}")),
    }

    def run(self) -> Steps:
        """Forbid the call that was made before."""
        hello: Reading = yield HELLO
        free: Reading = yield with_tools(self.setting, hello)
        if free.answer.first is None or not free.answer.first.tool_calls:
            return self.unknown("no-call")
        heard = yield from patiently(with_tools(self.setting, hello, tool_choice="none"))
        outcome = declined(self, heard)
        if outcome is not None:
            return outcome
        choice = heard.answer.first
        assert choice is not None
        if choice.tool_calls:
            return self.ignored("ignored", calls=[call.name for call in choice.tool_calls])
        return self.ok(excerpt=choice.text[:80])
