"""From options to the levels of load, and what they will cost at most."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from answerback.bench import arrivals
from answerback.bench.plan import Arrivals, Source, Stage
from answerback.command import Given, UsageError
from answerback.render.layout import Line, Span, Style
from answerback.values.text import Lang, Text

USUAL = ("1", "4", "16")
"""Requests at a time, where nothing was said."""
WAVES, FEWEST = 5, 20
"""Requests of a stage without a limit of its own: five waves, and no fewer than these."""
USUAL_S = 20.0
"""Seconds of an open loop's stage without a limit of its own."""
BOTH = Text(
    en="--concurrency and --rate exclude each other: a closed loop waits for answers, an open one does not",
    zh="--concurrency 与 --rate 不能同时使用：闭环会等待回答，开环不等",
)
BAD_LEVEL = Text(en="{option} takes positive numbers, not {value!r}", zh="{option} 需要正数，而不是 {value!r}")
BAD_DURATION = Text(
    en="--duration {value!r} is no time: write 30, 30s, 5m or 1h",
    zh="--duration {value!r} 不是时长：写法如 30、30s、5m、1h",
)
BAD_SHARE = Text(
    en="--precision {value!r} is no share: write 2% or 0.02", zh="--precision {value!r} 不是比例：写法如 2% 或 0.02"
)
CLOSED_ONLY = Text(en="--arrivals {value} needs --rate", zh="--arrivals {value} 需要同时给出 --rate")
COST = Text(
    en="{load}: {requests} requests, about {prompt} prompt tokens, at most {answer} completion tokens",
    zh="{load}：{requests} 个请求，输入约 {prompt} token，输出最多 {answer} token",
)
OPEN_END = Text(
    en="{load}: as many requests as fit into {seconds} s, each about {prompt} prompt tokens and at most {answer}"
    " completion tokens; --budget-tokens bounds them",
    zh="{load}：{seconds} 秒内能发多少发多少，每个输入约 {prompt} token、输出最多 {answer} token；可用"
    " --budget-tokens 限制",
)
TOTAL = Text(en="In all at most {tokens} completion tokens.", zh="总计最多 {tokens} 个输出 token。")
BOUNDED = Text(
    en="The budget ends the test at {tokens} completion tokens.", zh="预算：输出达到 {tokens} token 时结束。"
)
UNBOUNDED = Text(en="Nothing bounds the completion tokens but the time.", zh="除时间外，输出 token 数没有上限。")
CLOSED_LOAD = Text(en="{n} at a time", zh="并发 {n}")
OPEN_LOAD = Text(en="{n}/s, {arrivals}", zh="{n}/秒，{arrivals}")


def stages(given: Given) -> list[Stage]:
    """Return the levels of load that the options describe; raises UsageError for what cannot be."""
    loads, rates = given.many("concurrency"), given.many("rate")
    if loads and rates:
        raise UsageError(BOTH)
    shape = given.text("arrivals")
    if not rates:
        if shape not in (None, Arrivals.CLOSED.value):
            raise UsageError(CLOSED_ONLY, value=shape)
        return [closed(given, _whole("--concurrency", word)) for word in (loads or USUAL)]
    return [opened(given, _positive("--rate", word)) for word in rates]


def closed(given: Given, concurrency: int) -> Stage:
    """Return a stage that keeps so many requests under way."""
    seconds, requests = duration(given), given.whole("requests")
    if seconds is None and requests is None:
        requests = max(FEWEST, WAVES * concurrency)
    return Stage(concurrency=concurrency, duration_s=seconds, requests=requests, seed=given.whole("seed") or 0)


def opened(given: Given, rate: float) -> Stage:
    """Return a stage that sends so many requests per second."""
    shape = given.text("arrivals") or Arrivals.POISSON.value
    seconds, requests = duration(given), given.whole("requests")
    if seconds is None and requests is None:
        seconds = USUAL_S
    stage = Stage(
        arrivals=Arrivals(shape), rate=rate, duration_s=seconds, requests=requests, burst=given.whole("burst") or 8,
        seed=given.whole("seed") or 0,
    )  # fmt: skip
    arrivals.check(stage)
    return stage


def duration(given: Given) -> float | None:
    """Return the seconds of `--duration`, or None."""
    spelled = given.text("duration")
    if spelled is None:
        return None
    word = spelled.strip().lower()
    factor = {"s": 1, "m": 60, "h": 3600}.get(word[-1:], 0)
    try:
        seconds = float(word[:-1] if factor else word) * (factor or 1)
    except ValueError:
        seconds = 0
    if not 0 < seconds < 1e7:
        raise UsageError(BAD_DURATION, value=spelled)
    return seconds


def precision(given: Given) -> float | None:
    """Return `--precision` as a share, or None."""
    spelled = given.text("precision")
    if spelled is None:
        return None
    try:
        share = float(spelled.strip().rstrip("%")) / (100 if "%" in spelled else 1)
    except ValueError:
        share = 0
    if not 0 < share < 1:
        raise UsageError(BAD_SHARE, value=spelled)
    return share


def _positive(option: str, word: str) -> float:
    try:
        value = float(word)
    except ValueError:
        value = 0
    if not 0 < value < 1e6:
        raise UsageError(BAD_LEVEL, option=option, value=word)
    return value


def _whole(option: str, word: str) -> int:
    value = _positive(option, word)
    if value != int(value):
        raise UsageError(BAD_LEVEL, option=option, value=word)
    return int(value)


def cost(levels: list[Stage], source: Callable[[Stage], Source], budget: int | None, lang: Lang) -> Iterator[Line]:
    """Yield what the stages will cost at most, in words."""
    total: int | None = 0
    for stage in levels:
        expected = source(stage).expected()
        count = requests_of(stage, expected.requests)
        load = name(stage, lang)
        if count is None:
            total = None
            yield _line(
                OPEN_END.fill(
                    lang,
                    {
                        "load": load,
                        "seconds": f"{stage.duration_s:g}",
                        "prompt": expected.prompt_tokens,
                        "answer": expected.max_tokens,
                    },
                )
            )
            continue
        answer = count * expected.max_tokens
        total = None if total is None else total + answer
        facts = {"load": load, "requests": f"{count:,}", "prompt": f"{count * expected.prompt_tokens:,}"}
        yield _line(COST.fill(lang, facts | {"answer": f"{answer:,}"}))
    if budget is not None and (total is None or total > budget):
        yield _line(BOUNDED.fill(lang, {"tokens": f"{budget:,}"}), Style.STRONG)
    elif total is None:
        yield _line(UNBOUNDED.fill(lang), Style.UNSURE)
    else:
        yield _line(TOTAL.fill(lang, {"tokens": f"{total:,}"}), Style.STRONG)


def requests_of(stage: Stage, made: int | None) -> int | None:
    """Return the most requests that a stage will send; None where only the time says."""
    planned = arrivals.planned(stage) if stage.open and stage.arrivals is not Arrivals.TRACE else None
    known = [n for n in (stage.requests, made, planned) if n is not None]
    return min(known) if known else None


def name(stage: Stage, lang: Lang) -> str:
    """Return a stage's load in words."""
    if stage.open:
        return OPEN_LOAD.fill(lang, {"n": f"{stage.rate or 0:g}", "arrivals": stage.arrivals.value})
    return CLOSED_LOAD.fill(lang, {"n": stage.concurrency})


def _line(text: str, style: Style = Style.PLAIN) -> Line:
    return Line((Span(text, style),), hang=2)
