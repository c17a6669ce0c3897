"""F12: the prompt's count stops growing."""

from __future__ import annotations

from answerback.checks.limits.keeps_prompt import KeepsPrompt
from answerback.checks.limits.too_long import RefusesTooLong
from answerback.checks.usage.adds_up import UsageAddsUp
from answerback.checks.usage.grows import UsageGrows
from answerback.checks.usage.overhead import UsageOverhead
from answerback.fault import Diagnosis, Fault, Remedy, Seen
from answerback.values.injections import Set
from answerback.values.result import Confidence, Severity
from answerback.values.text import Text


class CountSaturates(Fault):
    """The count stands still while the prompt grows, and yet the prompt was read."""

    code = "F12"
    title = Text(en="Prompt tokens stop growing at a constant", zh="输入 token 计数到某个值后不再增长")
    cause = Text(
        en="The prompt went on growing, the count stayed at {prompt}: it is capped or made up. What the model was "
        "given is another question; if early facts are lost as well it is K01.",
        zh="输入继续变长，计数却停在 {prompt}：计数被封顶或是编造的。模型实际读到多少是另一回事，"
        "如果开头的内容也丢了，那就是 K01。",
    )
    severity = Severity.MINOR
    priority = 1
    evidence = ("ollama/ollama#3427", "ollama/ollama#17889")
    yields_to = ("K01", "K08", "F03")
    seen_with = Set(path="usage.prompt_tokens", value=30, absent_too=False)
    remedy = {
        None: Remedy(
            Text(
                en="Report the engine's count; in a gateway pass the upstream's `usage` on.",
                zh="上报引擎的计数；网关应转发上游的 `usage`。",
            ),
            ("usage.prompt_tokens",),
        ),
        "ollama": Remedy(
            Text(
                en="Raise the context on the server: `OLLAMA_CONTEXT_LENGTH=32768`.",
                zh="在服务端调大上下文：`OLLAMA_CONTEXT_LENGTH=32768`。",
            ),
            ("OLLAMA_CONTEXT_LENGTH=32768",),
        ),
    }

    def explains(self, seen: Seen) -> Diagnosis | None:
        """No growth at all, or a long prompt read whole and counted short."""
        if seen.failed(UsageGrows, "flat"):
            seen.failed(UsageAddsUp)
            seen.failed(UsageOverhead)
            return Diagnosis(Confidence.LIKELY, {"prompt": seen.facts(UsageGrows)["prompt"]})
        for check in (RefusesTooLong, KeepsPrompt):
            if seen.failed(check, "undercounted"):
                return Diagnosis(Confidence.LIKELY, {"prompt": seen.facts(check)["prompt"]})
        return None
