"""Whether a text is the JSON that was demanded, and if not, in which way it misses."""

from __future__ import annotations

import re
from collections.abc import Generator
from json import JSONDecodeError, JSONDecoder
from typing import Any

from answerback import server
from answerback.check import Check, Reason
from answerback.checks.probes import HELLO, JSON_TOKENS, brief
from answerback.checks.prose import CONTROL, leaks
from answerback.checks.thought import CLOSE, OPEN
from answerback.patience import BREAKS, patiently
from answerback.values.answer import Choice
from answerback.values.asks import Chat
from answerback.values.injections import Affix, Configure, DropRequest, Flood, Hang, MoveReasoning, Reply, Say, When
from answerback.values.result import Result
from answerback.values.text import Text
from answerback.wire.openai import NOTHING, Reading, decode

KEYWORDS = frozenset(
    ("enum", "const", "pattern", "format", "minItems", "maxItems", "uniqueItems", "minLength", "maxLength", "minimum",
     "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf", "additionalProperties", "minProperties",
     "maxProperties")
)  # fmt: skip
"""What narrows a value further than its type and its required keys."""
_FENCE = re.compile(r"(?:```|~~~)[\w-]*\s*([{\[].*?[}\]])\s*(?:```|~~~|$)", re.DOTALL)
RUNAWAY = 40
"""So many blanks at the end of an answer that hit its limit are no formatting."""


def errors(schema: dict[str, Any], value: Any) -> list[tuple[str, str]]:
    """Return the keyword and the message of each way in which a value does not satisfy a schema."""
    from jsonschema_rs import validator_for

    return [(str(error.schema_path[-1]), error.message) for error in validator_for(schema).iter_errors(value)]


def judge(choice: Choice, schema: dict[str, Any] | None) -> tuple[str, dict[str, Any]]:
    """Return a reason (empty: as demanded) and facts. `schema` None: any JSON object will do."""
    text, finish = choice.text, choice.finish_reason
    facts: dict[str, Any] = {"excerpt": text[:120], "finish": finish, "letters": len(text)}
    if not text.strip():
        if _fits(choice.thought, schema):
            return "in-reasoning", {**facts, "excerpt": choice.thought[:120]}
        facts["blanks"] = len(text)
        return ("whitespace" if len(text) >= RUNAWAY and finish == "length" else "nothing"), facts
    closed = CLOSE.search(text)
    if closed or OPEN.match(text):
        facts["rest"] = text[closed.end() :].strip()[:80] if closed else ""
        return "reasoning-inside", facts
    value = decode(text.encode())
    if value is not NOTHING:
        return _judge_value(value, schema, facts)
    tokens = leaks(text)
    if tokens and decode(CONTROL.sub("", text).strip().encode()) is not NOTHING:
        return "control-tokens", {**facts, "tokens": tokens}
    blanks = len(text) - len(text.rstrip())
    longest = max((len(run) for run in re.findall(r"\s{8,}", text)), default=0)
    if (blanks >= RUNAWAY and finish != "stop") or longest >= 200:
        facts["blanks"] = max(blanks, longest)
        return "whitespace", facts
    fenced = _FENCE.search(text)
    if fenced is not None and (inner := decode(fenced[1].encode())) is not NOTHING:
        reason, _ = _judge_value(inner, schema, facts)
        return ("ignored" if reason == "ignored" else "fenced"), facts
    if text.lstrip()[0] in "{[" and unfinished(text):
        return "truncated", facts
    if _holds(text, schema):
        return "decorated", facts
    return "ignored", facts


def _fits(text: str, schema: dict[str, Any] | None) -> bool:
    value = decode(text.encode())
    return isinstance(value, dict) and not (schema and errors(schema, value))


def _holds(text: str, schema: dict[str, Any] | None) -> bool:
    """Whether what was demanded stands in a text, with something before or behind it."""
    at = text.find("{")
    if at < 0:
        return False
    try:
        value, _ = JSONDecoder().raw_decode(text[at:])
    except (JSONDecodeError, RecursionError):
        return False
    return isinstance(value, dict) and bool(value) and not (schema and errors(schema, value))


def _judge_value(value: Any, schema: dict[str, Any] | None, facts: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    if schema is None:
        return ("" if isinstance(value, dict) else "ignored"), facts
    wrong = errors(schema, value)
    if not wrong:
        return "", facts
    facts["violated"] = sorted({keyword for keyword, _ in wrong})
    facts["message"] = wrong[0][1][:200]
    known = isinstance(value, dict) and any(key in value for key in schema.get("properties", {}))
    return ("partly" if known or all(keyword in KEYWORDS for keyword, _ in wrong) else "ignored"), facts


def out_of_room(heard: Reading, limit: int) -> bool:
    """Whether a thinking model used up its budget: then what is missing of the answer is nobody's fault."""
    choice = heard.answer.first
    return choice is not None and bool(choice.thought) and full(heard, limit)


def full(heard: Reading, limit: int) -> bool:
    """Whether an answer used up its budget, as far as its usage tells."""
    choice, usage = heard.answer.first, heard.answer.usage
    if choice is None or (choice.finish_reason == "stop" and not choice.thought):
        return False
    return usage is None or usage.completion is None or usage.completion >= 0.9 * limit


def unfinished(text: str) -> bool:
    """Whether a text is the beginning of JSON whose end is missing."""
    open_: list[str] = []
    in_string = escaped = False
    for char in text:
        if in_string:
            if escaped:
                escaped = False
            elif char == "\\":
                escaped = True
            elif char == '"':
                in_string = False
        elif char == '"':
            in_string = True
        elif char in "{[":
            open_.append(char)
        elif char in "}]":
            if not open_:
                return False
            open_.pop()
            if not open_:
                return False
    return in_string or bool(open_)


def declined(check: Check, heard: Reading) -> Result | None:
    """Return the result of a request that got no answer to be judged: `no-answer`, `server-error`, `declined` or
    `not-judged`; None if there is an answer."""
    if heard.failure is not None:
        facts = {"message": heard.failure.message, "kind": str(heard.failure.kind), "status": heard.status}
        return (
            check.fail("no-answer", **facts) if heard.failure.kind in BREAKS else check.unknown("not-judged", **facts)
        )
    error = heard.error
    facts = {"status": heard.status, "message": error.message if error is not None else heard.text[:200]}
    if heard.ok:
        answered = error is None and heard.answer.first is not None
        return None if answered else check.fail("server-error", **facts)
    if heard.status in (400, 403, 404, 422, 501):
        return check.unsupported("declined", **facts)
    return check.fail("server-error", **facts) if heard.status in (500, 502) else check.unknown("not-judged", **facts)


def unanswered_reasons(on: When) -> dict[str, Reason]:
    """Return the reasons of `declined`, each provoked on the requests that `on` selects."""
    return {
        "no-answer": Reason(
            Text(en="the request gets no answer: {message}", zh="请求得不到响应：{message}"), Hang(on=on)
        ),
        "server-error": Reason(
            Text(en="HTTP {status}: {message}", zh="HTTP {status}：{message}"),
            Reply(on=on, status=500, body='{"error":{"message":"grammar error","code":500}}'),
        ),
        "declined": Reason(
            Text(en="declined: HTTP {status} {message}", zh="明确不支持：HTTP {status} {message}"),
            Reply(
                on=on,
                status=400,
                body='{"error":{"message":"This field is unavailable now","type":"x","code":400}}',
            ),
        ),
        "not-judged": Reason(Text(en="not judged: HTTP {status} {message}", zh="无法判断：HTTP {status} {message}")),
    }


def shared_reasons(on: When) -> dict[str, Reason]:
    """Return what can be said of json_object and json_schema alike, each provoked on the requests that `on` selects."""
    return {
        **unanswered_reasons(on),
        "fenced": Reason(
            Text(
                en="the JSON stands in a Markdown fence: {excerpt!r}", zh="JSON 被包在 Markdown 代码块里：{excerpt!r}"
            ),
            Affix(on=on, before="```json\n", after="\n```"),
        ),
        "decorated": Reason(
            Text(
                en="something stands before or behind the JSON: {excerpt!r}",
                zh="JSON 前后混有其他内容：{excerpt!r}",
            ),
            (
                Configure(name="thinking", value=False),
                Affix(on=on, before="Here is the JSON that you asked for:\n", after="\nAnything else?"),
            ),
        ),
        "control-tokens": Reason(
            Text(en="control tokens stand beside the JSON: {tokens}", zh="JSON 旁边混有控制符：{tokens}"),
            Affix(on=on, after="<|im_end|>"),
        ),
        "reasoning-inside": Reason(
            Text(
                en="reasoning stands before the JSON in the content: {excerpt!r}",
                zh="content 里 JSON 前面混有思考内容：{excerpt!r}",
            ),
            Affix(on=on, before="<think>\nLet me see.\n</think>\n\n"),
        ),
        "in-reasoning": Reason(
            Text(
                en="the content is empty, and the JSON stands in the reasoning: {excerpt!r}",
                zh="content 为空，JSON 却出现在思考内容里：{excerpt!r}",
            ),
            MoveReasoning(on=on, how="swallow"),
        ),
        "whitespace": Reason(
            Text(
                en="the answer runs on in blanks ({blanks} of them) until its token limit",
                zh="输出陷入空白字符（{blanks} 个），一直到 token 上限",
            ),
            Flood(on=on, text="\n", keep=1),
        ),
        "truncated": Reason(
            Text(
                en="the JSON ends in the middle after {letters} characters (finish_reason {finish!r}): {excerpt!r}",
                zh="JSON 在 {letters} 个字符后中断（finish_reason {finish!r}）：{excerpt!r}",
            ),
            Say(on=on, text='{"kx_city": "Paris", "qv_ca', finish="stop"),
        ),
        "no-room": Reason(
            Text(
                en="the JSON was cut at its token limit after {letters} characters: {excerpt!r}",
                zh="JSON 在 {letters} 个字符后达到 token 上限而被截断：{excerpt!r}",
            ),
        ),
        "nothing": Reason(
            Text(en="no content came (finish_reason {finish!r})", zh="没有任何 content（finish_reason {finish!r}）"),
            (Configure(name="thinking", value=False), Say(on=on, text="", finish="stop")),
        ),
        "by-design": Reason(
            Text(en="{server} does not know response_format", zh="{server} 不支持 response_format"),
        ),
    }


def schema_reasons(on: When) -> dict[str, Reason]:
    """Return what can be said of a demanded schema, whole or streamed."""
    return {
        **shared_reasons(on),
        "ignored": Reason(
            Text(en="the schema was accepted without effect: {excerpt!r}", zh="schema 被接受但没有生效：{excerpt!r}"),
            DropRequest(on=on, path="response_format"),
        ),
        "partly": Reason(
            Text(
                en="the schema is followed in part; violated: {violated} ({message})",
                zh="schema 只得到部分遵守，违反了 {violated}（{message}）",
            ),
            Say(on=on, text='{"kx_city": "London", "qv_capital": true, "zw_marks": ["old"]}'),
        ),
    }


def conclude(check: Check, heard: Reading, schema: dict[str, Any] | None, room: int) -> Result:
    """Return the result of an answer that can be judged; it had room for so many tokens."""
    choice = heard.answer.first
    assert choice is not None
    reason, facts = judge(choice, schema)
    if not reason:
        return check.ok(**facts)
    if reason == "nothing" and (choice.thought or choice.finish_reason != "stop"):
        return check.unknown(reason, **facts)  # a thought took the room: another promise
    if reason == "truncated" and (out_of_room(heard, room) or (schema is None and full(heard, room))):
        return check.unknown("no-room", **facts)  # any length of a free object is legal: it may have needed more
    return check.ignored(reason, **facts) if reason == "ignored" else check.fail(reason, **facts)


def demand(check: Check, ask: Chat) -> Generator[Any, Any, tuple[Result | None, Reading | None, int]]:
    """Ask for JSON with room for it. Returns the result if nothing came that can be judged, the reading, the room."""
    kind = server.named(check.setting.server) if check.setting.server else None
    if kind is not None and "response_format" in kind.ignores:
        return check.unsupported("by-design", server=kind.title), None, 0
    hello: Reading = yield HELLO
    options = brief(check.setting, hello, JSON_TOKENS)
    heard: Reading = yield from patiently(ask.with_(**options))
    return declined(check, heard), heard, options["max_tokens"]
