"""The promise that an answer says why it ended, in the protocol's words."""

from __future__ import annotations

from answerback import server
from answerback.check import Check, Reason, Steps
from answerback.checks.chat.answers import Answers
from answerback.checks.chat.clean_text import asks
from answerback.checks.probes import HELLO, HELLO_STREAM
from answerback.values.injections import CHAT, Set
from answerback.values.injections import WHOLE as ON_WHOLE
from answerback.values.result import Severity
from answerback.values.target import SMOKE
from answerback.values.text import Text
from answerback.wire.openai import Reading

KNOWN = frozenset({"stop", "length", "tool_calls", "content_filter", "function_call"})
FOREIGN = frozenset(
    {
        "end_turn",
        "max_tokens",
        "stop_sequence",
        "eos",
        "eos_token",
        "finish_reason_stop",
        "finished",
        "complete",
        "normal",
    }
)
"""What other protocols call `stop` and `length`: a sign of a translation that was forgotten."""


class FinishReasonSaid(Check):
    """`stop`, `length`, `tool_calls` … or what the product is known to add; never empty."""

    promise = Text(en="An answer says why it ended.", zh="回答会说明结束的原因。")
    why = Text(
        en="Clients decide by it whether to continue, to call tools, or to wait for more.",
        zh="客户端靠它判断是继续、调用工具，还是等待后续内容。",
    )
    level = SMOKE
    needs = (Answers,)
    severity = Severity.MINOR
    reasons = {
        "null": Reason(
            Text(en="finish_reason is null in a whole answer", zh="整段响应的 finish_reason 是 null"),
            Set(on=ON_WHOLE, path="choices[*].finish_reason", value=None),
        ),
        "empty": Reason(
            Text(en="finish_reason is an empty text ({where})", zh="finish_reason 是空字符串（{where}）"),
            Set(on=CHAT, path="choices[*].finish_reason", value=""),
        ),
        "foreign": Reason(
            Text(
                en="finish_reason is {found!r}, a word of another protocol",
                zh="finish_reason 是 {found!r}，属于别的协议",
            ),
            Set(on=ON_WHOLE, path="choices[*].finish_reason", value="MAX_TOKENS"),
        ),
        "unlisted": Reason(
            Text(en="finish_reason is {found!r}", zh="finish_reason 是 {found!r}"),
            Set(on=ON_WHOLE, path="choices[*].finish_reason", value="because"),
        ),
    }

    def run(self) -> Steps:
        """Look at the first answer and the first stream; beyond smoke also at answers that end by themselves."""
        whole, stream = yield (HELLO, HELLO_STREAM)
        assert isinstance(whole, Reading)
        if not whole.ok:  # a probe asks both at once, and the stream alone may have been answered
            return self.unknown("", root=Answers.id)
        others: list[Reading] = list((yield asks(self, whole))) if self.setting.level > SMOKE else []
        reasons = [one.answer.first.finish_reason for one in (whole, *others) if one.ok and one.answer.first]
        found = next((word for word in reasons if word in (None, "")), reasons[0] if reasons else None)
        words = [choice.get("finish_reason") for chunk in stream.chunks for choice in chunk.choices]
        if found == "" or "" in words:
            return self.fail("empty", where="response" if found == "" else "stream", found="")
        if found is None:
            return self.fail("null", found=None)
        kind = server.named(self.setting.server) if self.setting.server else None
        legal = KNOWN | (kind.finish_reasons if kind is not None else frozenset())
        for word in (*reasons, *words):
            if word is not None and str(word) not in legal:
                foreign = str(word).lower() in FOREIGN or str(word).isupper()
                return self.fail("foreign", found=word) if foreign else self.warn("unlisted", found=word)
        return self.ok(found=found)
