"""The promise that an answer is JSON when JSON is demanded."""

from __future__ import annotations

from answerback import server
from answerback.check import Check, Reason, Steps
from answerback.checks.chat.answers import Answers
from answerback.checks.models.recognised import Recognised
from answerback.checks.probes import HELLO, IN_JSON, JSON_TOKENS, brief
from answerback.patience import patiently
from answerback.structured import declined, judge
from answerback.values.injections import Affix, DropRequest, Flood, Hang, Reply, Say, When
from answerback.values.text import Text
from answerback.wire.openai import Reading

_OBJECT = When(has="response_format.type", equals="json_object")


class AnswersInJson(Check):
    """The question invites prose; any JSON object will do."""

    promise = Text(
        en="response_format json_object makes the answer JSON.", zh="response_format 的 json_object 能让回答变成 JSON。"
    )
    why = Text(
        en="Programs parse these answers; prose in their place breaks them far from the cause.",
        zh="程序会直接解析这样的回答；换成自然语言，就会在离原因很远的地方出错。",
    )
    needs = (Answers,)
    after = (Recognised,)
    capability = "json_object"
    reasons = {
        "ignored": Reason(
            Text(
                en="json_object was accepted without effect: {excerpt!r}",
                zh="json_object 被接受但没有生效：{excerpt!r}",
            ),
            DropRequest(on=_OBJECT, path="response_format"),
        ),
        "fenced": Reason(
            Text(
                en="the JSON stands in a Markdown fence: {excerpt!r}", zh="JSON 被包在 Markdown 代码块里：{excerpt!r}"
            ),
            Affix(on=_OBJECT, before="```json\n", after="\n```"),
        ),
        "whitespace": Reason(
            Text(
                en="the answer runs on in blanks ({blanks} of them) until its token limit",
                zh="输出陷入空白字符（{blanks} 个），一直到 token 上限",
            ),
            Flood(on=_OBJECT, text="\n", keep=1),
        ),
        "truncated": Reason(
            Text(
                en="the JSON ends in the middle after {letters} characters (finish_reason {finish!r}): {excerpt!r}",
                zh="JSON 在 {letters} 个字符后中断（finish_reason {finish!r}）：{excerpt!r}",
            ),
            Say(on=_OBJECT, text='{"answer": "sample te', finish="stop"),
        ),
        "reasoning-inside": Reason(
            Text(
                en="reasoning stands before the JSON in the content: {excerpt!r}",
                zh="content 里 JSON 前面混有思考内容：{excerpt!r}",
            ),
            Affix(on=_OBJECT, before="<think>\nLet me see.\n</think>\n\n"),
        ),
        "nothing": Reason(
            Text(en="no content came (finish_reason {finish!r})", zh="没有任何 content（finish_reason {finish!r}）"),
        ),
        "no-answer": Reason(
            Text(en="the request gets no answer: {message}", zh="请求得不到响应：{message}"), Hang(on=_OBJECT)
        ),
        "server-error": Reason(
            Text(en="HTTP {status}: {message}", zh="HTTP {status}：{message}"),
            Reply(on=_OBJECT, status=500, body='{"error":{"message":"grammar error","code":500}}'),
        ),
        "declined": Reason(
            Text(en="declined: HTTP {status} {message}", zh="明确不支持：HTTP {status} {message}"),
            Reply(
                on=_OBJECT,
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
        """Ask for prose, in JSON."""
        kind = server.named(self.setting.server) if self.setting.server else None
        if kind is not None and "response_format" in kind.ignores:
            return self.unsupported("by-design", server=kind.title)
        hello: Reading = yield HELLO
        options = brief(self.setting, hello, JSON_TOKENS)
        heard = yield from patiently(IN_JSON.with_(**options))
        outcome = declined(self, heard)
        if outcome is not None:
            return outcome
        choice = heard.answer.first
        assert choice is not None
        reason, facts = judge(choice, None)
        if not reason:
            return self.ok(**facts)
        if reason == "nothing" or (reason == "truncated" and choice.finish_reason == "length"):
            return self.unknown("nothing", **facts)  # any length of JSON is legal: it may have needed more room
        if reason == "ignored":
            return self.ignored(reason, **facts)
        return self.fail(reason, **facts)
