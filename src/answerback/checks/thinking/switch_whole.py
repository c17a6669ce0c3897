"""The promise that a switch of thinking that works in streams works in whole answers too."""

from __future__ import annotations

from answerback.check import Check, Reason, Steps
from answerback.checks.chat.answers import Answers
from answerback.checks.thinking.thinks import Thinks
from answerback.checks.thought import APPLES_TO_SEE, OFF, Effect, effect, find_out
from answerback.values.injections import WHOLE, DropRequest
from answerback.values.result import Mode
from answerback.values.target import DEEP
from answerback.values.text import Text
from answerback.wire.openai import Reading


class SwitchWhole(Check):
    """Each spelling that turns a streamed thought off is sent for a whole answer; twice where it has no effect."""

    promise = Text(
        en="What switches thinking off in streams does so in whole answers.",
        zh="流式下能关闭思考的开关，非流式同样有效。",
    )
    why = Text(
        en="Batch jobs ask for whole answers, and pay for thoughts that were switched off.",
        zh="批处理任务使用非流式，却要为已经关闭的思考付费。",
    )
    level = DEEP
    needs = (Answers,)
    after = (Thinks,)
    reasons = {
        "ignored": Reason(
            Text(
                en="`{option}` turns thinking off in streams; whole answers think all the same",
                zh="`{option}` 在流式下能关闭思考，非流式却照样思考",
            ),
            DropRequest(on=WHOLE, path="chat_template_kwargs"),
        ),
    }

    def run(self) -> Steps:
        """Compare each spelling's effects."""
        known = yield from find_out(self.setting)
        if not known.thinks:
            return self.not_needed()
        tried = []
        for option, switched in OFF.items():
            ask = APPLES_TO_SEE.with_(**switched)
            stream: Reading = yield ask
            if effect(known, stream, off=True) is not Effect.WORKS:
                continue
            tried.append(option)
            for nth in range(2):
                whole: Reading = yield ask.with_(stream=False, nth=nth)
                if effect(known, whole, off=True) is not Effect.NONE:
                    break
            else:
                return self.ignored("ignored", option=option, mode=Mode.WHOLE)
        return self.ok(tried=tried)
