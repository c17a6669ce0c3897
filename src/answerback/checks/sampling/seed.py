"""The promise that the same seed yields the same answer."""

from __future__ import annotations

from collections import Counter
from collections.abc import Generator
from typing import Any, NamedTuple

from answerback import server
from answerback.check import Check, Reason, Steps
from answerback.checks.chat.answers import Answers
from answerback.checks.probes import HELLO, SEEDED, TALE_TOKENS, brief, drawn
from answerback.checks.rounding import ALIKE, DRAWS, shared
from answerback.checks.sampling.temperature import TemperatureHeeded
from answerback.values.asks import Ask, Chat
from answerback.values.injections import CHAT, STREAMED, DropRequest, Reply, When
from answerback.values.result import Mode, Result, Severity
from answerback.values.text import Text
from answerback.wire.openai import Reading


class Draw(NamedTuple):
    """What came of one request with the seed."""

    text: str
    streamed: bool


class SeedHeeded(Check):
    """Sent whole and streamed, alone and one after the other; only answers that all begin differently had no seed."""

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
        "one-mode": Reason(
            Text(
                en="answers with the same seed are equal in one mode and all differ in the other ({mode}): {excerpt!r}",
                zh="同一个 seed 在一种方式下回答相同，在另一种方式（{mode}）下全都不同：{excerpt!r}",
            ),
            DropRequest(on=STREAMED, path="seed"),
        ),
        "at-times": Reason(
            Text(
                en="of {draws} answers with the same seed some are equal and {others} all differ: {excerpt!r}",
                zh="同一个 seed 的 {draws} 个回答里有的相同，另有 {others} 个各不相同：{excerpt!r}",
            ),
            DropRequest(on=When(has="seed", every=2), path="seed"),
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
        """Draw whole and streamed in turn until two are equal; where some are and some are not, look which."""
        hello: Reading = yield HELLO
        ask = SEEDED.with_(**brief(self.setting, hello, TALE_TOKENS))
        draws: list[Draw] = []
        streams = True
        for nth in range(DRAWS):
            heard: Reading = yield ask.with_(nth=nth, stream=streams and nth % 2 == 1)
            if nth == 1 and not heard.ok:
                streams = False  # streams have checks of their own
                heard = yield ask.with_(nth=nth)
            if heard.failure is not None:
                return self.unknown("broke", message=heard.failure.message)
            if not heard.ok:
                message = heard.error.message if heard.error else ""
                return self.unsupported("refused", status=heard.status, message=message)
            draws.append(_draw(heard))
            if len(draws) == 2 and draws[0].text == draws[1].text:
                return self.ok(draws=2)
        text, times = Counter(draw.text for draw in draws).most_common(1)[0]
        others = [draw for draw in draws if draw.text != text]
        if times > 1 and (len({draw.text for draw in others}) < 2 or not _apart(text, others)):
            return self.ok(draws=len(draws))
        if times > 1:
            return (yield from self._partly(hello, ask, text, draws))
        beginning = shared([draw.text for draw in draws])
        if len(beginning) >= ALIKE:
            return self.unknown("drifts", draws=len(draws), excerpt=beginning[:60])
        if (yield from self._noisy(hello)):
            return self.unknown("noisy", draws=len(draws))
        kind = server.named(self.setting.server) if self.setting.server else None
        documented = kind is None or "seed" in kind.ignores or kind.seed_drifts or issubclass(kind, server.Vendor)
        return self.ignored("ignored", draws=len(draws), excerpt=draws[0].text[:60], documented=documented)

    def _partly(self, hello: Reading, ask: Chat, text: str, draws: list[Draw]) -> Generator[Any, Any, Result]:
        """Two draws are equal and two begin otherwise: two more in a row tell a mode from every other request."""
        stream = [draw.streamed for draw in draws if draw.text != text][-1]
        for nth in range(2):
            heard: Reading = yield ask.with_(nth=DRAWS + nth, stream=stream)
            if not heard.ok:
                return self.ok(draws=len(draws))
            draws.append(_draw(heard))
        others = [draw for draw in draws if draw.text != text]
        if len(others) < 3 or len({draw.text for draw in others}) < len(others) or _apart(text, others) < 2:
            return self.ok(draws=len(draws))
        if (yield from self._noisy(hello)):
            return self.unknown("noisy", draws=len(draws))
        facts = {"draws": len(draws), "others": len(others), "excerpt": others[0].text[:60]}
        if {draw.streamed for draw in others} == {stream} and len(others) == len(draws) - 2:
            return self.ignored("one-mode", mode=Mode.STREAMS if stream else Mode.WHOLE, **facts)
        return self.ignored("at-times", **facts)

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


def _draw(heard: Reading) -> Draw:
    first = heard.answer.first
    text = f"{first.thought}\n{first.text}" if first is not None else ""
    return Draw(" ".join(text.split()), bool(getattr(heard.exchange.ask, "stream", False)))


def _apart(text: str, others: list[Draw]) -> int:
    """Return how many of these part from the text at once, as no rounding makes them."""
    return sum(len(shared([text, draw.text])) < ALIKE for draw in others)
