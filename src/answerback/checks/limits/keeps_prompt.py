"""The promise that a long prompt within the context is read from its first word to its last."""

from __future__ import annotations

from typing import Any

from answerback import needles
from answerback.check import Check, Reason, Steps
from answerback.checks.chat.answers import Answers
from answerback.checks.limits.context_told import ContextTold, told
from answerback.checks.limits.too_long import limit_in
from answerback.checks.probes import HELLO, LONGER, LONGER_BY, SYSTEM, brief
from answerback.counting import per_word
from answerback.values.asks import Chat, chat
from answerback.values.injections import Reply, Say, Set, Truncate, When
from answerback.values.result import Result
from answerback.values.target import DEEP
from answerback.values.text import Text
from answerback.wire.openai import Reading

SIZES = (512, 2304, 4864, 9728)
"""Below and above the contexts to which products cut by default (2048, 4096, 8192)."""
WITHIN = 0.8
"""Share of the told context that a step may take: template, question and answer need room too."""


class KeepsPrompt(Check):
    """Code words at five depths, in one long message and in many turns, at growing lengths."""

    promise = Text(en="A long prompt within the context is read whole.", zh="上下文以内的长输入会被完整读入。")
    why = Text(
        en="What was cut is gone without a trace: instructions at the start, facts in the middle.",
        zh="被截掉的内容会无声无息地消失：开头的指令、中间的事实。",
    )
    level = DEEP
    needs = (Answers,)
    after = (ContextTold,)
    reasons = {
        "truncated": Reason(
            Text(
                en="{kind} of {size} tokens: only {prompt} were read, the code words at the {lost} are gone",
                zh="{size} 个 token 的{kind}：只读入了 {prompt} 个，位于 {lost} 的暗号丢失",
            ),
            Truncate(tokens=4096, how="turns"),
            dialect="ollama",
        ),
        "compressed": Reason(
            Text(
                en="{kind} of {size} tokens: the code words in the middle are gone, those at both ends are there "
                "({prompt} tokens counted)",
                zh="{size} 个 token 的{kind}：中间的暗号丢失，两端的还在（计数 {prompt} 个 token）",
            ),
            Truncate(tokens=3000, how="middle"),
            dialect="ollama",
        ),
        "undercounted": Reason(
            Text(
                en="{kind} of {size} tokens was counted as {prompt}, though all of it was read",
                zh="{size} 个 token 的{kind}只计为 {prompt} 个，但内容全部读入了",
            ),
            Set(on=When(longer_than=4096), path="usage.prompt_tokens", value=4096, absent_too=False),
        ),
        "forgotten": Reason(
            Text(
                en="{kind} of {size} tokens: all of it was counted, but the code words at the {lost} are not "
                "recalled, while at {control} tokens all were",
                zh="{size} 个 token 的{kind}：计数完整，但位于 {lost} 的暗号想不起来，而 {control} 个 token "
                "时全部能找回",
            ),
            Say(on=When(longer_than=2200), text="harbor"),
        ),
        "refused-early": Reason(
            Text(
                en="{size} tokens are refused, where the service tells a context of {told}: {message}",
                zh="{size} 个 token 就被拒绝，而服务宣称的上下文是 {told}：{message}",
            ),
            Reply(
                on=When(longer_than=8192),
                status=400,
                body='{"error":{"message":"This model\'s maximum context length is 8192 tokens.","code":400}}',
            ),
        ),
        "stopped": Reason(
            Text(
                en="read whole up to {reached} tokens; then: {message}",
                zh="{reached} 个 token 以内完整读入，之后：{message}",
            ),
        ),
        "too-weak": Reason(
            Text(
                en="the model does not recall code words even from {control} tokens; the counts show nothing wrong",
                zh="模型在 {control} 个 token 时就记不住暗号；从计数上看没有异常",
            ),
        ),
    }

    def run(self) -> Steps:
        """Climb until something is lost or the context is used up."""
        known = yield from told(self.setting)
        hello, longer = yield (HELLO, LONGER)
        each = per_word(hello, longer, LONGER_BY)
        context = known["context"]
        sizes = [size for size in SIZES if context is None or size <= WITHIN * context]
        able = reached = 0
        for size in sizes:
            for kind, ask in (("message", self._message(hello, size)), ("conversation", self._turns(hello, size))):
                if kind == "conversation" and size == SIZES[0]:
                    continue
                heard: Reading = yield ask
                facts = {"size": size, "kind": kind, "told": context, "control": SIZES[0], "reached": reached}
                if not heard.ok or heard.error is not None:
                    return self._stopped(heard, facts)
                outcome = self._judge(heard, each, facts, weak=able < 1 and size > SIZES[0])
                if outcome is not None:
                    return outcome
                if size == SIZES[0]:
                    able = int(not needles.lost(needles.found(heard)))
            reached = size
        return self.ok(reached=reached, told=context) if able else self.unknown("too-weak", control=SIZES[0])

    def _message(self, hello: Reading, size: int) -> Chat:
        options = brief(self.setting, hello, needles.ANSWER_TOKENS)
        return chat(SYSTEM, needles.haystack(size), temperature=0, alone=True, **options)

    def _turns(self, hello: Reading, size: int) -> Chat:
        options = brief(self.setting, hello, needles.ANSWER_TOKENS)
        return chat(SYSTEM, *needles.turns(size), temperature=0, alone=True, **options)

    def _judge(self, heard: Reading, each: float | None, facts: dict[str, Any], *, weak: bool) -> Result | None:
        usage = heard.answer.usage
        names = needles.found(heard)
        gone = needles.lost(names)
        prompt = usage.prompt if usage is not None else None
        facts.update(prompt=prompt, found=list(names), lost=list(gone), model_recalls=not weak)
        short = prompt is not None and each is not None and prompt < needles.FULL * facts["size"] * each
        if gone == ("middle",) and not weak and (short or facts["size"] > SIZES[0]):
            return self.fail("compressed", **facts)
        if short:
            return self.fail("truncated" if gone else "undercounted", **facts)
        if facts["size"] == SIZES[0] or weak or not gone:
            return None
        if prompt is None and gone and "end" not in gone:
            return self.fail("truncated", **facts)
        return self.warn("forgotten", **facts)

    def _stopped(self, heard: Reading, facts: dict[str, Any]) -> Result:
        error = heard.error
        message = error.message if error is not None else heard.failure.message if heard.failure else heard.text[:200]
        facts.update(message=message, status=heard.status, limit=limit_in(heard, facts["size"]))
        early = heard.status == 400 and facts["told"] is not None and facts["limit"] is not None
        return self.fail("refused-early", **facts) if early else self.unknown("stopped", **facts)
