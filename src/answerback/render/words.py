"""The sentences that frame a report, in both languages."""

from __future__ import annotations

from answerback.values.result import Confidence, Mode, Severity, Status, Verdict
from answerback.values.text import Lang, Text

HEADLINES = {
    Verdict.HEALTHY: Text(en="healthy: it answers, and it answers right", zh="健康：能回答，而且答得对"),
    Verdict.DEGRADED: Text(
        en="degraded: plain chat works, something else does not", zh="有缺陷：普通对话正常，但有功能不对"
    ),
    Verdict.BROKEN: Text(
        en="broken: it can be reached, but gives no right answer", zh="不可用：能访问到，但给不出正确的回答"
    ),
    Verdict.UNREACHABLE: Text(en="unreachable: no request gets through", zh="无法访问：请求到不了服务"),
    Verdict.INCONCLUSIVE: Text(en="inconclusive: chat could not be tested", zh="无法下结论：对话没有测成"),
}
PART_HEALTHY = Text(
    en="healthy as far as it was asked: the selected promises hold", zh="所选项目正常：选中的承诺都成立"
)
VERDICTS = {
    Verdict.HEALTHY: Text(en="healthy", zh="健康"),
    Verdict.DEGRADED: Text(en="degraded", zh="有缺陷"),
    Verdict.BROKEN: Text(en="broken", zh="不可用"),
    Verdict.UNREACHABLE: Text(en="unreachable", zh="无法访问"),
    Verdict.INCONCLUSIVE: Text(en="inconclusive", zh="无法下结论"),
}
STATUSES = {
    Status.PASS: Text(en="holds", zh="成立"),
    Status.FAIL: Text(en="broken", zh="不成立"),
    Status.WARN: Text(en="harmful", zh="有隐患"),
    Status.IGNORED: Text(en="ignored", zh="被忽略"),
    Status.UNSUPPORTED: Text(en="declined", zh="不支持"),
    Status.UNKNOWN: Text(en="untested", zh="未测"),
    Status.CRASH: Text(en="our bug", zh="我们的缺陷"),
}
SEVERITIES = {
    Severity.CRITICAL: Text(en="critical", zh="致命"),
    Severity.MAJOR: Text(en="major", zh="严重"),
    Severity.MINOR: Text(en="minor", zh="轻微"),
    Severity.INFO: Text(en="info", zh="提示"),
}
CONFIDENCES = {
    Confidence.CERTAIN: Text(en="certain", zh="确定"),
    Confidence.LIKELY: Text(en="likely", zh="很可能"),
    Confidence.POSSIBLE: Text(en="possible", zh="可能"),
}
STATES = {
    "yes": Text(en="yes", zh="可用"),
    "no": Text(en="no", zh="不支持"),
    "ignored": Text(en="ignored", zh="被忽略"),
    "broken": Text(en="broken", zh="有故障"),
    "untested": Text(en="untested", zh="未测"),
}
CAPABILITIES = {
    "chat": Text(en="chat", zh="对话"),
    "models": Text(en="model list", zh="模型列表"),
    "streaming": Text(en="streaming", zh="流式输出"),
    "thinking": Text(en="thinking", zh="思考"),
    "tools": Text(en="tools", zh="工具调用"),
    "json": Text(en="JSON mode", zh="JSON 模式"),
    "json_object": Text(en="JSON mode", zh="JSON 模式"),
    "json_schema": Text(en="JSON schema", zh="JSON Schema 约束"),
    "usage": Text(en="usage", zh="用量统计"),
    "parallel_tool_calls": Text(en="parallel tool calls", zh="并行工具调用"),
    "tool_choice": Text(en="tool choice", zh="指定工具"),
    "cors": Text(en="pages in browsers (CORS)", zh="浏览器页面直接调用（CORS）"),
    "auth": Text(en="API key", zh="密钥校验"),
    "stop": Text(en="stop", zh="停止词"),
    "seed": Text(en="seed", zh="随机种子"),
    "responses": Text(en="Responses API", zh="Responses 接口"),
    "messages": Text(en="Messages API", zh="Messages 接口"),
    "n": Text(en="several choices (n)", zh="多个候选（n）"),
    "logprobs": Text(en="logprobs", zh="对数概率"),
    "temperature": Text(en="temperature", zh="温度"),
    "top_p": Text(en="top_p", zh="核采样（top_p）"),
    "max_tokens": Text(en="max_tokens", zh="长度上限（max_tokens）"),
    "max_completion_tokens": Text(en="max_completion_tokens", zh="长度上限（max_completion_tokens）"),
    "logit_bias": Text(en="logit_bias", zh="token 偏置（logit_bias）"),
    "system_prompt": Text(en="system prompt", zh="系统提示词"),
    "history": Text(en="earlier turns", zh="多轮对话"),
    "images": Text(en="images", zh="图像输入"),
    "vision": Text(en="images", zh="图像输入"),
    "embeddings": Text(en="embeddings", zh="向量"),
    "completions": Text(en="completions", zh="文本补全"),
}

MODEL = Text(en="Model", zh="模型")
SERVER = Text(en="Server", zh="服务端")
BASE = Text(en="Base URL", zh="接口地址")
NO_MODEL = Text(en="none named", zh="未指定")
UNRECOGNISED = Text(en="not recognised", zh="未识别")
PERHAPS = Text(en="{name}, {confidence}", zh="{name}，{confidence}")
OTHERS = Text(en="{name} (and {n} more)", zh="{name}（另有 {n} 个）")
NOT_LISTED = Text(en="{name} (not listed; the list has {n})", zh="{name}（不在模型列表中；列表里有 {n} 个）")

WORKS = Text(en="Works", zh="正常")
NOT = Text(en="Does not", zh="不可用")
IN_BRACKETS = Text(en="{name} ({state})", zh="{name}（{state}）")
FAULTS = Text(en="Faults", zh="故障")
NOTES = Text(en="Worth knowing", zh="值得留意")
UNTESTED = Text(en="Untested", zh="未测")
PROMISES = Text(en="Promises", zh="承诺")
PROMISE = Text(en="promise", zh="承诺")
HOLD = Text(en="{n} promises hold", zh="成立的承诺：{n} 项")
STATUS = Text(en="status", zh="状态")
CHECK = Text(en="check", zh="检查项")
COST = Text(en="Cost", zh="花费")
SPEED = Text(en="Speed", zh="速度")

WHY = Text(en="why", zh="原因")
FIX = Text(en="fix", zh="修法")
SEEN = Text(en="seen", zh="依据")
SHOW = Text(en="show", zh="复现")
SOURCES = Text(en="more", zh="参考")

COST_LINE = Text(
    en="{requests} requests, {prompt} prompt tokens + {completion} completion tokens, {seconds} s",
    zh="{requests} 次请求，{prompt} 个输入 token + {completion} 个输出 token，用时 {seconds} 秒",
)
FIRST_TOKEN = Text(en="first token after {ms} ms", zh="首个 token {ms} 毫秒")
BETWEEN = Text(en="{ms} ms between tokens", zh="token 间隔 {ms} 毫秒")
RATE = Text(en="{rate} tokens/s", zh="每秒 {rate} 个 token")

UNANSWERED = Text(en="no answer came: {unanswered}", zh="没有得到响应：{unanswered}")
ROOT = Text(en="needs what failed: {promise}", zh="依赖的前提未满足：{promise}")
ROOT_UNKNOWN = Text(en="could not be judged", zh="无法判断")
CRASHED = Text(
    en="our bug: {error} ({where}); please report it", zh="Answerback 自身的缺陷：{error}（{where}），请反馈"
)
UNEXPLAINED_TITLE = Text(en="A promise does not hold: {promise}", zh="有一项承诺不成立：{promise}")
UNEXPLAINED_CAUSE = Text(en="{sentence}. No known cause fits. {why}", zh="{sentence}。没有已知原因与之相符。{why}")
UNEXPLAINED_REMEDY = Text(
    en="Look at the answer to the request below, and at the service's log of that moment.",
    zh="请查看下面这条请求的响应，以及服务在那一刻的日志。",
)
ONLY_IN = {
    Mode.STREAMS: Text(en="{title} (only in streams)", zh="{title}（仅限流式）"),
    Mode.WHOLE: Text(en="{title} (only in whole answers)", zh="{title}（仅限非流式）"),
}
EXCHANGES = Text(en="Exchanges", zh="请求记录")
REQUEST = Text(en="request", zh="请求")
RESPONSE = Text(en="response (start)", zh="响应（开头）")
MADE_BY = Text(en="made by {tool} {version}, {when}", zh="由 {tool} {version} 生成，{when}")
STRICT = Text(
    en="--strict: {n} promises harmful, ignored or untested count as faults",
    zh="--strict：{n} 项有隐患、被忽略或未测，按故障计",
)
NO_FAULTS = Text(en="No fault found.", zh="没有发现故障。")
BODY_CUT = Text(
    en="# the body is {size} bytes long and is not shown whole; `--evidence DIR` keeps it",
    zh="# 请求体长 {size} 字节，此处未完整列出；加 `--evidence DIR` 可保存全文",
)
COLON = Text(en=": ", zh="：")
COMMA = Text(en=", ", zh="、")


def label(table: dict[str, Text], key: str, lang: Lang) -> str:
    """Return the words for a key, or the key itself where none are known."""
    text = table.get(key)
    return text.fill(lang) if text is not None else key
