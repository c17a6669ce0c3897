"""The promise that a prompt which does not fit is refused with a reason, not cut in silence."""

from __future__ import annotations

import re
from typing import Any

from answerback import needles
from answerback.check import Check, Reason, Steps
from answerback.checks.chat.answers import Answers
from answerback.checks.limits.context_told import ContextTold, told
from answerback.checks.probes import HELLO, LONGER, LONGER_BY, brief
from answerback.counting import per_word, spoken
from answerback.patience import broken, patiently, reads_slowly
from answerback.values.asks import chat
from answerback.values.injections import Configure, Delay, Hang, Reply, Say, Set, Truncate, When
from answerback.values.result import Result
from answerback.values.text import Text
from answerback.wire.openai import Reading

AFFORDABLE = 65536
"""No longer prompt is sent to find a limit."""
BEYOND_DEFAULT = 4608
"""Above the contexts to which products cut prompts by default (2048, 4096): sent where the limit is unknown or out
of reach."""
CUTS_BY_DESIGN = ("ollama",)
"""Products that drop what does not fit: reading a prompt up to a distant limit would only cost time."""
_CAUSE = re.compile(
    r"context|too long|too large|length|tokens?\b|exceed|maximum|truncat|上下文|长度|超出|超过", re.IGNORECASE
)
_NUMBER = re.compile(r"(?<![\d.])\d{1,3}(?:,\d{3})+(?!\d)|(?<![\d.])\d{3,7}(?![\d.])")
_LIMIT = re.compile(
    r"(?:context (?:length|size|window)|max_model_len|maximum|less than|limit|上下文|最大)"
    r"\D{0,40}?(\d[\d,]{2,8})(?![\d.])",
    re.IGNORECASE,
)
_LONG = When(longer_than=4200)


class RefusesTooLong(Check):
    """One prompt a bit over the context that the service told; 4.6k tokens where that is unknown or far away."""

    promise = Text(
        en="A prompt that is too long is refused with a reason, not cut in silence.",
        zh="过长的输入会被明确拒绝并说明原因，而不是被悄悄截断。",
    )
    why = Text(
        en="A cut prompt still gets an answer, a wrong one: instructions and early turns are simply gone.",
        zh="被截断的输入仍会得到回答，但答案是错的：系统提示和前面的对话已经丢了。",
    )
    needs = (Answers,)
    after = (ContextTold,)
    reasons = {
        "truncated": Reason(
            Text(
                en="HTTP 200 for a prompt of {size} tokens, but only {prompt} were read (code words found: {found})",
                zh="发送了 {size} 个 token 的输入，返回 HTTP 200，但实际只读入 {prompt} 个（找回的暗号：{found}）",
            ),
            Truncate(on=_LONG, tokens=4096, how="head"),
        ),
        "undercounted": Reason(
            Text(
                en="a prompt of {size} tokens was counted as {prompt}, though all of it was read (code words found: "
                "{found})",
                zh="{size} 个 token 的输入只计为 {prompt} 个，但内容其实全部读入了（找回的暗号：{found}）",
            ),
            Set(on=_LONG, path="usage.prompt_tokens", value=4096, absent_too=False),
            dialect="lmdeploy",
        ),
        "smaller-than-told": Reason(
            Text(
                en="the service tells a context of {told} tokens, but refuses beyond {limit}: {message}",
                zh="服务宣称上下文为 {told} 个 token，但超过 {limit} 就拒绝：{message}",
            ),
            Reply(
                on=When(longer_than=8192),
                status=400,
                body='{"error":{"message":"This model\'s maximum context length is 8192 tokens. However, your prompt '
                'contains at least 9000 input tokens.","type":"BadRequestError","param":"input_tokens","code":400}}',
            ),
        ),
        "server-error": Reason(
            Text(
                en="a prompt of {size} tokens is answered with HTTP {status}: {message}",
                zh="{size} 个 token 的输入导致 HTTP {status}：{message}",
            ),
            Reply(on=_LONG, status=500, body='{"error":{"message":"Internal Server Error","code":500}}'),
        ),
        "no-answer": Reason(
            Text(
                en="a prompt of {size} tokens (context told: {told}) gets no answer: {message}",
                zh="{size} 个 token 的输入（宣称的上下文：{told}）得不到任何响应：{message}",
            ),
            Hang(on=_LONG),
        ),
        "empty": Reason(
            Text(
                en="a prompt of {size} tokens is answered with nothing (finish_reason {finish!r})",
                zh="{size} 个 token 的输入得到的是空回答（finish_reason {finish!r}）",
            ),
            Say(on=_LONG, text=""),
            dialect="lmdeploy",
        ),
        "unclear": Reason(
            Text(
                en="HTTP {status}, but the message does not name the cause: {message}",
                zh="HTTP {status}，但报错没有说明原因：{message}",
            ),
            Reply(on=_LONG, status=400, body='{"error":{"message":"Bad Request","type":"x","code":400}}'),
        ),
        "not-judged": Reason(
            Text(en="not judged: HTTP {status} {message}", zh="无法判断：HTTP {status} {message}"),
        ),
        "slow": Reason(
            Text(
                en="not judged: at the pace of shorter prompts, {size} tokens take longer to read than the {waited} s "
                "of `--timeout`",
                zh="无法判断：按较短输入的速度推算，读完 {size} 个 token 所需的时间超过 `--timeout` 的 {waited} 秒",
            ),
            Delay(per_prompt_token_s=0.015),
        ),
        "out-of-reach": Reason(
            Text(
                en="a prompt of {size} tokens is read whole; the limit ({told}) is too far to be tried",
                zh="{size} 个 token 的输入被完整读入；上限（{told}）太大，没有实际测试",
            ),
            Configure(name="context", value=131072),
            owed=False,
        ),
    }

    def run(self) -> Steps:
        """Send the long prompt once the context is known."""
        known = yield from told(self.setting)
        hello, longer = yield (HELLO, LONGER)
        context = known["context"]
        reach = 2 * BEYOND_DEFAULT if self.setting.server in CUTS_BY_DESIGN else AFFORDABLE
        over = context is not None and context <= reach
        size = context + 128 if over else BEYOND_DEFAULT
        options = brief(self.setting, hello, needles.ANSWER_TOKENS)
        ask = chat(needles.haystack(size), temperature=0, alone=True, **options)
        heard = yield from patiently(ask, reads=not over)
        facts = {"size": size, "told": context, "card": known["card"], "slots": known["slots"], "over": over}
        facts["status"] = heard.status
        if heard.failure is not None:
            slow = broken(heard) and (yield from reads_slowly(heard, size))
            return self._slow(heard, facts) if slow else self._broken(heard, facts)
        if heard.ok and heard.error is None:
            return self._accepted(heard, per_word(hello, longer, LONGER_BY), facts)
        return self._refused(heard, facts)

    def _slow(self, heard: Reading, facts: dict[str, Any]) -> Result:
        return self.unknown("slow", **facts, waited=round(heard.exchange.phases.end_s))

    def _broken(self, heard: Reading, facts: dict[str, Any]) -> Result:
        assert heard.failure is not None
        facts["message"] = heard.failure.message
        return self.fail("no-answer", **facts) if broken(heard) else self.unknown("not-judged", **facts)

    def _accepted(self, heard: Reading, each: float | None, facts: dict[str, Any]) -> Result:
        usage, choice = heard.answer.usage, heard.answer.first
        names = needles.found(heard)
        counted = usage.prompt if usage is not None else None
        facts.update(prompt=counted, found=list(names), lost=list(needles.lost(names)))
        if choice is None or not spoken(choice).strip():
            return self.fail("empty", **facts, finish=choice.finish_reason if choice is not None else None)
        if counted is None or each is None:
            if names and "start" in facts["lost"] and "end" not in facts["lost"]:
                return self.fail("truncated", **facts)
        elif counted < needles.FULL * facts["size"] * each or (
            facts["over"] and counted <= facts["told"] < facts["size"] * each
        ):
            return self.fail("truncated" if facts["lost"] else "undercounted", **facts)
        elif facts["over"]:
            return self.ok(**facts)
        return self.unknown("out-of-reach", **facts)

    def _refused(self, heard: Reading, facts: dict[str, Any]) -> Result:
        message = heard.error.message if heard.error is not None else heard.text[:200]
        facts["message"] = message
        if heard.status in (500, 501, 502):
            return self.fail("server-error", **facts)
        if heard.status in (504, 524) and facts["over"]:
            return self.fail("no-answer", **facts)
        if heard.status not in (400, 413, 422):
            return self.unknown("not-judged", **facts)
        limit = limit_in(heard, facts["size"])
        if limit is None and heard.status != 413 and not facts["over"] and _CAUSE.search(message):
            limit = facts["size"]  # no number is named, but what was told would have held this
        facts["limit"] = limit
        if limit is not None and facts["told"] is not None and limit < 0.9 * facts["told"]:
            return self.fail("smaller-than-told", **facts)
        if heard.status != 413 and not _CAUSE.search(message):
            return self.warn("unclear", **facts)
        return self.ok(**facts)


def limit_in(heard: Reading, size: int) -> int | None:
    """Return the context length that a refusal names: by a field, by its words, or by size."""
    raw = heard.json.get("error") if isinstance(heard.json, dict) else None
    if isinstance(raw, dict) and isinstance(raw.get("n_ctx"), int):
        return int(raw["n_ctx"])
    message = heard.error.message if heard.error is not None else ""
    named = [_whole(number) for number in _LIMIT.findall(message)]
    others = [_whole(number) for number in _NUMBER.findall(message)]
    fitting = [number for number in named if 128 <= number <= size]
    return (
        fitting[0]
        if fitting
        else max((number for number in others if 128 <= number <= size and number != heard.status), default=None)
    )


def _whole(number: str) -> int:
    return int(number.replace(",", ""))
