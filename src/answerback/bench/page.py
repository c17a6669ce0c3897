"""A bench report as one HTML file: charts inline, both languages, light and dark; no scripts, nothing fetched."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from typing import Any

import msgspec

from answerback.bench import charts, findings, why
from answerback.bench.charts import Mark, Series
from answerback.bench.findings import Finding
from answerback.bench.report import BenchReport, Kept, StageReport
from answerback.bench.summary import load_of, number
from answerback.render.clean import clean
from answerback.render.html.look import STYLE
from answerback.render.story import parts
from answerback.values.text import Lang, Text

TITLE = Text(en="Load test", zh="压力测试")
STAGES = Text(en="Stages", zh="各级负载")
FOUND = Text(en="Wrong under load", zh="负载下的错误")
RIGHT = Text(en="No fault showed under load.", zh="负载下没有发现故障。")
KNEE = Text(en="Throughput against latency", zh="吞吐与延迟")
KNEE_AT = Text(en="The knee is at {load}: beyond it, {why}.", zh="拐点在 {load}：再往上，{why}。")
FIX = Text(en="to change", zh="修改方法")
OVER_TIME = Text(en="Over time", zh="随时间的变化")
KEPT = Text(en="Exchanges that were kept", zh="保留的请求与响应")
SENT, CAME = Text(en="Sent", zh="发出"), Text(en="Came back", zh="收到")
HEADS = (
    Text(en="load", zh="负载"), Text(en="ok", zh="成功"), Text(en="failed", zh="失败"), Text(en="req/s", zh="请求/秒"),
    Text(en="tokens/s", zh="token/秒"), Text(en="TTFT p50", zh="首 token p50"), Text(en="p99", zh="p99"),
    Text(en="ITL p50", zh="token 间隔 p50"), Text(en="p99", zh="p99"), Text(en="whole p50", zh="整体 p50"),
    Text(en="p99", zh="p99"), Text(en="client lag p99", zh="客户端滞后 p99"),
)  # fmt: skip
UNITS = Text(en="Times in ms.", zh="时间单位为毫秒。")
TTFT, ITL = Text(en="first token, ms", zh="首 token，毫秒"), Text(en="between tokens, ms", zh="token 间隔，毫秒")
WHOLE = Text(en="whole answer, ms", zh="整个回答，毫秒")
MEDIAN, TAIL = Text(en="TTFT p50", zh="首 token p50"), Text(en="TTFT p99", zh="首 token p99")
X_TOKENS, Y_MS = "output tokens/s|输出 token/秒", "ms|毫秒"
X_SECONDS = "seconds|秒"
CLIENT = Text(
    en="This client was the limit at {load}: its figures say more about this machine than about the service.",
    zh="{load} 时瓶颈在测试客户端：这些数字反映的更多是本机而非服务。",
)
MADE_BY = Text(
    en="Measured by {tool} {version}, {when}, seed {seed}", zh="{tool} {version} 测于 {when}，随机种子 {seed}"
)

_MORE = """
:root { --ttft: #2f6fb7; --tail: #d9730d; --itl: #1a7f5a }
@media (prefers-color-scheme: dark) { :root { --ttft: #6aa9ee; --tail: #f0a35e; --itl: #4cc2a0 } }
main { max-width: 68rem; margin: 0 auto; padding: 1.5rem 1.2rem 4rem }
svg.chart { height: auto; max-width: 44rem; overflow: visible }
.chart text { fill: var(--dim); font: 11px system-ui, sans-serif } .chart .mark { fill: var(--ink) }
.grid { stroke: var(--line); stroke-width: 1 } .axis { stroke: var(--dim) }
.percentile { stroke: var(--ink); stroke-dasharray: 3 3 }
.legend { color: var(--dim); font-size: .85rem; margin: .2rem 0 1rem } .legend > span { margin-right: 1.2rem }
.legend i { display: inline-block; width: .8rem; height: .25rem; margin-right: .35rem; vertical-align: middle }
.wide { overflow-x: auto } td.n, th.n { text-align: right; font-variant-numeric: tabular-nums; padding-right: .9rem }
tr.knee td:first-child { font-weight: 600 } .two { display: grid; gap: 0 1.5rem;
  grid-template-columns: repeat(auto-fit, minmax(17rem, 1fr)) }
input[name=lang] { position: absolute; opacity: 0 } .switch { text-align: right; color: var(--dim); margin: 0 }
.switch label { cursor: pointer; padding: 0 .3rem } #lang-en:checked ~ main .zh { display: none }
#lang-zh:checked ~ main .en { display: none } #lang-en:checked ~ main label[for=lang-en],
#lang-zh:checked ~ main label[for=lang-zh] { color: var(--ink); font-weight: 600 }
"""
_POLICY = "default-src 'none'; style-src 'unsafe-inline'"


def render(report: BenchReport, lang: Lang = Lang.EN) -> str:
    """Return the report as an HTML document; `lang` is the one shown first."""
    told = _why(report)
    where = escape(clean(report.base or report.url))
    body = [
        '<p class="switch"><label for="lang-en">English</label>·<label for="lang-zh">中文</label></p>',
        f"<h1>{_both(TITLE)}: {where}</h1>",
        f'<p class="dim">{escape(clean(" · ".join(filter(None, (report.model or "", _server(report))))))}</p>',
        *_limits(report), *_found(report), *_knee(report, told), *_table(report, told),
    ]  # fmt: skip
    for position, stage in enumerate(report.stages):
        body += _stage(report, position, stage)
    facts = {"tool": report.tool.name, "version": report.tool.version, "when": report.started_at, "seed": report.seed}
    body.append(f"<footer>{_both(MADE_BY, facts)}</footer>")
    on = {one: " checked" if one is lang else "" for one in Lang}
    return (
        f'<!doctype html>\n<html lang="{"zh-CN" if lang is Lang.ZH else "en"}">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(TITLE.fill(lang))}: {where}</title>\n<style>{STYLE}{_MORE}</style>\n</head>\n<body>\n"
        f'<input type="radio" name="lang" id="lang-en"{on[Lang.EN]}>'
        f'<input type="radio" name="lang" id="lang-zh"{on[Lang.ZH]}>\n<main>\n'
        + "\n".join(body)
        + "\n</main>\n</body>\n</html>\n"
    )


def _both(text: Text, facts: dict[str, Any] | None = None, per: dict[Lang, dict[str, Any]] | None = None) -> str:
    """Return a sentence in both languages, of which the page shows one; `per`: facts that differ by language."""
    return _shown({lang: text.fill(lang, {**(facts or {}), **(per or {}).get(lang, {})}) for lang in Lang})


def _shown(said: dict[Lang, str]) -> str:
    """Return what is said in each language; what is to be typed stands as code."""
    return "".join(
        f'<span class="{lang}">'
        + "".join(f"<code>{escape(t)}</code>" if code else escape(t) for t, code in parts(clean(text)))
        + "</span>"
        for lang, text in said.items()
    )


def _loads(stage: StageReport) -> dict[Lang, dict[str, Any]]:
    return {lang: {"load": load_of(stage, lang)} for lang in Lang}


def _server(report: BenchReport) -> str:
    return f"{findings.title_of(report.server)} {report.version}".strip()


def _why(report: BenchReport) -> why.Why:
    kept = getattr(report, "why", None)
    return msgspec.convert(kept, why.Why) if kept else why.explain(report.stages)


def _limits(report: BenchReport) -> Iterator[str]:
    for stage in report.stages:
        if stage.client.bottleneck:
            yield f'<p class="verdict bad fail">{_both(CLIENT, per=_loads(stage))}</p>'


def _found(report: BenchReport) -> Iterator[str]:
    found = [msgspec.convert(msgspec.to_builtins(one), Finding) for one in report.faults]
    yield f"<h2>{_both(FOUND)}</h2>"
    if not found:
        yield f'<p class="pass">{_both(RIGHT)}</p>'
    for one in found:
        words = {lang: findings.told(one, lang, report.server) for lang in Lang}
        both = {
            name: _shown({lang: getattr(said, name) for lang, said in words.items()})
            for name in ("title", "seen", "remedy")
        }
        flags = "".join(
            f' <code class="flag">{escape(flag)}</code>'
            for flag in words[Lang.EN].flags
            if flag not in words[Lang.EN].remedy
        )
        yield f'<article><h3><span class="{one.severity}">{escape(one.code)}</span> {both["title"]}</h3>'
        yield f"<p>{both['seen']}</p><dl><dt>{_both(FIX)}</dt><dd>{both['remedy']}{flags}</dd></dl></article>"


def _knee(report: BenchReport, told: why.Why) -> Iterator[str]:
    stages = [s for s in report.stages if s.output_tokens_per_s and s.ttft_ms.p50 is not None]
    yield f"<h2>{_both(KNEE)}</h2>"
    stages.sort(key=lambda s: s.rate if s.rate is not None else s.concurrency or 0)
    knee = report.stages[told.knee] if told.knee is not None else None
    series = [
        Series(_both(name), colour, [(s.output_tokens_per_s, getattr(s.ttft_ms, at) or 0.0) for s in stages], dots=True)
        for name, colour, at in ((MEDIAN, "--ttft", "p50"), (TAIL, "--tail", "p99"))
    ]
    marks = [
        Mark((s.output_tokens_per_s, s.ttft_ms.p99 or 0.0), f"{number(s.rate)}/s" if s.rate else str(s.concurrency),
             ring=s is knee) for s in stages
    ]  # fmt: skip
    yield charts.lines(series, X_TOKENS, f"TTFT, ms|{TTFT.zh}", marks)
    if knee is None or told.bound is None:
        yield f"<p>{_both(why.NO_KNEE)}</p>" if len(stages) > 1 else ""
        return
    sentence = why.SENTENCES[told.bound]
    per = {lang: {"load": load_of(knee, lang), "why": sentence.fill(lang, told.facts)} for lang in Lang}
    yield f"<p>{_both(KNEE_AT, per=per)}</p>"
    remedy = why.remedy(told.bound, report.server)
    if remedy is not None:
        yield f"<p>{_both(FIX)}: {_both(remedy.text)}</p>"


def _table(report: BenchReport, told: why.Why) -> Iterator[str]:
    yield f'<h2>{_both(STAGES)}</h2><div class="wide"><table><tr>'
    yield "".join(f'<th class="{"n" if n else ""}">{_both(head)}</th>' for n, head in enumerate(HEADS)) + "</tr>"
    for position, stage in enumerate(report.stages):
        times = [spread for s in (stage.ttft_ms, stage.itl_ms, stage.e2e_ms) for spread in (s.p50, s.p99)]
        cells = [str(stage.requests.ok), str(stage.requests.failed), number(stage.requests_per_s),
                 number(stage.output_tokens_per_s), *map(number, times), number(stage.client.lag_ms_p99)]  # fmt: skip
        name = _both(Text(en="{load}", zh="{load}"), per=_loads(stage))
        row = "".join(f'<td class="n{" fail" if n == 1 and cell != "0" else ""}">{cell}</td>'
                      for n, cell in enumerate(cells))  # fmt: skip
        yield f'<tr class="{"knee" if position == told.knee else ""}"><td>{name}</td>{row}</tr>'
    yield f'</table></div><p class="dim">{_both(UNITS)}</p>'


def _stage(report: BenchReport, position: int, stage: StageReport) -> Iterator[str]:
    yield f"<h2>{_both(Text(en='{load}', zh='{load}'), per=_loads(stage))}</h2>"
    for goal in stage.goals:
        mark = "?" if goal.met is None else "✓" if goal.met else "✗"
        css = "unknown" if goal.met is None else "pass" if goal.met else "fail"
        yield f'<span class="{css}">{mark} {escape(clean(goal.goal))} ({number(goal.seen)})</span> '
    ttft = [(m.at_s, m.ttft_ms) for m in stage.timeline if m.ttft_ms is not None]
    itl = [(m.at_s, m.itl_ms) for m in stage.timeline if m.itl_ms is not None]
    yield f'<h3>{_both(OVER_TIME)}</h3><div class="two">'
    for name, colour, points in ((TTFT, "--ttft", ttft), (ITL, "--itl", itl)):
        yield f"<div>{charts.lines([Series('', colour, points)], X_SECONDS, f'{name.en}|{name.zh}')}</div>"
    yield '</div><div class="two">'
    for name, spread, colour in (
        (TTFT, stage.ttft_ms, "--ttft"), (ITL, stage.itl_ms, "--itl"), (WHOLE, stage.e2e_ms, "--tail"),
    ):  # fmt: skip
        marks = [(v, label) for v, label in ((spread.p50, "p50"), (spread.p99, "p99")) if v is not None]
        yield f"<div>{charts.bars(spread.histogram, marks, f'{name.en}|{name.zh}', colour)}</div>"
    yield "</div>"
    kept = [one for one in report.exchanges if one.stage == position]
    if kept:
        yield f"<h3>{_both(KEPT)}</h3>"
        for one in sorted(kept, key=lambda k: k.why != "failure"):
            yield from _exchange(one)


def _exchange(kept: Kept) -> Iterator[str]:
    head = f"#{kept.number} · HTTP {kept.status or '-'} · {kept.kind or kept.why} · {number(kept.sent_ms)} ms"
    css = "fail" if kept.why == "failure" else "dim"
    yield f'<details><summary class="{css}">{escape(clean(head))}</summary>'
    for name, said in ((SENT, kept.body), (CAME, kept.answer)):
        yield f"<p>{_both(name)}</p><pre>{escape(chr(10).join(map(clean, said.splitlines())))}</pre>"
    yield "</details>"
