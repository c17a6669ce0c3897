"""The promise that the context which is sold is there: up to four fifths of it is read."""

from __future__ import annotations

from typing import Any

from answerback import needles
from answerback.check import Check, Reason, Steps
from answerback.checks.limits.context_told import ContextTold, told
from answerback.checks.limits.keeps_prompt import SIZES, WITHIN, KeepsPrompt
from answerback.checks.limits.too_long import RefusesTooLong, limit_in
from answerback.checks.probes import HELLO, LONGER, LONGER_BY, SYSTEM, brief
from answerback.counting import per_word
from answerback.values.asks import Chat, chat
from answerback.values.injections import Configure, Reply, Say, Truncate, When
from answerback.values.result import Result, Severity
from answerback.values.target import DEEP
from answerback.values.text import Text
from answerback.wire.openai import Reading

MOST = 104_857
"""Four fifths of 128 Ki; a longer prompt costs more than the answer is worth."""
STEPS = 3
"""How often the length is halved to tell how much is read."""
WAIT_S = 60.0
"""The longest that the first prompt may take, as reckoned from a shorter one; twice its share for attention."""


class WholeContext(Check):
    """The longest prompt first; shorter ones only where something is missing, to tell up to where all is read."""

    promise = Text(en="The advertised context is really there.", zh="宣称的上下文长度是真实可用的。")
    why = Text(
        en="A context that is cut far below what was sold loses the beginning of long documents, without an error.",
        zh="实际上下文远小于宣称值时，长文档的开头会丢失，而且不报错。",
    )
    level = DEEP
    needs = (KeepsPrompt,)
    after = (ContextTold, RefusesTooLong)
    severity = Severity.MAJOR
    reasons = {
        "short": Reason(
            Text(
                en="of {size} tokens, within the told context of {told}, only {prompt} were read, with HTTP 200; the "
                "code words at the {lost} are gone ({whole} are read whole)",
                zh="在宣称的上下文 {told} 以内发送 {size} 个 token，返回 HTTP 200，却只读入 {prompt} 个；位于 {lost} "
                "的暗号丢失（{whole} 个以内能完整读入）",
            ),
            Truncate(on=When(longer_than=16384), tokens=16384, how="head"),
        ),
        "refused-early": Reason(
            Text(
                en="{size} tokens are refused, where the service tells a context of {told}: {message}",
                zh="{size} 个 token 就被拒绝，而服务宣称的上下文是 {told}：{message}",
            ),
            (
                Configure(name="context", value=131072),
                Reply(
                    on=When(longer_than=32768),
                    status=400,
                    body='{"error":{"message":"This model\'s maximum context length is 32768 tokens.","code":400}}',
                ),
            ),
        ),
        "forgotten": Reason(
            Text(
                en="all of {size} tokens was counted, but the code words at the {lost} are not recalled ({whole} are)",
                zh="{size} 个 token 都计入了，但位于 {lost} 的暗号想不起来（{whole} 个以内可以）",
            ),
            Say(on=When(longer_than=16384), text="harbor"),
        ),
        "short-context": Reason(
            Text(en="{told} tokens are told, and were tried already", zh="宣称的上下文 {told} 已经测试过"),
            owed=False,
        ),
        "too-slow": Reason(
            Text(
                en="a prompt of {size} tokens would take about {seconds:.0f} s",
                zh="{size} 个 token 的输入大约要 {seconds:.0f} 秒",
            ),
            owed=False,
        ),
        "stopped": Reason(
            Text(
                en="a prompt of {size} tokens: HTTP {status} {message}",
                zh="{size} 个 token 的输入：HTTP {status} {message}",
            ),
        ),
    }

    def run(self) -> Steps:
        """Try four fifths of what is told, if the pace of a shorter prompt allows."""
        known = yield from told(self.setting)
        hello, longer = yield (HELLO, LONGER)
        each = per_word(hello, longer, LONGER_BY)
        context = known["context"]
        size = min(int(WITHIN * (context or 0)), MOST)
        if size <= SIZES[-1] or each is None:
            return self.unknown("short-context", told=context or 0)
        shorter: Reading = yield self._ask(hello, SIZES[-1])
        seconds = 2 * shorter.exchange.phases.end_s * size / SIZES[-1]
        if seconds > min(WAIT_S, self.setting.target.timeout_s):
            return self.unknown("too-slow", size=size, seconds=seconds)
        facts = {"size": size, "told": context, "whole": SIZES[-1]}
        heard: Reading = yield self._ask(hello, size)
        if not heard.ok or heard.error is not None:
            return self._refused(heard, facts)
        if not self._missing(heard, size * each, facts):
            return self.ok(reached=size, told=context)
        short = facts["short"]
        for _ in range(STEPS):
            size //= 2
            if size <= SIZES[-1]:
                break
            again: Reading = yield self._ask(hello, size)
            if again.ok and not self._missing(again, size * each, {}):
                facts["whole"] = size
                break
        return self.fail("short", **facts) if short else self.warn("forgotten", **facts)

    def _ask(self, hello: Reading, size: int) -> Chat:
        """Return the prompt of `KeepsPrompt`, so that its longest one is sent only once."""
        options = brief(self.setting, hello, needles.ANSWER_TOKENS)
        return chat(SYSTEM, needles.haystack(size), temperature=0, alone=True, **options)

    def _missing(self, heard: Reading, expected: float, facts: dict[str, Any]) -> bool:
        """Whether code words are missing; what was counted goes into the facts."""
        usage = heard.answer.usage
        prompt = usage.prompt if usage is not None else None
        gone = needles.lost(needles.found(heard))
        facts.update(prompt=prompt, lost=list(gone), short=prompt is not None and prompt < needles.FULL * expected)
        return bool(gone)

    def _refused(self, heard: Reading, facts: dict[str, Any]) -> Result:
        message = heard.error.message if heard.error is not None else heard.failure.message if heard.failure else ""
        limit = limit_in(heard, facts["size"])
        facts.update(message=message, status=heard.status, limit=limit)
        early = heard.status == 400 and limit is not None and limit < facts["size"]
        return self.fail("refused-early", **facts) if early else self.unknown("stopped", **facts)
