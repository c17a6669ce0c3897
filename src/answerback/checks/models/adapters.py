"""The promise that an adapter changes what the model says."""

from __future__ import annotations

from answerback.check import Check, Reason, Steps
from answerback.checks.chat.answers import Answers
from answerback.checks.models.listed import ModelsListed
from answerback.checks.probes import HELLO, MODELS
from answerback.checks.prose import said
from answerback.values.asks import chat
from answerback.values.result import Severity
from answerback.values.target import DEEP
from answerback.values.text import Text
from answerback.wire.openai import Reading

TASK = chat("Describe the sea in two sentences.", temperature=0, max_tokens=48)


class AdaptersDiffer(Check):
    """The same answer at temperature 0 from the adapter and its base is a hint, no proof: adapters have a subject."""

    promise = Text(en="An adapter changes the model's answers.", zh="适配器会改变模型的回答。")
    why = Text(
        en="A request for an adapter that is routed to the base is answered as if nothing were wrong.",
        zh="对适配器的请求如果被转给了基座模型，回答看起来毫无异常。",
    )
    level = DEEP
    needs = (Answers,)
    after = (ModelsListed,)
    severity = Severity.INFO
    reasons = {
        "same": Reason(
            Text(
                en="{adapter} answers letter for letter like {base}",
                zh="{adapter} 的回答与 {base} 一字不差",
            ),
        ),
    }

    def run(self) -> Steps:
        """Compare one adapter with its base."""
        yield HELLO
        listed: Reading = yield MODELS
        raw = listed.json if listed.ok else None
        cards = raw.get("data") if isinstance(raw, dict) else None
        adapter = next((c for c in cards or () if isinstance(c, dict) and c.get("parent") and c.get("id")), None)
        if adapter is None:
            return self.ok(adapters=0)
        base, tuned = yield (TASK.with_(model=adapter["parent"]), TASK.with_(model=adapter["id"]))
        facts = {"adapter": adapter["id"], "base": adapter["parent"]}
        if base.ok and tuned.ok and len(said(base)) > 40 and said(base) == said(tuned):
            return self.warn("same", **facts)
        return self.ok(**facts)
