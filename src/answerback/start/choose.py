"""Which of the installed servers to start for a model, and why. Pure: everything it looks at is handed in."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec

from answerback import server
from answerback.command import UsageError
from answerback.launch import Form
from answerback.server import Server
from answerback.start.installed import Installed
from answerback.start.machine import Machine
from answerback.start.weights import Weights
from answerback.values.text import Text

ROOM = 1.2
"""Memory that a model takes beside its weights, for a short context: measured on small models at 1.1 to 1.3."""

TAKES = Text(en="takes this model as it is ({form})", zh="可直接加载该模型（{form}）")
ASKED = Text(en="asked for with --engine", zh="由 --engine 指定")
POINTED = Text(en="of the environment named with --python", zh="位于 --python 指定的环境中")
ON_GPU = Text(en="{name} has {free} free", zh="{name} 有 {free} 可用")
NO_GPU = Text(en="no NVIDIA GPU was found, so it runs on the CPU", zh="未发现 NVIDIA GPU，因此在 CPU 上运行")
FITS = Text(en="its {size} fit into {free} of free memory", zh="{size} 的权重可放入 {free} 的可用内存")
TIGHT = Text(
    en="its {size} hardly fit into {free} of free memory: it may be slow, or be ended by the system",
    zh="{size} 的权重很难放入 {free} 的可用内存：可能很慢，或被系统终止",
)
LESS = Text(en="{title} is not taken: {why}", zh="未选用 {title}：{why}")
NEEDS_GPU = Text(en="it needs a GPU", zh="需要 GPU")
GPU_BUILD = Text(en="version {version} is a build for GPUs", zh="版本 {version} 是 GPU 构建")
OTHER_FORM = Text(en="it does not take {form}", zh="不支持 {form} 形式的模型")
NO_ROOM = Text(en="{size} of weights do not fit into {free} of GPU memory", zh="{size} 的权重放不进 {free} 的显存")

NO_ENGINE = Text(en="no engine is called {word!r} (choose from {known})", zh="没有名为 {word!r} 的引擎（可选 {known}）")
NOT_INSTALLED = Text(
    en="{title} is not installed here: {install} (or name its environment with --python)",
    zh="本机未安装 {title}：{install}（或用 --python 指定其所在环境）",
)
NOT_THIS = Text(
    en="{title} does not take {form}: {word}; these do: {others}",
    zh="{title} 不支持 {form} 形式的模型：{word}；可用的引擎：{others}",
)
NOTHING = Text(
    en="nothing installed here can serve {word} ({form}){why}; install one of: {installs}",
    zh="本机没有能提供 {word}（{form}）的引擎{why}；请安装其中之一：{installs}",
)

Reason = tuple[Text, dict[str, Any]]


class Choice(msgspec.Struct, frozen=True):
    """What is to be started."""

    weights: Weights
    engine: Installed
    reasons: tuple[Reason, ...]
    passed_over: tuple[Reason, ...] = ()
    others: tuple[Installed, ...] = ()
    """What else would do, the best first."""


def engines() -> tuple[type[Server], ...]:
    """Return the products that can be started, by name."""
    return tuple(kind for kind in server.load() if kind.launch is not None)


def word_for(kind: type[Server]) -> str:
    """Return what `--engine` calls a product: its makers' name for a program, else ours."""
    return "llama.cpp" if kind.name == "llamacpp" else kind.name


def named(word: str) -> type[Server] | None:
    """Return the engine that a word names; None for `auto`. Raises UsageError."""
    wanted = word.strip().lower()
    if wanted == "auto":
        return None
    for kind in engines():
        if wanted in (kind.name, kind.title.lower(), word_for(kind)):
            return kind
    raise UsageError(NO_ENGINE, word=word, known=" · ".join(["auto", *map(word_for, engines())]))


def choose(weights: Weights, machine: Machine, here: Sequence[Installed], wanted: type[Server] | None) -> Choice:
    """Return the best of what is installed. Raises UsageError where nothing will do."""
    if wanted is not None:
        return _asked_for(weights, machine, here, wanted)
    fitting, passed_over = [], []
    for engine in here:
        why = _against(engine, weights, machine)
        if why is None:
            fitting.append(engine)
        elif _rank(engine, weights.form, gpu=True) or why[0] is not OTHER_FORM:
            passed_over.append((LESS, {"title": engine.kind.title, "why": _filled(*why)}))
    gpu = bool(machine.gpus)
    fitting.sort(key=lambda e: (not e.pointed_at, _rank(e, weights.form, gpu=gpu), bool(e.image)))
    if not fitting:
        raise _nothing(weights, machine, passed_over)
    first, *others = fitting
    return Choice(weights, first, _reasons(first, weights, machine), tuple(passed_over), tuple(others))


def _asked_for(weights: Weights, machine: Machine, here: Sequence[Installed], wanted: type[Server]) -> Choice:
    launch = wanted.launch
    assert launch is not None
    if weights.form not in launch.suits:
        takers = [kind.title for kind in engines() if kind.launch is not None and weights.form in kind.launch.suits]
        raise UsageError(NOT_THIS, title=wanted.title, form=weights.form, word=weights.word, others=", ".join(takers))
    own = [engine for engine in here if engine.server == wanted.name]
    if not own:
        raise UsageError(NOT_INSTALLED, title=wanted.title, install=launch.install)
    others = [e for e in here if e.server != wanted.name and _against(e, weights, machine) is None]
    against = _against(own[0], weights, machine)
    doubts = ((LESS, {"title": wanted.title, "why": _filled(*against)}),) if against is not None else ()
    return Choice(weights, own[0], ((ASKED, {}), *_memory(own[0], weights, machine)), doubts, tuple(others))


def _against(engine: Installed, weights: Weights, machine: Machine) -> Reason | None:
    """Return why an engine cannot serve the model here, or None."""
    launch, on_gpu = engine.launch, bool(machine.gpus)
    if weights.form not in launch.suits:
        return OTHER_FORM, {"form": weights.form}
    if not on_gpu and not launch.suits[weights.form].cpu:
        return NEEDS_GPU, {}
    if not on_gpu and launch.cpu_mark and launch.cpu_mark not in engine.version:
        return GPU_BUILD, {"version": engine.version or "?"}
    if on_gpu and not launch.suits[weights.form].cpu and weights.size * ROOM > machine.gpu_free:
        return NO_ROOM, {"size": _size(weights.size), "free": _size(machine.gpu_free)}
    return None


def _rank(engine: Installed, form: Form, *, gpu: bool) -> int:
    rank = engine.launch.suits.get(form)
    return 0 if rank is None else rank.gpu if gpu else rank.cpu


def _reasons(engine: Installed, weights: Weights, machine: Machine) -> tuple[Reason, ...]:
    pointed: list[Reason] = [(POINTED, {})] if engine.pointed_at else []
    return (*pointed, (TAKES, {"form": weights.form}), *_memory(engine, weights, machine))


def _memory(engine: Installed, weights: Weights, machine: Machine) -> list[Reason]:
    out: list[Reason] = []
    if machine.gpus and engine.server != "openvino":
        best = max(machine.gpus, key=lambda gpu: gpu.free)
        out.append((ON_GPU, {"name": best.name, "free": _size(best.free)}))
        free = max(machine.gpu_free, machine.free)
    else:
        if not machine.gpus:
            out.append((NO_GPU, {}))
        free = machine.free
    if weights.size:
        text = FITS if weights.size * ROOM <= free else TIGHT
        out.append((text, {"size": _size(weights.size), "free": _size(free)}))
    return out


def _nothing(weights: Weights, machine: Machine, passed_over: Sequence[Reason]) -> UsageError:
    gpu = bool(machine.gpus)
    able = [
        (rank.gpu if gpu else rank.cpu, kind)
        for kind in engines()
        if kind.launch is not None and (rank := kind.launch.suits.get(weights.form)) and (rank.gpu if gpu else rank.cpu)
    ]
    able.sort(key=lambda pair: pair[0])
    installs = " · ".join(f"{kind.title}: {kind.launch.install}" for _, kind in able if kind.launch is not None)
    parts = [_filled(text, facts) for text, facts in passed_over]
    why = Text(
        en="".join(f"; {part.en}" for part in parts), zh="".join(f"；{part.zh}" for part in parts)
    )  # already filled
    return UsageError(NOTHING, word=weights.word, form=weights.form, why=why, installs=installs)


def _filled(text: Text, facts: dict[str, Any]) -> Text:
    """Return a sentence with its gaps filled in both languages, to stand within another one."""
    from answerback.values.text import Lang

    def told(lang: Lang) -> str:
        inner = {name: value.fill(lang) if isinstance(value, Text) else value for name, value in facts.items()}
        return text.fill(lang, inner).replace("{", "(").replace("}", ")")

    return Text(en=told(Lang.EN), zh=told(Lang.ZH))


def _size(count: int) -> str:
    return f"{count / 1e9:.1f} GB" if count >= 1e9 else f"{count / 1e6:.0f} MB"
