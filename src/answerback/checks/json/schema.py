"""The promise that an answer has the form that a schema demands."""

from __future__ import annotations

from answerback import server
from answerback.check import Check, Reason, Steps
from answerback.checks.chat.answers import Answers
from answerback.checks.models.recognised import Recognised
from answerback.checks.probes import HELLO, IN_SCHEMA, JSON_TOKENS, SCHEMA, brief
from answerback.patience import patiently
from answerback.structured import declined, judge, out_of_room
from answerback.values.injections import Affix, DropRequest, Flood, Hang, Reply, Say, When
from answerback.values.text import Text
from answerback.wire.openai import Reading

_SCHEMA = When(has="response_format.type", equals="json_schema")


class FollowsSchema(Check):
    """The question invites prose and never names the keys: only an enforced schema leads to them."""

    promise = Text(
        en="response_format json_schema shapes the answer.", zh="response_format 的 json_schema 能约束输出。"
    )
    why = Text(
        en="Programs parse these answers; prose in their place breaks them far from the cause.",
        zh="程序会直接解析这样的回答；换成自然语言，就会在离原因很远的地方出错。",
    )
    needs = (Answers,)
    after = (Recognised,)
    capability = "json_schema"
    reasons = {
        "ignored": Reason(
            Text(en="the schema was accepted without effect: {excerpt!r}", zh="schema 被接受但没有生效：{excerpt!r}"),
            DropRequest(on=_SCHEMA, path="response_format"),
        ),
        "fenced": Reason(
            Text(
                en="the JSON stands in a Markdown fence: {excerpt!r}", zh="JSON 被包在 Markdown 代码块里：{excerpt!r}"
            ),
            Affix(on=_SCHEMA, before="```json\n", after="\n```"),
        ),
        "partly": Reason(
            Text(
                en="the schema is followed in part; violated: {violated} ({message})",
                zh="schema 只得到部分遵守，违反了 {violated}（{message}）",
            ),
            Say(on=_SCHEMA, text='{"kx_city": "London", "qv_capital": true, "zw_marks": ["old"]}'),
        ),
        "whitespace": Reason(
            Text(
                en="the answer runs on in blanks ({blanks} of them) until its token limit",
                zh="输出陷入空白字符（{blanks} 个），一直到 token 上限",
            ),
            Flood(on=_SCHEMA, text="\n", keep=4),
        ),
        "truncated": Reason(
            Text(
                en="the JSON ends in the middle after {letters} characters (finish_reason {finish!r}): {excerpt!r}",
                zh="JSON 在 {letters} 个字符后中断（finish_reason {finish!r}）：{excerpt!r}",
            ),
            Say(on=_SCHEMA, text='{"kx_city": "Paris", "qv_ca', finish="length"),
        ),
        "reasoning-inside": Reason(
            Text(
                en="reasoning stands before the JSON in the content: {excerpt!r}",
                zh="content 里 JSON 前面混有思考内容：{excerpt!r}",
            ),
            Affix(on=_SCHEMA, before="<think>\nLet me see.\n</think>\n\n"),
        ),
        "nothing": Reason(
            Text(en="no content came (finish_reason {finish!r})", zh="没有任何 content（finish_reason {finish!r}）"),
        ),
        "no-answer": Reason(
            Text(en="the request gets no answer: {message}", zh="请求得不到响应：{message}"), Hang(on=_SCHEMA)
        ),
        "server-error": Reason(
            Text(en="HTTP {status}: {message}", zh="HTTP {status}：{message}"),
            Reply(on=_SCHEMA, status=500, body='{"error":{"message":"grammar error","code":500}}'),
        ),
        "declined": Reason(
            Text(en="declined: HTTP {status} {message}", zh="明确不支持：HTTP {status} {message}"),
            Reply(
                on=_SCHEMA,
                status=400,
                body='{"error":{"message":"This response_format type is unavailable now","type":"x","code":400}}',
            ),
        ),
        "by-design": Reason(
            Text(en="{server} does not know response_format", zh="{server} 不支持 response_format"),
        ),
        "not-judged": Reason(Text(en="not judged: HTTP {status} {message}", zh="无法判断：HTTP {status} {message}")),
    }

    def run(self) -> Steps:
        """Ask for prose, with a schema."""
        kind = server.named(self.setting.server) if self.setting.server else None
        if kind is not None and "response_format" in kind.ignores:
            return self.unsupported("by-design", server=kind.title)
        hello: Reading = yield HELLO
        options = brief(self.setting, hello, JSON_TOKENS)
        heard = yield from patiently(IN_SCHEMA.with_(**options))
        room = options["max_tokens"]
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
        if reason == "ignored":
            return self.ignored(reason, **facts)
        return self.fail(reason, **facts)
