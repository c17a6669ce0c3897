"""All that is known of a server, for `answerback explain vllm`; what is not known is said."""

from __future__ import annotations

from collections.abc import Iterator

from answerback.families import Family
from answerback.launch import Launch, Wish
from answerback.render.explanation import rows_of
from answerback.render.layout import Line, Span, Style, heading, pad
from answerback.render.terminal import coded
from answerback.server import Loading, Server, Treatment, Vendor
from answerback.values.text import Lang, Text

SORT = Text(en="what it is", zh="类别")
VENDOR = Text(en="a vendor's cloud service", zh="厂商云服务")
GATEWAY = Text(en="a gateway in front of services", zh="服务前面的网关")
ENGINE = Text(en="an inference server", zh="推理服务端")
PORTS = Text(en="usual ports", zh="常用端口")
PROCESSES = Text(en="processes", zh="进程特征")
TOLD_BY = Text(en="told by", zh="识别依据")
START = Text(en="start command", zh="启动命令")
UP = Text(en="answerback up runs", zh="answerback up 执行")
INSTALL = Text(en="installed with", zh="安装方式")
LOADING = Text(en="while it loads", zh="加载期间")
LOADINGS = {
    Loading.REFUSED: Text(en="the port is closed: connection refused", zh="端口未开放：连接被拒绝"),
    Loading.UNAVAILABLE: Text(en="HTTP 503", zh="HTTP 503"),
    Loading.BLOCKS: Text(en="the first request waits for the model", zh="首个请求会等待模型加载"),
}
READY = Text(en="ready when", zh="就绪判断")
BY_ROUTE = Text(en="`{path}` answers 200: it generates", zh="`{path}` 返回 200：它会真正生成")
BY_CHECK = Text(
    en="`answerback check URL --level smoke` ends with 0: no health route of it generates",
    zh="`answerback check URL --level smoke` 退出码为 0：它的健康路由都不做生成",
)
THOUGHTS = Text(en="thoughts come in", zh="思考内容位于")
IN_CONTENT = Text(en="the content, between tags", zh="正文中，以标签分隔")
SWITCHES = Text(en="thinking switches", zh="思考开关")
TREATMENTS = {
    Treatment.HONOURED: Text(en="honoured", zh="生效"),
    Treatment.IGNORED: Text(en="ignored", zh="被忽略"),
    Treatment.REJECTED: Text(en="refused", zh="被拒绝"),
}
IGNORED = Text(en="may do nothing", zh="可能不生效")
HEALTH = Text(en="What its health routes tell", zh="健康路由的真实含义")
PARSERS = Text(en="Parsers by family of model (calls, thoughts)", zh="各模型系列的解析器（工具调用，思考）")
NO_PARSERS = Text(
    en="no option: calls and thoughts are read by the model's template, or not at all",
    zh="没有对应参数：由模型模板决定能否解析，否则不解析",
)
METRICS = Text(en="Metrics at {path}", zh="指标（{path}）")
TURNED_ON = Text(en="only with `{flag}`; else HTTP {status}", zh="需加 `{flag}`；否则返回 HTTP {status}")
CHANGES = Text(en="What changed in which version", zh="各版本的变化")
SINCE = Text(en="since {version}", zh="{version} 起")
HARMFUL = Text(en="Routes with side effects, never asked", zh="有副作用、绝不会请求的路由")
FLAGS = Text(en="Settings by subject", zh="各方面的参数")
NOT_KNOWN = Text(en="not known", zh="未知")
NONE = Text(en="none", zh="没有")
NONE_KNOWN = Text(en="none is known", zh="没有已知的指标页")
COMMA = Text(en=", ", zh="、")
SOURCE = Text(en="source: {source}", zh="来源：{source}")


def of(kind: type[Server], lang: Lang) -> Iterator[Line]:
    """Tell it."""
    yield Line((Span(kind.name, Style.CODE), Span(f"  {kind.title}", Style.STRONG)), hang=2)
    yield from rows_of(_summary(kind, lang), lang)
    if not issubclass(kind, Vendor):
        yield from _health(kind, lang)
        if not kind.gateway:
            yield from _parsers(kind, lang)
        yield from _metrics(kind, lang)
    if kind.changes:
        yield from heading(CHANGES.fill(lang))
        for change in kind.changes:
            yield _item(SINCE.fill(lang, {"version": change.since}), f"{change.what.fill(lang)} ({change.source})")
    if kind.flags:
        yield from heading(FLAGS.fill(lang))
        for subject, flag in kind.flags.items():
            yield Line((Span(f"  {pad(subject, 18)}"), Span(flag, Style.CODE)), whole=True)
    if not issubclass(kind, Vendor):
        yield from heading(HARMFUL.fill(lang))
        routes = NOT_KNOWN.fill(lang) if kind.harmful is None else " · ".join(kind.harmful) or NONE.fill(lang)
        yield Line((Span("  "), Span(routes, Style.DIM)), hang=2)


def _summary(kind: type[Server], lang: Lang) -> list[tuple[Text, str]]:
    comma = COMMA.fill(lang)
    sort = VENDOR if issubclass(kind, Vendor) else GATEWAY if kind.gateway else ENGINE
    rows = [
        (SORT, sort.fill(lang)),
        (PORTS, comma.join(str(port) for port in kind.ports)),
        (PROCESSES, comma.join(f"`{fragment}`" for fragment in kind.processes)),
        (TOLD_BY, comma.join(f"`GET {path}`" for path in kind.looks_at)),
        (START, f"`{kind.start}`" if kind.start else ""),
        (UP, f"`{_command(kind.launch)}`" if kind.launch is not None else ""),
        (INSTALL, f"`{kind.launch.install}`" if kind.launch is not None else ""),
    ]
    if not issubclass(kind, Vendor):
        loading = LOADINGS.get(kind.while_loading, NOT_KNOWN)
        route = next((route.path for route in kind.health_routes if route.generates and not kind.gateway), "")
        rows += [
            (LOADING, loading.fill(lang)),
            (READY, BY_ROUTE.fill(lang, {"path": route}) if route else BY_CHECK.fill(lang)),
        ]
    thoughts = comma.join(f"`{field}`" for field in kind.reasoning_fields) or IN_CONTENT.fill(lang)
    switches = comma.join(f"`{name}` {TREATMENTS[t].fill(lang)}" for name, t in kind.thinking_switches.items())
    return [
        *rows,
        (THOUGHTS, thoughts),
        (SWITCHES, switches or NOT_KNOWN.fill(lang)),
        (IGNORED, comma.join(f"`{name}`" for name in sorted(kind.ignores))),
    ]


def _command(launch: Launch) -> str:
    form = next(iter(launch.suits))
    words = (launch.program, *launch.line(Wish("MODEL", form, 8000)))
    settings = [f"{name}={value}" for name, value in launch.variables(Wish("MODEL", form, 8000)).items()]
    return " ".join([*settings, *words])


def _health(kind: type[Server], lang: Lang) -> Iterator[Line]:
    yield from heading(HEALTH.fill(lang))
    if not kind.health_routes:
        yield _item("", NOT_KNOWN.fill(lang))
    for route in kind.health_routes:
        yield _item(route.path, route.tells.fill(lang))


def _parsers(kind: type[Server], lang: Lang) -> Iterator[Line]:
    yield from heading(PARSERS.fill(lang))
    if not kind.tool_parsers:
        yield _item("", NO_PARSERS.fill(lang))
    for family in Family:
        tools, thoughts = kind.tool_parsers.get(family), kind.reasoning_parsers.get(family)
        if tools or thoughts:
            spans = (Span(f"  {pad(family, 29)}"), Span(pad(tools or "–", 22), Style.CODE))
            yield Line((*spans, Span(thoughts or "–", Style.CODE)), whole=True)


def _metrics(kind: type[Server], lang: Lang) -> Iterator[Line]:
    metrics = kind.metrics
    yield from heading(METRICS.fill(lang, {"path": metrics.path if metrics is not None else "/metrics"}))
    if metrics is None:
        yield _item("", NONE_KNOWN.fill(lang))
        return
    if metrics.turned_on_by:
        status = metrics.without or NOT_KNOWN.fill(lang)
        yield _item("", TURNED_ON.fill(lang, {"flag": metrics.turned_on_by, "status": status}))
    for gauge, names in metrics.names.items():
        yield _item(gauge, ", ".join(f"`{name}`" for name in names))
    yield _item("", SOURCE.fill(lang, {"source": metrics.source}))


def _item(name: str, text: str) -> Line:
    return Line((Span(f"  {pad(name, 24)}" if name else "  ", Style.DIM), *coded(text)), hang=26 if name else 2)
