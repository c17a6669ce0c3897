"""The promise that a short prompt with a large max_tokens is served."""

from __future__ import annotations

from answerback.check import Check, Reason, Steps
from answerback.checks.chat.answers import Answers
from answerback.checks.limits.context_told import ContextTold, told
from answerback.values.asks import HangUp, chat
from answerback.values.injections import Reply, When
from answerback.values.result import Severity
from answerback.values.target import DEEP
from answerback.values.text import Text
from answerback.wire.openai import Reading


class SumMayExceed(Check):
    """`max_tokens` as large as the context: products clamp it or refuse the sum, both legally.

    We hang up after the first event, so that it costs next to nothing where it is served.
    """

    promise = Text(
        en="Prompt plus max_tokens may exceed the context; the answer is shortened.",
        zh="输入加 max_tokens 可以超过上下文，输出会自动缩短。",
    )
    why = Text(
        en="Clients that always ask for the maximum get errors as soon as their prompts grow.",
        zh="总是请求最大长度的客户端，输入稍长就会报错。",
    )
    level = DEEP
    needs = (Answers,)
    after = (ContextTold,)
    severity = Severity.INFO
    reasons = {
        "refused": Reason(
            Text(
                en="max_tokens {limit} with a short prompt is refused: {message}",
                zh="短输入加 max_tokens {limit} 被拒绝：{message}",
            ),
            Reply(
                on=When(has="max_tokens", equals=40960),
                status=400,
                body='{"error":'
                '{"message":"This model\'s maximum context length is 40960 tokens. However, you requested 40991 '
                'tokens (31 in the messages, 40960 in the completion).","type":"BadRequestError","code":400}}',
            ),
        ),
        "breaks": Reason(
            Text(
                en="max_tokens {limit} with a short prompt breaks the service instead of being refused: {message}",
                zh="短输入加 max_tokens {limit} 没有被拒绝，而是让服务出错：{message}",
            ),
            Reply(on=When(has="max_tokens", equals=40960), status=500, body="Internal Server Error"),
        ),
        "not-told": Reason(Text(en="the context is not known", zh="上下文长度未知"), owed=False),
        "not-judged": Reason(Text(en="not judged: HTTP {status} {message}", zh="无法判断：HTTP {status} {message}")),
    }

    def run(self) -> Steps:
        """Ask for as much as the whole context, and hang up at once."""
        known = yield from told(self.setting)
        context = known["context"]
        if context is None:
            return self.unknown("not-told")
        ask = chat("Count from one to ten.", temperature=0, stream=True, max_tokens=context)
        heard: Reading = yield HangUp(chat=ask, after_events=1)
        message = heard.error.message if heard.error is not None else heard.text[:200]
        if heard.status in (400, 422):
            return self.warn("refused", limit=context, message=message, status=heard.status)
        if heard.status == 200:
            return self.ok(limit=context)
        plain: Reading = yield HangUp(chat=ask.with_(max_tokens=64), after_events=1)
        again: Reading = yield HangUp(chat=ask, after_events=1, nth=1)
        if plain.status == 200 and again.status not in (200, 400, 413, 422, 429):
            said = message or (heard.failure.message if heard.failure is not None else f"HTTP {heard.status}")
            return self.fail("breaks", limit=context, message=said, status=heard.status)
        return self.unknown("not-judged", status=heard.status, message=message)
