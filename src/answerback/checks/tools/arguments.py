"""The promise that the arguments of a call can be used as they come."""

from __future__ import annotations

from answerback.check import Check, Reason, Steps
from answerback.checks.probes import HELLO, must_call, with_tools
from answerback.checks.tools.calls import CallsTools
from answerback.toolbox import flaw, raw_calls
from answerback.values.injections import BreakToolCall, Drop, When
from answerback.values.text import Text
from answerback.wire.openai import Reading

CONSTRAINED = ("vllm", "sglang", "llamacpp")
"""Products that hold a demanded call to its schema while it is written."""


class UsableArguments(Check):
    """A text that is JSON, satisfies the tool's schema, and belongs to a tool that was offered."""

    promise = Text(
        en="Tool calls name a tool that was offered, with arguments that satisfy its schema.",
        zh="工具调用使用提供过的工具名，参数符合它的 schema。",
    )
    why = Text(
        en="Agents parse the arguments without looking; what does not fit ends as an exception in their code.",
        zh="智能体会直接解析参数，不合规的内容最终变成代码里的异常。",
    )
    needs = (CallsTools,)
    reasons = {
        "not-json": Reason(
            Text(
                en="the arguments are not valid JSON: {arguments!r} (finish_reason {finish!r})",
                zh="参数不是合法的 JSON：{arguments!r}（finish_reason {finish!r}）",
            ),
            BreakToolCall(how="truncate"),
        ),
        "not-a-string": Reason(
            Text(
                en="the arguments are an object where the protocol wants a string: {arguments!r}",
                zh="参数应当是字符串，实际却是对象：{arguments!r}",
            ),
            BreakToolCall(how="object"),
        ),
        "no-id": Reason(
            Text(
                en="the call has no id ({call}): its result cannot be sent back",
                zh="调用没有 id（{call}）：无法回传结果",
            ),
            Drop(on=When(has="tools", stream=False), path="choices[*].message.tool_calls[*].id"),
        ),
        "merged": Reason(
            Text(
                en="several calls are run together in one: {arguments!r}",
                zh="多个调用被拼接在了一起：{arguments!r}",
            ),
        ),
        "unknown-name": Reason(
            Text(
                en="the call is for {name!r}, which was not offered",
                zh="调用的是 {name!r}，但没有提供过这个工具",
            ),
            BreakToolCall(how="rename"),
        ),
        "schema": Reason(
            Text(
                en="the arguments break the tool's schema ({message}): {arguments!r}",
                zh="参数不符合工具的 schema（{message}）：{arguments!r}",
            ),
            BreakToolCall(how="types"),
        ),
        "schema-once": Reason(
            Text(
                en="arguments of the model's own making break the tool's schema ({message}): {arguments!r}",
                zh="模型自行生成的参数不符合工具的 schema（{message}）：{arguments!r}",
            ),
        ),
        "no-call": Reason(Text(en="there was no call to look at", zh="没有可供检查的调用")),
    }

    def run(self) -> Steps:
        """Look at the calls made by choice and on demand."""
        hello: Reading = yield HELLO
        free, forced = yield (with_tools(self.setting, hello), must_call(self.setting, hello))
        seen = []
        for heard, demanded in ((free, False), (forced, True)):
            choice = heard.answer.first
            if choice is None or choice.finish_reason == "length":
                continue
            for call, raw in zip(choice.tool_calls, raw_calls(heard), strict=False):
                function = raw.get("function")
                given = function.get("arguments") if isinstance(function, dict) else None
                reason, facts = flaw(call)
                if isinstance(given, dict):
                    reason = "not-a-string"
                if not reason and not call.id:
                    reason, facts = "no-id", {**facts, "call": str(raw)[:160]}
                seen.append((reason, demanded, {**facts, "finish": choice.finish_reason}))
        if not seen:
            return self.unknown("no-call")
        bad = [(reason, demanded, facts) for reason, demanded, facts in seen if reason]
        for reason, _, facts in bad:
            if reason != "schema":
                return self.fail(reason, **facts, calls=len(seen))
        if not bad:
            return self.ok(calls=len(seen))
        held = any(demanded for _, demanded, _ in bad) and self.setting.server in CONSTRAINED
        facts = {**bad[0][2], "calls": len(seen), "bad": len(bad)}
        return self.fail("schema", **facts) if held or len(bad) > 1 else self.warn("schema-once", **facts)
