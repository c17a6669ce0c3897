"""Needs that several clients share."""

from __future__ import annotations

from answerback.client import Need, Weight
from answerback.values.text import Text

CHAT = Need(
    "chat.answers", Text(en="chat", zh="对话"),
    Text(en="Everything is a POST to chat/completions.", zh="一切都通过 chat/completions 完成。"), Weight.ALL,
)  # fmt: skip
FIELDS = Need(
    "schema.fields", Text(en="chat", zh="对话"),
    Text(en="`choices[0].message` is read without asking.", zh="会直接读取 `choices[0].message`。"), Weight.ALL,
)  # fmt: skip
STREAM = Need(
    "streaming.streams", Text(en="streaming", zh="流式输出"),
    Text(en="Answers are shown as they come.", zh="回答边生成边显示。"),
)  # fmt: skip
FRAMED = Need(
    "streaming.framed", Text(en="streaming", zh="流式输出"),
    Text(en="Each event is parsed as JSON; one that is not raises.", zh="逐个事件按 JSON 解析，解析失败即报错。"),
)  # fmt: skip
ONLY_STREAM = Need(STREAM.check, STREAM.feature, Text(en="It always streams.", zh="它始终使用流式请求。"), Weight.ALL)
ONLY_FRAMED = Need(FRAMED.check, FRAMED.feature, FRAMED.why, Weight.ALL)
MODELS = Need(
    "models.listed", Text(en="choosing a model", zh="选择模型"),
    Text(en="The models to choose from are read from /models.", zh="可选模型取自 /models。"),
)  # fmt: skip
TOOLS = Need(
    "tools.calls", Text(en="tools", zh="工具调用"),
    Text(en="Calls are read from `tool_calls`, never from the text.", zh="只读取 `tool_calls`，不从正文解析。"),
)  # fmt: skip
TOOLS_STREAMED = Need(
    "tools.streamed", Text(en="tools in streams", zh="流式工具调用"),
    Text(en="Calls are put together from deltas by their index.", zh="按 index 拼接增量中的调用。"),
)  # fmt: skip
TOOL_RESULTS = Need(
    "tools.result", Text(en="tool results", zh="工具结果"),
    Text(en="Results go back as messages of the role tool.", zh="结果以 tool 角色的消息传回。"),
)  # fmt: skip
AGENT = Need(TOOLS.check, TOOLS.feature, Text(en="It acts by tools alone.", zh="它完全依靠工具行事。"), Weight.ALL)
SCHEMA = Need(
    "json.schema", Text(en="structured output", zh="结构化输出"),
    Text(en="`response_format` json_schema is sent for typed answers.", zh="带类型的回答会发送 json_schema。"),
)  # fmt: skip
REASONING = Need(
    "thinking.told-apart", Text(en="thoughts apart from answers", zh="思考与回答分开"),
    Text(en="Thoughts in the content are taken for the answer.", zh="正文中的思考会被当作回答。"),
)  # fmt: skip
USAGE = Need(
    "usage.streamed", Text(en="token counts", zh="用量统计"),
    Text(en="Cost and context are reckoned from the stream's usage.", zh="费用与上下文按流中的 usage 计算。"),
)  # fmt: skip
SYSTEM = Need(
    "chat.system-prompt", Text(en="instructions", zh="指令"),
    Text(en="Its instructions stand in the system prompt.", zh="它的指令写在系统提示里。"),
)  # fmt: skip
RESPONSES = Need(
    "connection.responses", Text(en="Responses API", zh="Responses 接口"),
    Text(en="It speaks the Responses API only.", zh="它只使用 Responses 接口。"), Weight.ALL,
)  # fmt: skip
MESSAGES = Need(
    "connection.messages", Text(en="Messages API", zh="Messages 接口"),
    Text(en="It speaks the Messages API; a gateway can translate.", zh="它使用 Messages 接口；可由网关转换。"),
    Weight.ALL,
)  # fmt: skip
