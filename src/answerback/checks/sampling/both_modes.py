"""The promise that a parameter holds in streams and in whole answers alike."""

from __future__ import annotations

from collections.abc import Callable, Generator
from typing import Any, NamedTuple

import msgspec

from answerback.check import Check, Reason, Steps
from answerback.checks.chat.answers import Answers
from answerback.checks.probes import (
    COUNT_LONG,
    COUNTED,
    COUNTED_TOKENS,
    CUT,
    CUT_LATER,
    HELLO,
    IN_JSON,
    JSON_TOKENS,
    TALE_TOKENS,
    VARIED,
    brief,
    drawn,
)
from answerback.checks.prose import said
from answerback.checks.rounding import DRAWS, Spread, parted_late, spread
from answerback.checks.sampling.logit_bias import TOKEN
from answerback.checks.sampling.logprobs import scored, scores
from answerback.checks.sampling.max_completion_tokens import runs_over
from answerback.checks.sampling.max_tokens import LIMIT, measured
from answerback.checks.sampling.stop import runs_past
from answerback.checks.sampling.temperature import likeliest_only
from answerback.checks.streaming.streams import Streams
from answerback.counting import least
from answerback.structured import judge
from answerback.values.asks import Ask, Chat, HangUp, chat
from answerback.values.injections import STREAMED, DropRequest
from answerback.values.result import Mode, Severity
from answerback.values.target import DEEP
from answerback.values.text import Text
from answerback.wire.openai import Reading

LEFT_OUT: tuple[tuple[str, ...], ...] = ((), ("n",), ("n", "top_logprobs"), ("n", "top_logprobs", "logprobs"))
"""What is left out of a stream that is refused, one thing after the other: what is lost on the way makes the rest
illegal (vLLM: `n` beside temperature 0, `top_logprobs` without `logprobs`)."""
Judge = Callable[[Reading], bool | None]
"""Whether a parameter was heeded; None where that is not to be told."""


class Pair(msgspec.Struct, frozen=True):
    """One parameter, asked whole and streamed."""

    name: str
    whole: Ask
    streamed: Ask
    heeded: Judge


class Lost(NamedTuple):
    """Where alone a parameter is ignored, and what shows it."""

    mode: Mode
    shown: dict[str, Any]


class BothModes(Check):
    """Each parameter asked in both ways; most asks are those of other checks. What is ignored in both is theirs."""

    promise = Text(
        en="A parameter holds in streams and in whole answers alike.", zh="同一个参数在流式和非流式下同样生效。"
    )
    why = Text(
        en="Gateways build the two kinds of requests apart; what works in a test is lost in the product.",
        zh="网关往往分开构造两种请求；测试时有效的参数，上线后可能失效。",
    )
    level = DEEP
    needs = (Answers, Streams)
    severity = Severity.MINOR
    reasons = {
        "one-mode": Reason(
            Text(
                en="accepted without effect in streams: {streams}; in whole answers: {whole}",
                zh="流式下被接受但不生效：{streams}；非流式下不生效：{whole}",
            ),
            DropRequest(on=STREAMED, path="stop"),
        ),
    }

    def run(self) -> Steps:
        """Ask all pairs at once; one that differs is asked again."""
        hello, plain = yield (HELLO, CUT)
        options = brief(self.setting, hello, COUNTED_TOKENS), brief(self.setting, hello, JSON_TOKENS)
        pairs = _pairs(*options, said(plain))
        whole: list[Reading] = yield tuple(pair.whole for pair in pairs)
        streamed: list[Reading] = yield tuple(pair.streamed for pair in pairs)
        lost: dict[str, Lost] = {}
        for pair, *sides in zip(pairs, whole, streamed, strict=True):
            mode = _mode(*map(pair.heeded, sides))
            if mode is not None and (yield from _again(pair)) is mode:
                lost[pair.name] = Lost(mode, _shown(sides[mode is Mode.STREAMS]))
        lost |= yield from self._drawn(hello)
        lost |= yield from _top_p(VARIED.with_(top_p=0.001, **brief(self.setting, hello, TALE_TOKENS)))
        if not lost:
            return self.ok(parameters=[pair.name for pair in pairs])
        places = {str(mode): [name for name, one in lost.items() if one.mode is mode] for mode in Mode}
        return self.ignored("one-mode", **places, shown={name: one.shown for name, one in lost.items()})

    def _drawn(self, hello: Reading) -> Generator[Any, Any, dict[str, Lost]]:
        """Draw the tale streamed as well: `n`, logprobs and temperature in one request."""
        tale = yield from drawn(self.setting, hello)
        ask = tale.reading.exchange.ask
        if not tale.reading.ok or not isinstance(ask, Chat):
            return {}
        for left_out in LEFT_OUT:
            options = {name: value for name, value in ask.options.items() if name not in left_out}
            stream: Reading = yield Chat(messages=ask.messages, stream=True, options=options)
            if stream.status not in (400, 422):
                break
        if not stream.ok or stream.answer.first is None or not stream.is_sse:
            return {}
        judges: dict[str, Judge] = {
            "n": lambda one: len(one.answer.choices) > 1,
            "top_logprobs": _tops,
        }
        sides = (tale.reading, stream)
        found = {name: _mode(*map(heeded, sides)) for name, heeded in judges.items() if name in options}
        found["temperature"] = _mode((yield from _varies(tale.reading, ask)), (yield from _varies(stream, ask)))
        lost = {name: mode for name, mode in found.items() if mode is not None}
        return {name: Lost(mode, _shown(sides[mode is Mode.STREAMS])) for name, mode in lost.items()}


def _pairs(counted: dict[str, Any], shaped: dict[str, Any], unbiased: str) -> tuple[Pair, ...]:
    stop, json = COUNTED.with_(**counted), IN_JSON.with_(**shaped)
    cut = HangUp(chat=CUT.with_(stream=True), after_events=40)
    later = chat(COUNT_LONG, temperature=0, max_completion_tokens=LIMIT, stop=["50"])  # bounded, whatever is ignored
    biased, certain = CUT.with_(logit_bias={TOKEN: 100}), CUT.with_(logprobs=True)

    def changed(heard: Reading) -> bool | None:
        """What parts late was parted by rounding, maybe."""
        text = said(heard)
        if not heard.ok or not text or len(unbiased) < 4 or (text != unbiased and parted_late(text, unbiased)):
            return None
        return text != unbiased

    return (
        Pair("stop", stop, stop.with_(stream=True), _stopped),
        Pair("max_tokens", CUT, cut, _limited),
        Pair("max_completion_tokens", later, CUT_LATER, _limited),
        Pair("logit_bias", biased, biased.with_(stream=True), changed),
        Pair("logprobs", certain, certain.with_(stream=True), _scored),
        Pair("response_format", json, json.with_(stream=True, stream_options={"include_usage": True}), _shaped),
    )


def _mode(whole: bool | None, streamed: bool | None) -> Mode | None:
    """Return where alone a parameter is ignored."""
    if whole is None or streamed is None or whole is streamed:
        return None
    return Mode.STREAMS if whole else Mode.WHOLE


def _again(pair: Pair) -> Generator[Any, Any, Mode | None]:
    asks = tuple(msgspec.structs.replace(ask, nth=ask.nth + 1) for ask in (pair.whole, pair.streamed))
    one, other = yield asks
    return _mode(pair.heeded(one), pair.heeded(other))


def _varies(tale: Reading, ask: Chat) -> Generator[Any, Any, bool | None]:
    """Whether sampled tales of one mode differ; None where too few came to tell."""
    texts = _tales(tale)
    stream = bool(getattr(tale.exchange.ask, "stream", False))
    plain = {name: value for name, value in ask.options.items() if name not in LEFT_OUT[-1]}
    for nth in range(DRAWS):
        if spread(texts) is not Spread.OPEN and not likeliest_only(tale):
            break
        more: Reading = yield Chat(messages=ask.messages, stream=stream, options=plain, nth=nth + 1, alone=True)
        texts += _tales(more)
    return None if spread(texts) is Spread.OPEN else spread(texts) is Spread.SAMPLED


def _top_p(ask: Chat) -> Generator[Any, Any, dict[str, Lost]]:
    """Two equal tales near zero prove that it is heeded."""
    heeded = []
    for stream in (False, True):
        heeded.append((yield from _repeats(ask.with_(stream=stream))))
    mode = _mode(*heeded)
    return {"top_p": Lost(mode, {})} if mode is not None else {}


def _repeats(ask: Chat) -> Generator[Any, Any, bool | None]:
    texts: list[str] = []
    for nth in range(DRAWS):
        more: Reading = yield ask.with_(nth=nth)
        if not more.ok or more.answer.first is None:
            return None
        texts += _tales(more)
        if len(set(texts)) < len(texts):
            return True
    return False if spread(texts) is Spread.SAMPLED else None


def _stopped(heard: Reading) -> bool | None:
    past = runs_past(heard)
    return None if past is None else not past


def _limited(heard: Reading) -> bool | None:
    if runs_over(heard):
        return False
    return True if heard.ok and measured(heard, LIMIT)["finish"] == "length" else None


def _shaped(heard: Reading) -> bool | None:
    first = heard.answer.first
    if not heard.ok or first is None or first.finish_reason == "length":
        return None
    return {"": True, "ignored": False}.get(judge(first, None)[0])


def _scored(heard: Reading) -> bool | None:
    return bool(scores(heard)) if heard.ok and said(heard) else None


def _tops(heard: Reading) -> bool | None:
    """Whether the likeliest words come with the logprobs."""
    tokens = scored(heard)
    return any(token.get("top_logprobs") for token in tokens) if tokens else None


def _tales(heard: Reading) -> list[str]:
    return [f"{choice.thought}\n{choice.text}".strip() for choice in heard.answer.choices] if heard.ok else []


def _shown(heard: Reading) -> dict[str, Any]:
    """Return what faults tell of the side that ignores."""
    facts = measured(heard, LIMIT)
    tokens = facts["tokens"] or least(said(heard))  # a stream that was hung up on tells none
    return {**facts, "tokens": tokens, "excerpt": said(heard)[:80], "choices": len(heard.answer.choices)}
