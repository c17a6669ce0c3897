"""The promise that `/no_think` in the user's turn keeps a model from thinking."""

from __future__ import annotations

from answerback.check import Steps
from answerback.checks.probes import APPLES
from answerback.checks.switching import Switch, promise_of, reasons_of
from answerback.checks.thought import APPLES_TO_SEE, find_out
from answerback.values.asks import Chat


class NoThink(Switch):
    """A soft switch of the first Qwen3 models: they were trained to obey it, no server has a part in it."""

    promise = promise_of("/no_think")
    option = "no_think"
    reasons = reasons_of(None)

    def ask(self, *, off: bool) -> Chat:
        """Append it to the question."""
        return APPLES_TO_SEE.with_(messages=({"role": "user", "content": f"{APPLES} /no_think"},))

    def run(self) -> Steps:
        """It has no counterpart that would make a model think which does not."""
        known = yield from find_out(self.setting)
        if not known.thinks:
            return self.not_needed()
        return (yield from super().run())
