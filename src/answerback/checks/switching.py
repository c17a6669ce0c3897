"""What the checks of the thinking switches have in common: one ask each, judged by its effect."""

from __future__ import annotations

from typing import Any, ClassVar

from answerback.check import Check, Reason, Steps
from answerback.checks.chat.answers import Answers
from answerback.checks.thinking.thinks import Thinks
from answerback.checks.thought import APPLES_TO_SEE, OFF, ON, Effect, effect, find_out
from answerback.values.asks import Chat
from answerback.values.injections import Injection
from answerback.values.result import Severity
from answerback.values.text import Text
from answerback.wire.openai import Reading


def promise_of(spelled: str) -> Text:
    """Return the promise that a switch, as it is spelled, works."""
    return Text(en=f"`{spelled}` switches thinking.", zh=f"`{spelled}` 能开关思考。")


def reasons_of(
    still_thinks: Injection | tuple[Injection, ...] | None,
    does_not_think: Injection | tuple[Injection, ...] | None = None,
    dialect: str = "vllm",
) -> dict[str, Reason]:
    """Return why a switch may not work, with what must provoke it (`dialect`: where thinking is off by default).

    No spelling is owed: that none of them works is a fault of its own.
    """
    return {
        "still-thinks": Reason(
            Text(
                en="accepted without effect: switched off, the model thinks all the same",
                zh="被接受但没有作用：关闭后模型照样思考",
            ),
            still_thinks,
            owed=False,
        ),
        "does-not-think": Reason(
            Text(
                en="accepted without effect: switched on, the model does not think; `{other}` makes it",
                zh="被接受但没有作用：打开后模型并不思考；真正起作用的是 `{other}`",
            ),
            does_not_think,
            dialect,
            owed=False,
        ),
        "refused": Reason(Text(en="declined: HTTP {status} {message}", zh="被拒绝：HTTP {status} {message}")),
        "unclear": Reason(Text(en="the answer shows nothing", zh="响应里看不出结果"), owed=False),
    }


class Switch(Check):
    """One spelling of the switch. A model that cannot think has nothing to switch: no request is spent on it."""

    why = Text(
        en="Each product listens to another spelling, and most drop the others without a word.",
        zh="各产品认的写法不同，其余的大多被悄悄丢掉。",
    )
    after = (Thinks,)
    needs = (Answers,)
    severity = Severity.INFO
    option: ClassVar[str] = ""
    """Name of the field in the request."""

    def ask(self, *, off: bool) -> Chat:
        """Return the request with the switch set."""
        return APPLES_TO_SEE.with_(**(OFF if off else ON)[self.option])

    def run(self) -> Steps:
        """Turn off what is on by default, or on what is off."""
        known = yield from find_out(self.setting)
        if not known.can:
            return self.not_needed()
        off = known.thinks
        heard: Reading = yield self.ask(off=off)
        found = effect(known, heard, off=off)
        facts: dict[str, Any] = {"option": self.option, "wanted": "off" if off else "on"}
        if found is Effect.WORKS:
            return self.ok(**facts, works=True)
        if found is Effect.REFUSED:
            message = heard.error.message[:160] if heard.error else ""
            return self.unsupported("refused", status=heard.status, message=message, **facts)
        if found is Effect.UNCLEAR:
            return self.unknown("unclear", **facts)
        return self.ignored(self.without_effect(off=off), other=known.switched_on, **facts)

    def without_effect(self, *, off: bool) -> str:
        """Return the reason for a switch that was accepted and changed nothing."""
        return "still-thinks" if off else "does-not-think"
