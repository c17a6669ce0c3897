"""The promise that `max_completion_tokens` limits an answer."""

from __future__ import annotations

from answerback import server
from answerback.check import Check, Reason, Steps
from answerback.checks.chat.answers import Answers
from answerback.checks.probes import CUT_LATER
from answerback.checks.sampling.max_tokens import LIMIT, measured
from answerback.values.exchange import FailureKind
from answerback.values.injections import CHAT, DropRequest, Reply, When
from answerback.values.result import Severity
from answerback.values.text import Text
from answerback.wire.openai import Reading


class MaxCompletionTokens(Check):
    """The newer name of `max_tokens`; the stream is hung up on when it runs over."""

    promise = Text(en="max_completion_tokens limits the answer.", zh="max_completion_tokens 生效。")
    why = Text(
        en="Current client libraries send this name alone; where it is dropped, answers have no bound.",
        zh="新版客户端库只发送这个字段；它被丢弃时，回答长度没有上限。",
    )
    needs = (Answers,)
    severity = Severity.MINOR
    capability = "max_completion_tokens"
    reasons = {
        "ignored": Reason(
            Text(
                en="max_completion_tokens {limit} was accepted, but {letters} characters came and more were to come",
                zh="接受了 max_completion_tokens {limit}，但已收到 {letters} 个字符且还在继续",
            ),
            DropRequest(on=CHAT, path="max_completion_tokens"),
        ),
        "refused": Reason(
            Text(en="declined: HTTP {status} {message}", zh="被拒绝：HTTP {status} {message}"),
            Reply(
                on=When(has="max_completion_tokens"),
                status=422,
                body='{"detail":[{"type":"extra_forbidden","loc":["body","max_completion_tokens"],'
                '"msg":"Extra inputs are not permitted","input":8}]}',
            ),
        ),
        "broke": Reason(
            Text(en="the stream broke: {message}", zh="流中断：{message}"),
        ),
    }

    def run(self) -> Steps:
        """Look at how much came."""
        heard: Reading = yield CUT_LATER
        by_hand = heard.failure is not None and heard.failure.kind is FailureKind.HUNG_UP
        if heard.status >= 400:
            message = heard.error.message if heard.error else ""
            return self.unsupported("refused", status=heard.status, message=message)
        if heard.failure is not None and not by_hand:
            return self.unknown("broke", message=heard.failure.message)
        facts = measured(heard, LIMIT)
        if runs_over(heard):
            kind = server.named(self.setting.server) if self.setting.server else None
            known = kind is not None and "max_completion_tokens" in kind.ignores
            return self.ignored("ignored", documented=known, **facts)
        return self.ok(**facts)


def runs_over(heard: Reading) -> bool:
    """Whether an answer that was limited to eight tokens is longer, or was hung up on while it was getting so."""
    by_hand = heard.failure is not None and heard.failure.kind is FailureKind.HUNG_UP
    facts = measured(heard, LIMIT)
    return (by_hand and facts["letters"] > 4 * LIMIT) or bool(facts["ran_over"])
