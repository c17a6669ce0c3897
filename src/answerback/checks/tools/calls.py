"""The promise that a tool which is offered and needed is called."""

from __future__ import annotations

import re

from answerback import markup
from answerback.check import Check, Reason, Steps
from answerback.checks.chat.answers import Answers
from answerback.checks.models.recognised import Recognised
from answerback.checks.probes import HELLO, LONGER, TOOLS, TOOLS_LEAST, with_tools
from answerback.patience import BREAKS, patiently
from answerback.toolbox import left_out
from answerback.values.asks import Get
from answerback.values.injections import CHAT, Configure, DropRequest, MoveToolCall, Reply, Set, When
from answerback.values.result import Result
from answerback.values.text import Text
from answerback.wire.openai import Reading

NAMES = tuple(str(tool["function"]["name"]) for tool in TOOLS)
_TOOLS = When(has="tools")
NO_PARSER = re.compile(r"tool-call-parser|enable-auto-tool-choice|requires --jinja|tool_call_parser", re.IGNORECASE)
"""What vLLM, LMDeploy and llama.cpp say when a start option is missing."""
NO_TOOLS = re.compile(
    r"tools`? must be set|tools cannot be empty|only allowed when `?tools|without `?tools|tools`? must not be an empty",
    re.IGNORECASE,
)
"""What vLLM, SGLang and OpenAI say to a tool_choice without tools."""


class CallsTools(Check):
    """A question that the tool answers, `tool_choice` auto. A model that prefers words is weak, not broken."""

    promise = Text(en="A tool that is needed is called (tool_calls).", zh="需要时会调用工具（tool_calls）。")
    why = Text(
        en="Agents stand on it: a call that arrives as text is a call that never happens.",
        zh="智能体全靠它：以文本形式返回的调用等于没有调用。",
    )
    needs = (Answers,)
    after = (Recognised,)
    capability = "tools"
    reasons = {
        "as-text": Reason(
            Text(
                en="the call came as text in the content ({family} markup): {excerpt!r}",
                zh="工具调用以文本形式出现在 content 里（{family} 格式）：{excerpt!r}",
            ),
            MoveToolCall(on=_TOOLS, how="hermes"),
        ),
        "as-loose-text": Reason(
            Text(
                en="the call came as plain JSON in the content: {excerpt!r}",
                zh="工具调用以普通 JSON 的形式出现在 content 里：{excerpt!r}",
            ),
            MoveToolCall(on=_TOOLS, how="fence"),
        ),
        "left-over": Reason(
            Text(
                en="beside the call its markup ({family}) stands in the content: {excerpt!r}",
                zh="调用之外，content 里还残留着调用标记（{family} 格式）：{excerpt!r}",
            ),
            Set(on=_TOOLS, path="choices[*].message.content", value="<tool_call>\n", within="whole"),
        ),
        "no-parser": Reason(
            Text(en="refused: HTTP {status} {message}", zh="被拒绝：HTTP {status} {message}"),
            Configure(name="tool_parser", value=None),
        ),
        "declined": Reason(
            Text(en="declined: HTTP {status} {message}", zh="明确不支持：HTTP {status} {message}"),
            Configure(name="tool_parser", value=None),
            dialect="ollama",
        ),
        "dropped": Reason(
            Text(
                en="the tools never reached the model: {prompt} prompt tokens with them, {plain} without, where they "
                "alone take at least {least}",
                zh="工具定义没有送到模型：带工具时输入 {prompt} 个 token，不带时 {plain} 个，而工具本身至少占 "
                "{least} 个",
            ),
            (DropRequest(on=_TOOLS, path="tools"), DropRequest(on=CHAT, path="tool_choice")),
        ),
        "lost-on-the-way": Reason(
            Text(
                en="tools were sent, and the service says that there were none: HTTP {status} {message}",
                zh="请求带了工具，服务却说没有：HTTP {status} {message}",
            ),
            DropRequest(on=_TOOLS, path="tools"),
        ),
        "template-without-tools": Reason(
            Text(
                en="the model's chat template has no place for tools (the server says so)",
                zh="模型的对话模板不支持工具（服务自己的说明）",
            ),
        ),
        "server-error": Reason(
            Text(en="HTTP {status}: {message}", zh="HTTP {status}：{message}"),
            Reply(on=_TOOLS, status=500, body='{"error":{"message":"Internal Server Error","code":500}}'),
        ),
        "no-answer": Reason(Text(en="no answer: {message}", zh="没有响应：{message}")),
        "no-call": Reason(
            Text(en="the model answered in words: {excerpt!r}", zh="模型直接用文字回答了：{excerpt!r}"),
        ),
        "no-room": Reason(
            Text(en="the answer ended at its token limit before any call", zh="输出在调用工具之前就达到了 token 上限"),
        ),
        "not-judged": Reason(Text(en="not judged: HTTP {status} {message}", zh="无法判断：HTTP {status} {message}")),
    }

    def run(self) -> Steps:
        """Ask for the weather with a tool for it."""
        hello, longer = yield (HELLO, LONGER)
        heard = yield from patiently(with_tools(self.setting, hello))
        if heard.failure is not None or not heard.ok or heard.error is not None:
            return self._refused(heard)
        choice = heard.answer.first
        if choice is None:
            return self.fail("server-error", status=heard.status, message=heard.text[:120])
        prompt, plain = (r.answer.usage.prompt if r.answer.usage is not None else None for r in (heard, hello))
        facts = {
            "excerpt": choice.text[:160], "finish": choice.finish_reason, "prompt": prompt, "plain": plain,
            "least": TOOLS_LEAST, "calls": [call.name for call in choice.tool_calls],
        }  # fmt: skip
        found = markup.find(choice.text, NAMES)
        if choice.tool_calls:
            if found is None or found.loose:
                return self.ok(**facts)
            return self.warn("left-over", **facts, **markup.parsers(found, self.setting.model or ""))
        if found is None and not choice.text.strip() and choice.finish_reason != "length":
            found = markup.find_sure(choice.thought, NAMES)  # a reasoning parser may have taken the call along
            facts["excerpt"] = choice.thought[-160:]
        if found is not None:
            facts.update(markup.parsers(found, self.setting.model or ""))
            return self.fail("as-text", **facts) if not found.loose else self.warn("as-loose-text", **facts)
        if left_out(hello, longer, heard):
            if (yield from self._template_without_tools()):
                return self.unsupported("template-without-tools", **facts)
            return self.fail("dropped", **facts)
        if choice.finish_reason == "length":
            return self.unknown("no-room", **facts)
        return self.unknown("no-call", **facts)

    def _template_without_tools(self) -> Steps:
        """Whether llama.cpp says of the template that it has no tools."""
        if self.setting.server != "llamacpp":
            return None
        page: Reading = yield Get(path="/props", wait_s=5)
        said = page.json.get("chat_template_caps") if isinstance(page.json, dict) else None
        return isinstance(said, dict) and said.get("supports_tools") is False  # type: ignore[return-value]

    def _refused(self, heard: Reading) -> Result:
        error = heard.error
        message = error.message if error is not None else heard.failure.message if heard.failure else heard.text[:200]
        facts = {"status": heard.status, "message": message}
        if heard.failure is not None:
            if heard.failure.kind in BREAKS:
                return self.fail("no-answer", **facts)
            return self.unknown("not-judged", **facts)
        if NO_PARSER.search(message):
            return self.fail("no-parser", **facts)
        if NO_TOOLS.search(message):
            return self.fail("lost-on-the-way", **facts)
        if heard.status in (400, 404, 422, 501):
            return self.unsupported("declined", **facts)
        if heard.status in (200, 500, 502):
            return self.fail("server-error", **facts)
        return self.unknown("not-judged", **facts)
