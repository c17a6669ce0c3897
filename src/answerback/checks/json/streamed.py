"""The promise that structured output holds in a stream as well."""

from __future__ import annotations

from answerback.check import Check, Reason, Steps
from answerback.checks.json.schema import FollowsSchema
from answerback.checks.probes import HELLO, IN_SCHEMA, JSON_TOKENS, SCHEMA, brief
from answerback.checks.streaming.streams import Streams
from answerback.patience import patiently
from answerback.structured import declined, judge, out_of_room
from answerback.values.injections import Affix, DropRequest, Reply, Say, When
from answerback.values.target import DEEP
from answerback.values.text import Text
from answerback.wire.openai import Reading

_STREAM = When(has="response_format", stream=True)


class SchemaInStreams(Check):
    """The same question, streamed, is put together and judged like the whole answer."""

    promise = Text(en="A schema shapes streamed answers too.", zh="json_schema 对流式输出同样有效。")
    why = Text(
        en="Gateways often treat the two ways differently, and most programs stream.",
        zh="网关常常对两种方式区别对待，而大多数程序用的是流式。",
    )
    level = DEEP
    needs = (FollowsSchema, Streams)
    reasons = {
        "ignored": Reason(
            Text(en="streamed, the schema has no effect: {excerpt!r}", zh="流式时 schema 不生效：{excerpt!r}"),
            DropRequest(on=_STREAM, path="response_format"),
        ),
        "fenced": Reason(
            Text(
                en="streamed, the JSON stands in a Markdown fence: {excerpt!r}",
                zh="流式时 JSON 被包在 Markdown 代码块里：{excerpt!r}",
            ),
            Affix(on=_STREAM, before="```json\n", after="\n```"),
        ),
        "partly": Reason(
            Text(
                en="streamed, the schema is followed in part; violated: {violated} ({message})",
                zh="流式时 schema 只得到部分遵守，违反了 {violated}（{message}）",
            ),
            Say(on=_STREAM, text='{"kx_city": "London", "qv_capital": true, "zw_marks": ["old", "green"]}'),
        ),
        "whitespace": Reason(
            Text(
                en="streamed, the answer runs on in blanks ({blanks} of them) until its token limit",
                zh="流式输出陷入空白字符（{blanks} 个），一直到 token 上限",
            ),
        ),
        "truncated": Reason(
            Text(
                en="streamed, the JSON ends in the middle (finish_reason {finish!r}): {excerpt!r}",
                zh="流式输出的 JSON 中途断掉（finish_reason {finish!r}）：{excerpt!r}",
            ),
            Say(on=_STREAM, text='{"kx_city": "Paris", "qv_ca', finish="stop"),
        ),
        "reasoning-inside": Reason(
            Text(
                en="streamed, reasoning stands before the JSON in the content: {excerpt!r}",
                zh="流式时 content 里 JSON 前面混有思考内容：{excerpt!r}",
            ),
        ),
        "nothing": Reason(
            Text(en="no content came (finish_reason {finish!r})", zh="没有任何 content（finish_reason {finish!r}）"),
        ),
        "no-answer": Reason(Text(en="the request gets no answer: {message}", zh="请求得不到响应：{message}")),
        "server-error": Reason(
            Text(en="HTTP {status}: {message}", zh="HTTP {status}：{message}"),
            Reply(on=_STREAM, status=500, body='{"error":{"message":"grammar error","code":500}}'),
        ),
        "declined": Reason(
            Text(en="declined: HTTP {status} {message}", zh="明确不支持：HTTP {status} {message}"),
        ),
        "not-judged": Reason(Text(en="not judged: HTTP {status} {message}", zh="无法判断：HTTP {status} {message}")),
    }

    def run(self) -> Steps:
        """Stream the question with a schema."""
        hello: Reading = yield HELLO
        options = brief(self.setting, hello, JSON_TOKENS)
        room = options["max_tokens"]
        heard = yield from patiently(IN_SCHEMA.with_(stream=True, **options))
        outcome = declined(self, heard)
        if outcome is not None:
            return outcome
        choice = heard.answer.first
        assert choice is not None
        reason, facts = judge(choice, SCHEMA)
        if not reason:
            return self.ok(**facts)
        if reason == "nothing" or (reason == "truncated" and out_of_room(heard, room)):
            return self.unknown("nothing", **facts)
        return self.ignored(reason, **facts) if reason == "ignored" else self.fail(reason, **facts)
