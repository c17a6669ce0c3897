"""The promise that a streamed call is the same call, in pieces that fit together."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from answerback import markup
from answerback.check import Check, Reason, Steps
from answerback.checks.probes import HELLO, with_tools
from answerback.checks.streaming.streams import Streams
from answerback.checks.tools.calls import NAMES, CallsTools
from answerback.toolbox import delta_flaw, deltas, flaw
from answerback.values.answer import ToolCall
from answerback.values.injections import BreakToolCall, Cast, Drop, MoveToolCall, Reply, Scale, Set, When
from answerback.values.result import Result
from answerback.values.text import Text
from answerback.wire.openai import Reading

_STREAM = When(has="tools", stream=True)
_CALLS = "choices[*].delta.tool_calls[*]"


class CallsInStreams(Check):
    """Index, id and name as clients need them; arguments that are JSON once put together; the same tool as whole."""

    promise = Text(
        en="A streamed tool call is complete and the same as a whole one.",
        zh="流式返回的工具调用完整，且与非流式一致。",
    )
    why = Text(
        en="Most agents stream; a call that comes only in whole answers is no use to them.",
        zh="大多数智能体都用流式；只在非流式里正常的工具调用对它们毫无用处。",
    )
    needs = (CallsTools, Streams)
    reasons = {
        "as-text": Reason(
            Text(
                en="whole it is a call, streamed it is text ({family} markup): {excerpt!r}",
                zh="非流式是工具调用，流式却变成了文本（{family} 格式）：{excerpt!r}",
            ),
            MoveToolCall(on=_STREAM, how="hermes"),
        ),
        "lost": Reason(
            Text(
                en="whole there is a call, streamed there is none (finish_reason {finish!r}): {excerpt!r}",
                zh="非流式有工具调用，流式却没有（finish_reason {finish!r}）：{excerpt!r}",
            ),
            Drop(on=_STREAM, path="choices[*].delta.tool_calls"),
        ),
        "broken": Reason(
            Text(
                en="the pieces of the arguments do not make JSON: {arguments!r}",
                zh="参数片段拼起来不是合法的 JSON：{arguments!r}",
            ),
            BreakToolCall(on=_STREAM, how="truncate"),
        ),
        "refused": Reason(
            Text(
                en="tools work, but not streamed: HTTP {status} {message}",
                zh="工具可用，但流式请求被拒绝：HTTP {status} {message}",
            ),
            Reply(on=_STREAM, status=400, body='{"error":{"message":"Cannot use tools with stream","code":400}}'),
        ),
        "no-index": Reason(
            Text(en="a delta has no index: {delta}", zh="增量里没有 index：{delta}"),
            BreakToolCall(on=_STREAM, how="no_index"),
        ),
        "no-id": Reason(
            Text(en="the first delta of a call has no id: {delta}", zh="调用的第一个增量没有 id：{delta}"),
            BreakToolCall(on=_STREAM, how="no_id"),
        ),
        "odd-index": Reason(
            Text(
                en="calls are not counted from 0: {delta}",
                zh="调用的 index 不是从 0 开始连续编号：{delta}",
            ),
            Scale(on=_STREAM, path=_CALLS + ".index", plus=1),
        ),
        "id-changes": Reason(
            Text(
                en="the id of one call changes from delta to delta ({ids})",
                zh="同一个调用的 id 在各个增量里不一样（{ids}）",
            ),
            Set(on=_STREAM, path=_CALLS + ".id", value="call_{nonce}", within="chunks"),
        ),
        "no-name": Reason(
            Text(en="no delta of a call has its name: {delta}", zh="调用的所有增量里都没有函数名：{delta}"),
            Drop(on=_STREAM, path=_CALLS + ".function.name"),
        ),
        "not-a-string": Reason(
            Text(
                en="streamed, the arguments are an object where the protocol wants pieces of a string: {arguments}",
                zh="流式时参数应当是字符串片段，实际却是对象：{arguments}",
            ),
            Cast(on=_STREAM, path=_CALLS + ".function.arguments", to="object"),
        ),
        "renamed": Reason(
            Text(
                en="whole the call is for {before!r}, streamed for {name!r}",
                zh="非流式调用的是 {before!r}，流式却是 {name!r}",
            ),
            BreakToolCall(on=_STREAM, how="rename"),
        ),
        "differs": Reason(
            Text(
                en="whole the arguments satisfy the schema, streamed they break it ({message}): {arguments!r}",
                zh="非流式的参数符合 schema，流式却不符合（{message}）：{arguments!r}",
            ),
            BreakToolCall(on=_STREAM, how="types"),
        ),
        "left-over": Reason(
            Text(
                en="streamed, markup of the call ({family}) stands in the content beside it: {excerpt!r}",
                zh="流式时，调用之外 content 里还残留着调用标记（{family} 格式）：{excerpt!r}",
            ),
            Set(on=_STREAM, path="choices[*].delta.content", value="<tool_call>\n", within="chunks"),
        ),
        "name-again": Reason(
            Text(
                en="the name {name!r} comes again in a later delta; clients join the pieces",
                zh="后续增量里又出现了函数名 {name!r}，客户端会把它们拼接起来",
            ),
            Set(on=_STREAM, path=_CALLS + ".function.name", value="get_weather", within="chunks"),
        ),
        "merged": Reason(
            Text(
                en="two calls (ids {ids}) come under one index {index}",
                zh="两个调用（id {ids}）用了同一个 index {index}",
            ),
        ),
        "no-call": Reason(Text(en="there was no call to compare with", zh="没有可供比较的调用")),
        "cut": Reason(Text(en="the stream broke off or hit its limit", zh="流中断了，或达到了 token 上限")),
    }

    def run(self) -> Steps:
        """Ask the same question whole and streamed."""
        hello: Reading = yield HELLO
        whole: Reading = yield with_tools(self.setting, hello)
        before = whole.answer.first
        if before is None or not before.tool_calls:
            return self.unknown("no-call")
        stream: Reading = yield with_tools(self.setting, hello, stream=True)
        if stream.status in (400, 422, 500, 501):
            message = stream.error.message if stream.error is not None else stream.text[:120]
            return self.fail("refused", status=stream.status, message=message)
        choice = stream.answer.first
        if choice is None or stream.failure is not None or stream.error is not None or choice.finish_reason == "length":
            return self.unknown("cut")
        marked = markup.find(choice.text, NAMES)
        facts: dict[str, Any] = {"excerpt": choice.text[:160], "finish": choice.finish_reason}
        if marked is not None:
            facts.update(markup.parsers(marked, self.setting.model or ""))
        if not choice.tool_calls:
            return self.fail("lost" if marked is None else "as-text", **facts)
        if marked is not None and not marked.loose and markup.find(before.text, NAMES) is None:
            return self.warn("left-over", **facts)
        return self._judge(deltas(stream) if stream.is_sse else [], choice.tool_calls, before.tool_calls)

    def _judge(self, found: list[dict[str, Any]], calls: Sequence[ToolCall], before: Sequence[ToolCall]) -> Result:
        reason, facts = delta_flaw(found)
        if reason:
            return self.fail(reason, **facts)
        sound = not any(flaw(call)[0] for call in before)
        for call in calls:
            reason, facts = flaw(call)
            if reason == "merged":
                return self.fail("merged", **facts, ids=[call.id], index=call.index)
            if reason == "not-json" and sound:
                return self.fail("broken", **facts)
            if reason == "unknown-name" and sound:
                return self.fail("renamed", **facts, before=before[0].name)
            if reason == "schema" and sound:
                return self.warn("differs", **facts)
        return self.ok(calls=len(calls), deltas=len(found))
