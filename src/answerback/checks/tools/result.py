"""The promise that what a tool returned is taken and used."""

from __future__ import annotations

from answerback.check import Check, Reason, Steps
from answerback.checks.chat.answers import Answers
from answerback.checks.models.recognised import Recognised
from answerback.checks.probes import HELLO, LONGER, LONGER_BY, RESULT_MARKS, RESULT_TOKENS, tool_result, with_tools
from answerback.counting import per_word
from answerback.patience import BREAKS, patiently
from answerback.toolbox import left_out
from answerback.values.injections import DropMessages, Reply, Say, When
from answerback.values.text import Text
from answerback.wire.openai import Reading

_RESULT = When(role="tool")
CALL_AT_MOST = 60
"""Tokens that a template may take for the call itself and the roles around it."""


class ResultIsUsed(Check):
    """The second turn of a tool's use: the call as the client repeats it, and a result with a word of its own."""

    promise = Text(en="A tool's result is accepted and used in the answer.", zh="工具返回的结果会被接受并用于回答。")
    why = Text(
        en="A loop of tools ends here: refused, it breaks off; ignored, it goes on for ever or makes things up.",
        zh="工具循环的终点就在这里：被拒绝就中断，被忽略就会无休止地循环或者编造答案。",
    )
    needs = (Answers,)
    after = (Recognised,)
    reasons = {
        "rejected": Reason(
            Text(
                en="the turn with the tool's result is refused: HTTP {status} {message}",
                zh="带工具结果的一轮对话被拒绝：HTTP {status} {message}",
            ),
            Reply(
                on=_RESULT,
                status=400,
                body='{"error":{"message":"Conversation roles must alternate user/assistant","type":"x","code":400}}',
            ),
        ),
        "null-refused": Reason(
            Text(
                en="refused while the call's content is null ({message}), accepted when it is an empty string",
                zh="调用消息的 content 为 null 时被拒绝（{message}），改成空字符串就能接受",
            ),
        ),
        "dropped": Reason(
            Text(
                en="the result never reached the model: the prompt grew by {grew} tokens, where the result alone has "
                "{least}; answer: {excerpt!r}",
                zh="工具结果没有送到模型：输入只增加了 {grew} 个 token，而结果本身就有 {least} 个；回答：{excerpt!r}",
            ),
            DropMessages(on=_RESULT, role="tool"),
        ),
        "not-used": Reason(
            Text(
                en="the model read the result and does not speak of it: {excerpt!r}",
                zh="模型读到了结果，回答里却没有用到：{excerpt!r}",
            ),
            Say(on=_RESULT, text="I cannot say."),
        ),
        "no-tools": Reason(Text(en="not tested: tools do not work here", zh="未测试：这里的工具功能不可用")),
        "no-room": Reason(Text(en="the answer ended before it said anything", zh="回答还没说出内容就结束了")),
        "no-answer": Reason(Text(en="the request gets no answer: {message}", zh="请求得不到响应：{message}")),
        "not-judged": Reason(Text(en="not judged: HTTP {status} {message}", zh="无法判断：HTTP {status} {message}")),
    }

    def run(self) -> Steps:
        """Send the result as clients do, content null; if that is refused, with an empty string."""
        hello, longer = yield (HELLO, LONGER)
        free: Reading = yield with_tools(self.setting, hello)
        works = free.ok and free.error is None and free.answer.first is not None
        if not works or left_out(hello, longer, free):
            return self.unknown("no-tools")
        heard = yield from patiently(tool_result(self.setting, hello, content=None))
        if heard.failure is not None:
            facts = {"message": heard.failure.message, "status": heard.status}
            return (
                self.fail("no-answer", **facts) if heard.failure.kind in BREAKS else self.unknown("not-judged", **facts)
            )
        if heard.status in (400, 403, 404, 422, 500, 501, 502) or (
            heard.ok and (heard.error or not heard.answer.choices)
        ):
            message = heard.error.message if heard.error is not None else heard.text[:200]
            again: Reading = yield tool_result(self.setting, hello, content="")
            taken = again.ok and again.error is None
            return self.fail("null-refused" if taken else "rejected", status=heard.status, message=message)
        choice = heard.answer.first
        if not heard.ok or heard.error is not None or choice is None:
            return self.unknown("not-judged", status=heard.status, message=heard.text[:120])
        said = f"{choice.thought} {choice.text}".lower()
        before, after = free.answer.usage, heard.answer.usage
        each = per_word(hello, longer, LONGER_BY)
        excerpt = choice.text[:160] or " ".join(f"{call.name}({call.arguments})" for call in choice.tool_calls)[:160]
        grew = after.prompt - before.prompt if before and after and None not in (before.prompt, after.prompt) else None  # type: ignore[operator]
        facts = {"excerpt": excerpt, "grew": grew, "least": RESULT_TOKENS, "finish": choice.finish_reason}
        facts["called"] = len(free.answer.choices[0].tool_calls)
        if any(mark in said for mark in RESULT_MARKS):
            return self.ok(**facts)
        if grew is not None and each is not None and grew < CALL_AT_MOST * each:
            return self.fail("dropped", **facts)
        if not said.strip() and choice.finish_reason != "length":
            return self.warn("not-used", **facts)  # the same call once more, or nothing at all
        if not said.strip() or (choice.finish_reason == "length" and not choice.text.strip()):
            return self.unknown("no-room", **facts)
        return self.warn("not-used", **facts)
