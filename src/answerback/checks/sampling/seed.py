"""The promise that the same seed yields the same answer."""

from __future__ import annotations

from collections.abc import Generator

from answerback import server
from answerback.check import Check, Reason, Steps
from answerback.checks.chat.answers import Answers
from answerback.checks.probes import HELLO, SEEDED, TALE_TOKENS, brief, drawn
from answerback.checks.rounding import ALIKE, DRAWS, shared
from answerback.checks.sampling.temperature import TemperatureHeeded
from answerback.values.asks import Ask
from answerback.values.injections import CHAT, DropRequest, Reply, When
from answerback.values.result import Severity
from answerback.values.text import Text
from answerback.wire.openai import Reading


class SeedHeeded(Check):
    """Sent twice, alone and one after the other; only four answers that all begin differently had no seed."""

    promise = Text(en="The same seed yields the same answer.", zh="相同的 seed 得到相同的回答。")
    why = Text(
        en="Without it no sampled answer can be had again, and no bug report can be repeated.",
        zh="否则采样得到的回答无法复现，问题也无法重现。",
    )
    needs = (Answers,)
    after = (TemperatureHeeded,)
    severity = Severity.MINOR
    capability = "seed"
    reasons = {
        "ignored": Reason(
            Text(
                en="{draws} answers with the same seed all differ: {excerpt!r}",
                zh="同一个 seed 的 {draws} 个回答全都不同：{excerpt!r}",
            ),
            DropRequest(on=CHAT, path="seed"),
        ),
        "noisy": Reason(
            Text(
                en="not to be told: {draws} answers with the same seed differ, but at temperature 0 nothing can be had "
                "again either (others use the service, or its arithmetic depends on the batch)",
                zh="无法判断：同一个 seed 的 {draws} 个回答都不同，但 temperature 0 时同样无法复现"
                "（可能有其他请求在用，或计算结果随批次变化）",
            )
        ),
        "refused": Reason(
            Text(en="declined: HTTP {status} {message}", zh="被拒绝：HTTP {status} {message}"),
            Reply(
                on=When(has="seed"),
                status=400,
                body='{"error":{"message":"Unsupported parameter: seed","param":"seed","code":"unsupported"}}',
            ),
        ),
        "drifts": Reason(
            Text(
                en="not to be told: {draws} answers with the same seed begin alike ({excerpt!r}) and part later, as "
                "rounding in caches and batches makes them",
                zh="无法判断：同一个 seed 的 {draws} 个回答开头相同（{excerpt!r}），后面才分叉，缓存或批处理的舍入误差"
                "就会造成这种情况",
            )
        ),
        "broke": Reason(Text(en="no answer: {message}", zh="没有响应：{message}")),
    }

    def run(self) -> Steps:
        """Draw until two are equal."""
        hello: Reading = yield HELLO
        ask = SEEDED.with_(**brief(self.setting, hello, TALE_TOKENS))
        texts: list[str] = []
        for nth in range(DRAWS):
            heard: Reading = yield ask.with_(nth=nth)
            if heard.failure is not None:
                return self.unknown("broke", message=heard.failure.message)
            if not heard.ok:
                message = heard.error.message if heard.error else ""
                return self.unsupported("refused", status=heard.status, message=message)
            first = heard.answer.first
            text = f"{first.thought}\n{first.text}".strip() if first is not None else ""
            if text in texts:
                return self.ok(draws=len(texts) + 1)
            texts.append(text)
        beginning = shared(texts)
        if len(beginning) >= ALIKE:
            return self.unknown("drifts", draws=len(texts), excerpt=beginning[:60])
        if (yield from self._noisy(hello)):
            return self.unknown("noisy", draws=len(texts))
        kind = server.named(self.setting.server) if self.setting.server else None
        documented = kind is None or "seed" in kind.ignores or kind.seed_drifts or issubclass(kind, server.Vendor)
        return self.ignored("ignored", draws=len(texts), excerpt=texts[0][:60], documented=documented)

    def _noisy(self, hello: Reading) -> Generator[Ask, Reading, bool]:
        """Whether even the likeliest answer, or how likely it is, changes from one request to the next.

        On a busy llama.cpp the first token's logprob moves by a twentieth with what others ask at the same time: the
        draw falls elsewhere although the seed is honoured.
        """
        tale = yield from drawn(self.setting, hello)
        scores = {"logprobs": True, "top_logprobs": 1} if tale.logprobs else {}
        ask = SEEDED.with_(temperature=0, **scores, **brief(self.setting, hello, TALE_TOKENS))
        one: Reading = yield ask
        other: Reading = yield ask.with_(nth=1)
        if not (one.ok and other.ok) or one.answer.first is None or other.answer.first is None:
            return False
        first, second = one.answer.first, other.answer.first
        return (first.thought, first.text, first.logprobs) != (second.thought, second.text, second.logprobs)
