"""The promise that `n` yields as many answers."""

from __future__ import annotations

from answerback import server
from answerback.check import Check, Reason, Steps
from answerback.checks.chat.answers import Answers
from answerback.checks.probes import HELLO, drawn
from answerback.values.injections import CHAT, DropRequest, Reply, Set, When
from answerback.values.result import Severity
from answerback.values.text import Text
from answerback.wire.openai import Reading


class SeveralAnswers(Check):
    """Two choices are asked for; many products have only one by design."""

    promise = Text(en="n yields as many answers.", zh="n 会返回相应数量的回答。")
    why = Text(
        en="A client that reads choices[1] fails; one that votes among answers has a single vote.",
        zh="读取 choices[1] 的客户端会出错；依靠多个回答投票的应用只剩一票。",
    )
    needs = (Answers,)
    severity = Severity.MINOR
    capability = "n"
    reasons = {
        "ignored": Reason(
            Text(en="n=2 was accepted, {choices} choice came", zh="接受了 n=2，只返回 {choices} 个 choice"),
            DropRequest(on=CHAT, path="n"),
        ),
        "one-index": Reason(
            Text(
                en="{choices} choices came with the same index: {indices}",
                zh="返回了 {choices} 个 choice，index 却相同：{indices}",
            ),
            Set(on=CHAT, path="choices[*].index", value=0, within="whole"),
        ),
        "refused": Reason(
            Text(en="declined: HTTP {status} {message}", zh="被拒绝：HTTP {status} {message}"),
            Reply(
                on=When(has="n", equals=2),
                status=400,
                body='{"error":{"message":"n must be 1","type":"invalid_request_error","param":"n","code":400}}',
            ),
        ),
    }

    def run(self) -> Steps:
        """Count the choices of the tale that was drawn twice."""
        hello: Reading = yield HELLO
        tale = yield from drawn(self.setting, hello)
        if not tale.reading.ok:
            return self.unknown("", root=Answers.id)
        if not tale.n:
            return self.unsupported("refused", status=tale.status, message=tale.refusal)
        choices = len(tale.reading.answer.choices)
        if choices < 2:
            kind = server.named(self.setting.server) if self.setting.server else None
            return self.ignored("ignored", choices=choices, documented=kind is None or "n" in kind.ignores)
        indices = [choice.index for choice in tale.reading.answer.choices]
        if all(isinstance(index, int) for index in indices) and len(set(indices)) < len(indices):
            return self.fail("one-index", choices=choices, indices=indices)
        return self.ok(choices=choices)
