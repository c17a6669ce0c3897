"""The promise that a short prompt is counted as a short prompt."""

from __future__ import annotations

from answerback.check import Check, Reason, Steps
from answerback.checks.probes import HELLO
from answerback.checks.usage.grows import UsageGrows
from answerback.checks.usage.reported import UsageReported
from answerback.values.injections import Scale
from answerback.values.result import Severity
from answerback.values.text import Text
from answerback.wire.openai import Reading

TEXT_AT_MOST = 40
"""The first question and its system prompt in the least fitting vocabulary."""
LEAN = (
    "qwen",
    "smollm2",
    "llama",
    "mistral",
    "gemma",
    "phi",
    "deepseek",
    "glm",
    "internlm",
    "-yi-",
    "/yi-",
    "baichuan",
)
"""Families whose templates add a few dozen tokens to a chat that brings its own system prompt."""
LEAN_AT_MOST, ANY_AT_MOST = 100, 400
VERBOSE = (
    "phi-4-reasoning", "phi4-reasoning", "phi-4-mini-reasoning", "phi4-mini-reasoning", "command", "c4ai", "cohere",
    "aya", "smollm3", "gpt-oss", "granite", "grok", "apertus", "sonar", "claude",
)  # fmt: skip
"""Families whose templates or vendors add their own preamble openly (Phi-4-reasoning 240 tokens, once a message)."""


class UsageOverhead(Check):
    """What the count holds beyond the text must fit a chat template; a model's own preamble is allowed for."""

    promise = Text(
        en="A short prompt is not counted as a long one.",
        zh="很短的输入不会被计成很长的输入。",
    )
    why = Text(
        en="A constant surcharge makes many small requests expensive, and may hide a system prompt that nobody asked "
        "for.",
        zh="固定的附加量会让大量小请求变贵，也可能意味着被偷偷塞进了系统提示词。",
    )
    needs = (UsageReported,)
    after = (UsageGrows,)
    severity = Severity.MINOR
    reasons = {
        "large": Reason(
            Text(
                en="a prompt of about 25 tokens was counted as {prompt}: {extra} more than the text, where a chat "
                "template takes up to {allowed}",
                zh="大约 25 个 token 的输入被计为 {prompt}：比文本多出 {extra}，而对话模板最多只占 {allowed}",
            ),
            (Scale(path="usage.prompt_tokens", plus=2000), Scale(path="usage.total_tokens", plus=2000)),
        ),
    }

    def run(self) -> Steps:
        """Look at what the first question was counted as."""
        heard: Reading = yield HELLO
        usage = heard.answer.usage
        prompt = usage.prompt if usage is not None and usage.prompt is not None else 0
        names = f"{self.setting.model or ''} {heard.answer.model or ''}".lower()
        allowed = ANY_AT_MOST
        if any(family in names for family in VERBOSE):
            allowed = 3 * ANY_AT_MOST
        elif self.setting.no_system is None and any(family in names for family in LEAN):
            allowed = LEAN_AT_MOST
        extra = prompt - TEXT_AT_MOST
        if extra > allowed:
            return self.fail("large", prompt=prompt, extra=extra, allowed=allowed)
        return self.ok(prompt=prompt, allowed=allowed)
