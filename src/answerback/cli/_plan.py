"""`check --plan`: what would be asked and what it may cost, played on the honest simulator; nothing is sent."""

from __future__ import annotations

from collections import defaultdict

from answerback.check import Check
from answerback.cli import _output, _select, _target
from answerback.command import Given
from answerback.render.layout import Line, Span, Style, pad
from answerback.run import Run, price
from answerback.values.asks import AnyAsk, Chat, Get, HangUp, ListModels, Look, Raw
from answerback.values.result import Status
from answerback.values.target import Target
from answerback.values.text import Lang, Text

TITLE = Text(
    en="Level {level}: at most {requests} requests and {tokens} completion tokens on a healthy service",
    zh="{level} 级别：对健康的服务最多 {requests} 次请求、{tokens} 个输出 token",
)
SENT = Text(
    en="Nothing was sent. A service with faults is asked more: probes that separate look-alikes ({n} checks wait).",
    zh="没有发送任何请求。有故障的服务会被多问几次，以区分相似的故障（{n} 项检查备用）。",
)
TOKENS = Text(en="{n} tokens", zh="{n} token")
PROMPT = Text(en="prompt about {n} tokens", zh="输入约 {n} token")
PROMPT_TOTAL = Text(en="The prompts sum up to about {n} tokens.", zh="输入合计约 {n} 个 token。")


def show(given: Given) -> int:
    """Print each ask with its price and the checks it serves; returns 0."""
    from answerback.sim.wire import SimWire

    level, checks, muted = _select.checks(given)
    wire = SimWire("vllm")
    _, deadline_s = _target.patience(given, level)
    target = Target("http://plan.invalid", model=given.text("model"), deadline_s=deadline_s)
    run = Run(target, wire, level, checks, muted=muted)
    try:
        for _ in run:
            pass
    finally:
        wire.close()
    _output.show(_lines(run, given.lang, verbose=given.verbose), color=given.color)
    return 0


def _lines(run: Run, lang: Lang, *, verbose: bool) -> list[Line]:
    users: dict[int, list[str]] = defaultdict(list)
    for result in run.results.values():
        for number in result.exchanges:
            users[number].append(result.check)
    asks = {n: r.exchange.ask for n, r in run.readings.items() if not isinstance(r.exchange.ask, Look)}
    total = sum(price(ask) for ask in asks.values())
    facts = {"level": run.level.name, "requests": len(asks), "tokens": f"{total:,}"}
    out = [Line((Span(TITLE.fill(lang, facts), Style.STRONG),)), Line()]
    for position, (number, ask) in enumerate(asks.items(), 1):
        cost = TOKENS.fill(lang, {"n": price(ask)}) if price(ask) else ""
        left = Span(f"{position:3}  {pad(described(ask), 46)} {cost:>10}  ")
        out.append(Line((left, Span(_some(users[number], verbose), Style.DIM)), hang=62))
    prompts = sum(_prompt_tokens(ask) for ask in asks.values())
    waiting = sum(1 for kind in run.checks if _waits(kind, run))
    out += [Line(), Line((Span(PROMPT_TOTAL.fill(lang, {"n": f"{prompts:,}"})),)),
            Line((Span(SENT.fill(lang, {"n": waiting})),))]  # fmt: skip
    return out


def _some(names: list[str], verbose: bool) -> str:
    rest = 0 if verbose else max(0, len(names) - 3)
    return ", ".join(names[: len(names) - rest]) + (f", … (+{rest})" if rest else "")


def _waits(kind: type[Check], run: Run) -> bool:
    result = run.results.get(kind.id)
    return bool(kind.when_failed) and result is not None and result.status is Status.UNKNOWN


def described(ask: AnyAsk) -> str:
    """Return an ask in a few words: the request line and what is special about it."""
    if isinstance(ask, ListModels):
        return "GET models"
    if isinstance(ask, Get):
        return f"GET {ask.path}"
    if isinstance(ask, Raw):
        return f"{ask.method} {ask.path} ({len(ask.body)} B)"
    if isinstance(ask, HangUp):
        return f"chat, hang up after {ask.after_events} events"
    if isinstance(ask, Chat):
        options = [name for name in ask.options if name not in ("max_tokens", "temperature", "seed")]
        return ", ".join(["chat", *(["stream"] if ask.stream else []), *options])[:46]
    return type(ask).__name__.lower()


def _prompt_tokens(ask: AnyAsk) -> int:
    """Return about how many tokens a prompt has: 4 bytes each, and a few for each turn."""
    import msgspec

    chat = ask.chat if isinstance(ask, HangUp) else ask
    if isinstance(chat, Chat):
        return sum(4 + len(msgspec.json.encode(m.get("content"))) // 4 for m in chat.messages)
    return len(chat.body) // 4 if isinstance(chat, Raw) and chat.cost else 0
