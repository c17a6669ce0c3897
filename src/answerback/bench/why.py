"""Where throughput stops growing, what bounds it there, and which flag moves it. Pure.

By the server's own counts where it tells them (queue, KV cache, preemptions); else by which latency takes off: waiting
before the first token is a queue or the reading of prompts, slower tokens are the decoding itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from enum import StrEnum
from statistics import median
from typing import Any

import msgspec

from answerback import fault
from answerback.bench.report import StageReport
from answerback.checks.figures import Figures, grown
from answerback.fault import Remedy
from answerback.values.result import Confidence
from answerback.values.text import Text

FLAT = 0.25
"""Throughput that grows by less than this share of the load's growth no longer follows it."""
KEPT_UP = 0.95
"""An open loop is held where so much of the planned rate is answered."""
TAKES_OFF = 3.0
"""First tokens so many times as late as at the lowest load: the rate is beyond what is served."""
FULL, ROOMY = 0.95, 0.9
"""Shares of the KV cache in use that are full, and that are not the limit."""
WAITS = 2.0
"""So many times as long before the first token as at the lowest load."""
SLOWER = 1.5
"""So many times as long between tokens."""
LONG_PROMPTS = 8.0
"""Prompt tokens for each token of an answer, from which reading them is most of the work."""


class Bound(StrEnum):
    """What holds a service back."""

    CLIENT = "client"
    QUEUE = "queue"
    CACHE = "kv_cache"
    PREFILL = "prefill"
    DECODE = "decode"
    REFUSALS = "refusals"
    UNKNOWN = "unknown"


class Why(msgspec.Struct, frozen=True, kw_only=True):
    """The knee and its cause."""

    knee: int | None = None
    """Position of the last stage at which throughput still followed the load; None: it followed throughout."""
    bound: Bound | None = None
    """None where no knee was reached."""
    confidence: Confidence = Confidence.POSSIBLE
    facts: dict[str, Any] = {}


SENTENCES = {
    Bound.CLIENT: Text(
        en="this client was the limit, not the service: use `--processes`, or another machine",
        zh="瓶颈在测试客户端而不是服务：请用 `--processes`，或换一台机器",
    ),
    Bound.QUEUE: Text(
        en="requests queue for a place: {waiting} wait while {running} are worked on, and the cache still has room "
        "({cache} % in use)",
        zh="请求在排队等位：{running} 个在处理、{waiting} 个在等，而缓存还有余量（已用 {cache}%）",
    ),
    Bound.CACHE: Text(
        en="the KV cache is full: {cache} % in use, {waiting} requests wait, {preempted} were put aside",
        zh="KV 缓存已满：已用 {cache}%，{waiting} 个请求在等，{preempted} 个被抢占",
    ),
    Bound.PREFILL: Text(
        en="reading prompts takes the time: first tokens come {ttft} times as late as at the lowest load, tokens "
        "after that {tpot} times; {ratio} prompt tokens are read for each that is written",
        zh="时间花在处理提示上：首 token 是最低负载时的 {ttft} 倍，之后的 token 间隔是 {tpot} 倍；"
        "每生成一个 token 要读 {ratio} 个提示 token",
    ),
    Bound.DECODE: Text(
        en="writing takes the time: tokens come {tpot} times as slowly as at the lowest load; the batch has reached "
        "what the machine computes",
        zh="时间花在生成上：token 间隔是最低负载时的 {tpot} 倍，批次已达到机器的计算上限",
    ),
    Bound.REFUSALS: Text(
        en="{failed} % of the requests fail there: a limit, before the machine's own",
        zh="此处有 {failed}% 的请求失败：先碰到的是限制，而不是机器的能力",
    ),
    Bound.UNKNOWN: Text(
        en="first tokens come {ttft} times as late as at the lowest load, tokens after that {tpot} times: requests "
        "wait before they are worked on, for a place or for the prompts of others; the server's metrics would tell",
        zh="首 token 是最低负载时的 {ttft} 倍，之后的 token 间隔是 {tpot} 倍：请求在被处理之前就在等（等位，或等别人的"
        "提示处理完）；服务端指标可以区分",
    ),
}
NO_KNEE = Text(
    en="throughput still grew with the load: the service holds more than was tried",
    zh="吞吐仍随负载增长：服务能承受的比测试的更多",
)
AS_FAULT = {Bound.QUEUE: "L17", Bound.CACHE: "L18", Bound.PREFILL: "L09", Bound.REFUSALS: "L04"}
"""Whose remedies move it: those of these faults."""
DECODING: dict[str | None, Remedy] = {
    None: Remedy(
        Text(
            en="Add a replica or a faster GPU, spread the model over more of them, or serve it quantised.",
            zh="增加副本或换更快的 GPU，用多卡并行，或改用量化模型。",
        )
    ),
    "vllm": Remedy(
        Text(
            en="`--tensor-parallel-size 2`, an FP8 or AWQ model, or `--speculative-config` at low load; without "
            "`--enforce-eager`.",
            zh="`--tensor-parallel-size 2`、FP8 或 AWQ 模型，低负载时可用 "
            "`--speculative-config`；去掉 `--enforce-eager`。",
        ),
        ("--tensor-parallel-size 2", "--speculative-config"),
    ),
    "sglang": Remedy(
        Text(
            en="`--tp 2`, or `--dp 2` for a second copy; a quantised model (`--quantization fp8`).",
            zh="`--tp 2`，或用 `--dp 2` 再起一份；量化模型（`--quantization fp8`）。",
        ),
        ("--tp 2", "--dp 2", "--quantization fp8"),
    ),
    "llamacpp": Remedy(
        Text(
            en="All layers on the GPU (`-ngl 99`), `-fa on`, as many threads as cores (`-t`) on a CPU, or a smaller "
            "quantisation.",
            zh="所有层放到 GPU（`-ngl 99`）、`-fa on`；用 CPU 时线程数等于物理核数（`-t`），或换更小的量化。",
        ),
        ("-ngl 99", "-fa on", "-t"),
    ),
    "ollama": Remedy(
        Text(
            en="Let all layers fit on the GPU (`ollama ps` shows the share), and set `OLLAMA_FLASH_ATTENTION=1`.",
            zh="让所有层都放进 GPU（`ollama ps` 可看占比），并设置 `OLLAMA_FLASH_ATTENTION=1`。",
        ),
        ("OLLAMA_FLASH_ATTENTION=1",),
    ),
}


def remedy(bound: Bound, product: str) -> Remedy | None:
    """Return what moves it on a product; None for what no flag of the server moves."""
    if bound is Bound.DECODE:
        return DECODING.get(product) or DECODING[None]
    kind = fault.named(AS_FAULT.get(bound, ""))
    return (kind.remedy.get(product) or kind.remedy[None]) if kind is not None else None


def explain(stages: Sequence[StageReport], figures: Sequence[Sequence[Figures]] = ()) -> Why:
    """Return where the knee is and what bounds it. `figures[i]`: the server's counts in the course of stage i."""
    order = sorted(
        (n for n, stage in enumerate(stages) if stage.requests.ok or stage.requests.failed),
        key=lambda n: _load(stages[n]),
    )
    place = _knee([stages[n] for n in order])
    if place is None:
        return Why()
    beyond = order[min(place + 1, len(order) - 1)]
    seen = figures[beyond] if beyond < len(figures) else ()
    bound, confidence, facts = _bound(stages[order[0]], stages[beyond], seen)
    return Why(knee=order[place], bound=bound, confidence=confidence, facts=facts)


def _load(stage: StageReport) -> float:
    return stage.rate if stage.rate is not None else float(stage.concurrency or 0)


def _knee(stages: Sequence[StageReport]) -> int | None:
    """Return the last place (by load) that still followed, or None."""
    for place in range(len(stages) - 1):
        here, there = stages[place], stages[place + 1]
        if there.rate is not None:
            late = (there.ttft_ms.p50 or 0) > TAKES_OFF * (stages[0].ttft_ms.p50 or float("inf"))
            if (there.requests_per_s < KEPT_UP * there.rate and there.requests_per_s < KEPT_UP**2 * there.rate) or late:
                return place
            continue
        more = _load(there) / _load(here) - 1
        before, after = _throughput(here), _throughput(there)
        if before > 0 and more > 0 and (after / before - 1) < FLAT * more:
            return place
    return None


def _throughput(stage: StageReport) -> float:
    return stage.output_tokens_per_s or stage.requests_per_s


def _bound(first: StageReport, stage: StageReport, seen: Sequence[Figures]) -> tuple[Bound, Confidence, dict[str, Any]]:
    if stage.client.bottleneck:
        return Bound.CLIENT, Confidence.LIKELY, {"why": stage.client.why}
    whole = stage.requests.ok + stage.requests.failed
    failed = stage.requests.failed / whole if whole else 0.0
    if failed > 0.2:
        return Bound.REFUSALS, Confidence.LIKELY, {"failed": round(100 * failed)}
    counted = _counted(seen)
    if counted is not None:
        return counted
    ttft, tpot = _times(first.ttft_ms.p50, stage.ttft_ms.p50), _times(first.tpot_ms.p50, stage.tpot_ms.p50)
    ratio = stage.input_tokens_per_s / stage.output_tokens_per_s if stage.output_tokens_per_s else 0.0
    facts = {"ttft": round(ttft, 1), "tpot": round(tpot, 1), "ratio": round(ratio, 1)}
    idle = bool(seen) and _middle(one.waiting for one in seen) == 0
    if ttft >= WAITS and ratio >= LONG_PROMPTS and (idle or ttft > tpot):
        return Bound.PREFILL, Confidence.LIKELY if idle else Confidence.POSSIBLE, facts
    if tpot >= SLOWER:
        return Bound.DECODE, Confidence.LIKELY if idle or ttft < WAITS else Confidence.POSSIBLE, facts
    return Bound.UNKNOWN, Confidence.POSSIBLE, facts


def _counted(seen: Sequence[Figures]) -> tuple[Bound, Confidence, dict[str, Any]] | None:
    """Judge by the server's own counts, if they say it."""
    if not seen:
        return None
    waiting, running = _middle(one.waiting for one in seen), _middle(one.running for one in seen)
    cache = max((one.cache for one in seen if one.cache is not None), default=None)
    preempted = grown(seen[0].preemptions, seen[-1].preemptions) or 0.0
    facts: dict[str, Any] = {
        "waiting": round(waiting or 0), "running": round(running or 0), "preempted": round(preempted),
        "cache": "?" if cache is None else round(100 * cache),
    }  # fmt: skip
    if preempted > 0 or (cache is not None and cache >= FULL and (waiting or 0) >= 1):
        return Bound.CACHE, Confidence.CERTAIN, facts
    if waiting is not None and waiting >= 1:
        return Bound.QUEUE, Confidence.CERTAIN if cache is not None and cache < ROOMY else Confidence.LIKELY, facts
    return None


def _middle(values: Iterable[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return median(known) if known else None


def _times(before: float | None, after: float | None) -> float:
    return after / before if before and after else 1.0
