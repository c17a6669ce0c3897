"""A bench report as lines for people: one row a stage, then what must be known to read it. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import msgspec

from answerback.bench.report import BenchReport, GoalMet, Limit, Spread, StageReport
from answerback.render.layout import Line, Span, Style, pad, width_of
from answerback.values.text import Lang, Text

TITLE = Text(en="Load test of {url}, model {model}", zh="{url} 的压力测试，模型 {model}")
INTERRUPTED = Text(en="Stopped by hand: this is what was done so far.", zh="已手动中断：以下是到此为止的结果。")
GONE = Text(
    en="The service stopped answering in the middle; what came before is below.",
    zh="测试途中服务不再应答；以下是此前的结果。",
)
HEADS = (
    Text(en="load", zh="负载"), Text(en="ok", zh="成功"), Text(en="failed", zh="失败"), Text(en="req/s", zh="请求/秒"),
    Text(en="tokens/s", zh="token/秒"), Text(en="TTFT p50", zh="首 token p50"), Text(en="p99", zh="p99"),
    Text(en="ITL p50", zh="token 间隔 p50"), Text(en="p99", zh="p99"), Text(en="whole p50", zh="整体 p50"),
    Text(en="p99", zh="p99"),
)  # fmt: skip
MILLISECONDS = Text(
    en="Times in ms. TTFT: to the first event that says anything; ITL: from token to token; whole: to the last byte.",
    zh="时间单位为毫秒。首 token：到第一个有内容的事件；token 间隔：相邻两个 token 之间；整体：到最后一个字节。",
)
UNITS = {"concurrency": Text(en="{n} at a time", zh="并发 {n}"), "rate": Text(en="{n}/s", zh="{n}/秒")}
WARM_UP = Text(
    en="{load}: the first {n} requests ({seconds} s) are warm-up and in no percentile.",
    zh="{load}：前 {n} 个请求（{seconds} 秒）属于预热，不计入分位数。",
)
DELAY = Text(
    en="{load}: {achieved}/s went out of {planned}/s planned, p99 {p99} ms after the plan, {most} ms at most.",
    zh="{load}：计划 {planned}/秒，实际发出 {achieved}/秒；比计划晚 p99 {p99} 毫秒，最多 {most} 毫秒。",
)
SEVERAL = Text(
    en="{load}: an event carries {n} tokens on the average: from event to event it takes p50 {p50} ms, p99 {p99} ms.",
    zh="{load}：每个事件平均含 {n} 个 token：相邻事件间隔 p50 {p50} 毫秒，p99 {p99} 毫秒。",
)
UNCOUNTED = Text(
    en="{load}: the service does not count its tokens (no usage); events were counted in their place.",
    zh="{load}：服务没有给出 token 数（缺少 usage），以事件数代替。",
)
FAILURES = Text(en="{load}: {n} failed: {kinds}", zh="{load}：失败 {n} 个：{kinds}")
UNFINISHED = Text(
    en="{load}: {n} requests were still under way at the end.", zh="{load}：结束时还有 {n} 个请求未完成。"
)
CLIENT = Text(
    en="{load}: measuring took {cpu} s of CPU and {rss} MB, and was {lag} ms late (p99).",
    zh="{load}：测量本身耗费 CPU {cpu} 秒、内存 {rss} MB，滞后 {lag} 毫秒（p99）。",
)
BOTTLENECK = Text(
    en="{load}: this client was the limit ({why}): its figures say more about this machine than about the service."
    " Use --processes, or a lower load.",
    zh="{load}：瓶颈在本客户端（{why}）：这些数字反映的更多是本机而非服务。请用 --processes，或降低负载。",
)
WHY = {
    "lag": Text(en="it turned to what had arrived {lag} ms late", zh="处理到达的数据滞后 {lag} 毫秒"),
    "busy": Text(en="it was at work {busy} % of the time", zh="有 {busy}% 的时间在忙"),
    "late_sends": Text(en="it sent {late} ms late", zh="发送晚了 {late} 毫秒"),
}
GOALS = Text(en="{load}: {goals}", zh="{load}：{goals}")
GOODPUT = Text(en="goodput {n} requests/s", zh="达标吞吐 {n} 请求/秒")
LIMIT = Text(
    en="The highest load that meets the goals: {load}; {bad} misses {missed}.",
    zh="满足目标的最高负载：{load}；{bad} 时未达到 {missed}。",
)
NO_TOP = Text(
    en="The goals were met at every load that was tried, up to {load}.", zh="试过的负载全部达标，最高为 {load}。"
)
NO_LIMIT = Text(en="Not even {bad} meets the goals: it misses {missed}.", zh="即使 {bad} 也不达标：未达到 {missed}。")
WRONG = Text(en="Wrong under load", zh="加压后出现的错误")
STOPPED = {
    "budget": Text(en="{load}: ended by the token budget.", zh="{load}：token 预算用尽而结束。"),
    "precision": Text(en="{load}: ended, as precise as was asked for.", zh="{load}：已达到要求的精度而结束。"),
    "hopeless": Text(en="{load}: ended, because nothing was answered.", zh="{load}：没有任何请求得到回答，提前结束。"),
}


def lines(report: BenchReport, lang: Lang, *, quiet: bool = False) -> list[Line]:
    """Return the report as lines."""
    title = TITLE.fill(lang, {"url": report.base or report.url, "model": report.model or "-"})
    out = [Line((Span(title, Style.STRONG),)), Line()]
    for happened, text in ((report.interrupted, INTERRUPTED), (report.service_gone, GONE)):
        if happened:
            out.append(Line((Span(text.fill(lang), Style.BAD_STRONG),)))
    out += [*_table(report.stages, lang), Line()]
    if not quiet:
        out += [Line((Span(MILLISECONDS.fill(lang), Style.DIM),)), Line()]
    for stage in report.stages:
        out += [Line((Span(text, style),), hang=2) for text, style in _notes(stage, lang, quiet=quiet)]
    out += _found(report, lang)
    if report.limit is not None:
        out += [Line(), Line((Span(_limit(report.limit, lang), Style.STRONG),))]
    return out


def _found(report: BenchReport, lang: Lang) -> Iterator[Line]:
    if not report.faults:
        return
    from answerback.bench import findings  # the catalogue of faults, which a right service does without

    yield Line()
    yield Line((Span(WRONG.fill(lang), Style.STRONG),))
    for one in report.faults:
        finding = msgspec.convert(msgspec.to_builtins(one), findings.Finding)
        words = findings.told(finding, lang, report.server)
        yield Line((Span(f"{words.code}  {words.title}", Style.BAD_STRONG),), hang=2)
        yield Line((Span(f"  {words.seen}"),), hang=2)
        if words.remedy:
            yield Line((Span(f"  {words.remedy}", Style.DIM),), hang=2)


def load_of(stage: StageReport, lang: Lang) -> str:
    """Return a stage's load in words."""
    if stage.concurrency is not None:
        return UNITS["concurrency"].fill(lang, {"n": stage.concurrency})
    return UNITS["rate"].fill(lang, {"n": number(stage.rate)}) if stage.rate is not None else stage.arrivals


def number(value: float | None) -> str:
    """Return a figure as short as it means something."""
    if value is None:
        return "-"
    if value >= 100:
        return f"{value:,.0f}"
    return f"{value:.1f}" if value >= 10 else f"{value:.2f}".rstrip("0").rstrip(".") or "0"


def _table(stages: Sequence[StageReport], lang: Lang) -> Iterator[Line]:
    rows = [[head.fill(lang) for head in HEADS]]
    for stage in stages:
        times = [number(v) for s in (stage.ttft_ms, stage.itl_ms, stage.e2e_ms) for v in (s.p50, _tail(s))]
        rows.append([load_of(stage, lang), str(stage.requests.ok), str(stage.requests.failed),
                     number(stage.requests_per_s), number(stage.output_tokens_per_s), *times])  # fmt: skip
    widths = [max(width_of(row[column]) for row in rows) for column in range(len(HEADS))]
    for position, row in enumerate(rows):
        cells = [pad(row[0], widths[0])]
        cells += [" " * (width - width_of(cell)) + cell for cell, width in zip(row[1:], widths[1:], strict=True)]
        failed = position > 0 and stages[position - 1].requests.failed
        style = Style.DIM if not position else Style.UNSURE if failed else Style.PLAIN
        yield Line((Span("  ".join(cells), style),), whole=True)


def _tail(spread: Spread) -> float | None:
    return spread.p99


def _notes(stage: StageReport, lang: Lang, *, quiet: bool) -> Iterator[tuple[str, Style]]:
    load = load_of(stage, lang)
    client, requests = stage.client, stage.requests

    def told(text: Text, **facts: object) -> str:
        return text.fill(lang, {"load": load} | facts)

    if client.bottleneck:
        reasons = {
            "lag": number(client.lag_ms_p99),
            "busy": round(client.busy * 100),
            "late": number(stage.delay_ms.p99),
        }
        why = ("，" if lang is Lang.ZH else ", ").join(WHY[name].fill(lang, reasons) for name in client.why)
        yield told(BOTTLENECK, why=why), Style.BAD_STRONG
    if requests.failed:
        kinds = ", ".join(f"{kind} {n}" for kind, n in sorted(requests.by_kind.items(), key=lambda item: -item[1]))
        yield told(FAILURES, n=requests.failed, kinds=kinds), Style.BAD
    if stage.stopped in STOPPED:
        yield told(STOPPED[stage.stopped]), Style.UNSURE
    if stage.goals:
        yield told(GOALS, goals=_goals(stage, lang)), Style.PLAIN
    if quiet:
        return
    if stage.achieved_rate is not None and stage.delay_ms.n:
        yield told(DELAY, achieved=number(stage.achieved_rate), planned=number(stage.planned_rate),
                   p99=number(stage.delay_ms.p99), most=number(stage.delay_ms.max)), Style.PLAIN  # fmt: skip
    if (stage.tokens_per_event or 0) > 1.25:
        yield told(SEVERAL, n=number(stage.tokens_per_event), p50=number(stage.gap_ms.p50),
                   p99=number(stage.gap_ms.p99)), Style.PLAIN  # fmt: skip
    if not stage.tokens_counted:
        yield told(UNCOUNTED), Style.UNSURE
    if requests.unfinished:
        yield told(UNFINISHED, n=requests.unfinished), Style.UNSURE
    if requests.warm_up:
        yield told(WARM_UP, n=requests.warm_up, seconds=number(stage.warm_up_s)), Style.DIM
    yield (
        told(CLIENT, cpu=number(client.cpu_s), rss=number(client.peak_rss_mb), lag=number(client.lag_ms_p99)),
        Style.DIM,
    )


def _goals(stage: StageReport, lang: Lang) -> str:
    parts = [f"{_mark(goal)} {goal.goal} ({number(goal.seen)})" for goal in stage.goals]
    if stage.goodput is not None:
        parts.append(GOODPUT.fill(lang, {"n": number(stage.goodput)}))
    return "  ".join(parts)


def _mark(goal: GoalMet) -> str:
    return "?" if goal.met is None else "✓" if goal.met else "✗"


def _limit(limit: Limit, lang: Lang) -> str:
    unit = UNITS[limit.unit]
    facts = {
        "load": unit.fill(lang, {"n": number(limit.load)}),
        "bad": unit.fill(lang, {"n": number(limit.failed_at)}),
        "missed": limit.missed,
    }
    if limit.load is None:
        return NO_LIMIT.fill(lang, facts)
    return (LIMIT if limit.failed_at is not None else NO_TOP).fill(lang, facts)
