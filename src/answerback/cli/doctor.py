"""`answerback doctor`: what this installation is made of, what it lacks, and what bends its requests."""

from __future__ import annotations

import os
import platform
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

from answerback import __version__
from answerback.cli import _output
from answerback.command import Command, Example, Given
from answerback.render.layout import Line, Span, Style, pad, width_of
from answerback.values.text import Lang, Text

TOOL = Text(en="Answerback", zh="Answerback")
PYTHON = Text(en="Python", zh="Python")
SYSTEM = Text(en="System", zh="系统")
CURL = Text(en="libcurl", zh="libcurl")
FEATURES = Text(en="libcurl can", zh="libcurl 支持")
LACKS = Text(en="libcurl cannot", zh="libcurl 不支持")
EXTRA = Text(en="Extra [{name}]", zh="附加组件 [{name}]")
INSTALLED = Text(en="installed: {brings}", zh="已安装：{brings}")
ABSENT = Text(
    en="not installed ({missing}): {brings}; pip install 'answerback[{name}]'",
    zh="未安装（{missing}）：{brings}；pip install 'answerback[{name}]'",
)
CACHE = Text(en="Models kept", zh="模型缓存")
KEPT = Text(en="{path}, {size}", zh="{path}，{size}")
NONE_YET = Text(en="{path}, nothing yet", zh="{path}，暂无内容")
PROXIES = Text(en="Proxies", zh="代理")
NO_PROXIES = Text(en="none in the environment", zh="环境变量中没有设置")
GPU = Text(en="GPU", zh="GPU")
NO_GPU = Text(en="none that an NVIDIA driver tells of", zh="未检测到 NVIDIA 驱动报告的 GPU")
CARD = Text(en="{name}, {used} of {total} GB used", zh="{name}，已用 {used} / {total} GB")
CONFIG = Text(en="Configuration", zh="配置文件")
NO_CONFIG = Text(en="none; `answerback init` writes one", zh="没有；可用 `answerback init` 生成")
SETTINGS = Text(en="Environment", zh="环境变量")
LANGUAGE = Text(en="Language", zh="语言")
LANGUAGES = Text(
    en="English (from the locale; --lang zh: Chinese)", zh="中文（取自系统区域设置；--lang en 切换为英文）"
)
BRINGS = {
    "serve": Text(
        en="a real model served from wheels alone (`up`, `demo`)", zh="无需编译即可运行真实模型（`up`、`demo`）"
    ),
    "bench": Text(en="load tests (`bench`)", zh="压力测试（`bench`）"),
    "compare": Text(
        en="tests of whether two services are one model (`compare`)", zh="判断两个服务是否同一模型（`compare`）"
    ),
    "watch": Text(en="watching a fleet, alerts, metrics (`watch`)", zh="持续监控、告警与指标（`watch`）"),
    "clients": Text(en="the real clients, run against the service", zh="用真实客户端实测服务"),
}
OTHER = Text(en="more", zh="更多功能")
_PROXY_NAMES = ("http_proxy", "https_proxy", "all_proxy", "no_proxy")
_WANTED = ("HTTP2", "HTTP3", "BROTLI", "ZSTD", "SSL", "IPV6")


def act(given: Given) -> int:
    """Tell all of it; always exit code 0: nothing here is a service's fault."""
    rows = list(_rows(given.lang, os.environ))
    width = max(width_of(title) for title, _ in rows) + 2
    _output.show((_line(title, text, width) for title, text in rows), color=given.color)
    return 0


def _line(title: str, text: str, width: int) -> Line:
    from answerback.render.terminal import coded

    return Line((Span(pad(title, width), Style.DIM), *coded(text)), hang=width)


def _rows(lang: Lang, environ: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    from answerback import config

    yield TOOL.fill(lang), f"{__version__} ({Path(__file__).parents[1]})"
    yield PYTHON.fill(lang), f"{platform.python_version()} ({sys.executable})"
    yield SYSTEM.fill(lang), f"{platform.platform()}, {platform.machine()}, {os.cpu_count()} CPU"
    yield from _curl(lang)
    yield from _extras(lang)
    yield CACHE.fill(lang), _cache(lang)
    yield from _proxies(lang, environ)
    yield from _gpus(lang)
    yield CONFIG.fill(lang), config.find(str(Path.cwd())) or NO_CONFIG.fill(lang)
    if names := sorted(name for name in environ if name.startswith(config.PREFIX)):
        yield SETTINGS.fill(lang), ", ".join(names)
    yield LANGUAGE.fill(lang), LANGUAGES.fill(lang)


def _curl(lang: Lang) -> Iterator[tuple[str, str]]:
    import pycurl

    bits = pycurl.version_info()[4]
    there = {name: bool(bits & getattr(pycurl, f"VERSION_{name}", 0)) for name in _WANTED}
    yield CURL.fill(lang), pycurl.version
    yield FEATURES.fill(lang), ", ".join(name for name, has in there.items() if has)
    if missing := ", ".join(name for name, has in there.items() if not has):
        yield LACKS.fill(lang), missing


def _extras(lang: Lang) -> Iterator[tuple[str, str]]:
    for name, packages in extras().items():
        missing = [package for package in packages if not _installed(package)]
        brings = BRINGS.get(name, OTHER).fill(lang)
        text = ABSENT if missing else INSTALLED
        yield EXTRA.fill(lang, {"name": name}), text.fill(lang, {"missing": missing, "brings": brings, "name": name})


def extras() -> dict[str, list[str]]:
    """Return the packages of each extra, as this installation's metadata names them; not those of developers."""
    import re
    from importlib import metadata

    found: dict[str, list[str]] = {}
    try:
        wanted = metadata.requires("answerback") or []
    except metadata.PackageNotFoundError:  # run from a folder
        return {}
    for line in wanted:
        named = re.match(r"([\w.-]+).*extra\s*==\s*['\"]([\w-]+)['\"]", line)
        if named and named[2] != "dev":
            found.setdefault(named[2], []).append(named[1])
    return found


def _installed(package: str) -> bool:
    from importlib import metadata

    try:
        metadata.version(package)
    except metadata.PackageNotFoundError:
        return False
    return True


def _cache(lang: Lang) -> str:
    from answerback.serve.models import folder, size

    place = folder()
    try:
        total = sum(path.stat().st_size for path in place.rglob("*") if path.is_file())
    except OSError:
        total = 0
    return (KEPT if total else NONE_YET).fill(lang, {"path": place, "size": size(total)})


def _proxies(lang: Lang, environ: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    names = [name for name in environ if name.lower() in _PROXY_NAMES and environ[name]]
    said = [f"{name}={_without_password(environ[name])}" for name in sorted(names)]
    yield PROXIES.fill(lang), ", ".join(said) or NO_PROXIES.fill(lang)


def _without_password(url: str) -> str:
    """Return a proxy's URL without who logs in there."""
    scheme, slashes, rest = url.rpartition("://")
    _, at, host = rest.rpartition("@")
    return f"{scheme}{slashes}***@{host}" if at else url


def _gpus(lang: Lang) -> Iterator[tuple[str, str]]:
    from answerback.host import nvml

    cards = nvml.gpus()
    if not cards:
        yield GPU.fill(lang), NO_GPU.fill(lang)
    for card in cards:
        facts = {"name": card.name, "used": f"{card.memory_used / 2**30:.1f}", "total": f"{card.memory / 2**30:.1f}"}
        yield GPU.fill(lang), CARD.fill(lang, facts)


COMMAND = Command(
    summary=Text(
        en="Tell about this installation: what it has and what it lacks.", zh="查看本机安装：已有什么、缺什么。"
    ),
    act=act,
    examples=(Example("answerback doctor", Text(en="what to send along with a question", zh="提问时可一并附上")),),
)
