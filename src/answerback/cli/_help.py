"""Help in both languages, made from the options."""

from __future__ import annotations

from answerback import __version__
from answerback.cli._output import EXITS
from answerback.cli._parse import SHARED
from answerback.command import Command, Kind, Option
from answerback.values.text import Lang, Text

TAGLINE = Text(
    en="Point it at an LLM service: it says whether the service answers, answers right, and if not, why and what to"
    " change.",
    zh="指向一个大模型服务，它会告诉你服务是否能答、答得对不对；不对的话，原因是什么、该改哪里。",
)
USAGE = Text(en="Usage", zh="用法")
COMMANDS = Text(en="Commands", zh="命令")
OPTIONS = Text(en="Options", zh="选项")
ARGUMENTS = Text(en="Arguments", zh="参数")
SHARED_OPTIONS = Text(en="Everywhere", zh="通用选项")
EXAMPLES = Text(en="Examples", zh="示例")
DEFAULT = Text(en="default {value}", zh="默认 {value}")
REPEAT = Text(en="may be repeated", zh="可重复")
SETTINGS = Text(
    en="Options can also stand in answerback.toml, in pyproject.toml under [tool.answerback], or in the environment as"
    " ANSWERBACK_…",
    zh="选项也可以写在 answerback.toml、pyproject.toml 的 [tool.answerback]，或环境变量 ANSWERBACK_… 中。",
)
URL_FORM = Text(
    en="`answerback URL` means `answerback check URL`.", zh="`answerback URL` 等同于 `answerback check URL`。"
)
OVERVIEW = (
    ("answerback http://127.0.0.1:8000", Text(en="check that service", zh="检查这个服务")),
    ("answerback check", Text(en="check what runs on this machine", zh="检查本机上正在运行的服务")),
    ("answerback explain H04", Text(en="what a fault is and how to mend it", zh="查看某个故障的含义与修法")),
)


def overview(commands: dict[str, Command], lang: Lang) -> str:
    """Return the help of the tool as a whole."""
    rows = [(name, command.summary.fill(lang)) for name, command in commands.items()]
    examples = [(line, text.fill(lang)) for line, text in OVERVIEW]
    parts = [
        f"answerback {__version__}: {TAGLINE.fill(lang)}"
        if lang is Lang.EN
        else f"answerback {__version__}：{TAGLINE.zh}",
        f"{USAGE.fill(lang)}: answerback [COMMAND] …\n{URL_FORM.fill(lang)}",
        _block(COMMANDS.fill(lang), rows),
        _block(SHARED_OPTIONS.fill(lang), [_row(o, lang) for o in SHARED]),
        _block(EXAMPLES.fill(lang), examples),
        f"{EXITS.fill(lang)}\n{SETTINGS.fill(lang)}",
    ]
    return "\n\n".join(parts)


def of(name: str, command: Command, lang: Lang) -> str:
    """Return the help of one command."""
    words = [f"{'' if a.required else '['}{a.name}{'' if a.required else ']'}" for a in command.arguments]
    words = [w + (" …" if a.many or a.raw else "") for w, a in zip(words, command.arguments, strict=True)]
    usage = " ".join(["answerback", name, *words, *(["[OPTIONS]"] if command.options else [])])
    parts = [f"{USAGE.fill(lang)}: {usage}", command.summary.fill(lang)]
    if command.arguments:
        parts.append(_block(ARGUMENTS.fill(lang), [(a.name, a.help.fill(lang)) for a in command.arguments]))
    if command.options:
        parts.append(_block(OPTIONS.fill(lang), [_row(o, lang) for o in command.options]))
    parts.append(_block(SHARED_OPTIONS.fill(lang), [_row(o, lang) for o in SHARED]))
    if command.examples:
        parts.append(_block(EXAMPLES.fill(lang), [(e.line, e.does.fill(lang)) for e in command.examples]))
    parts += [note.fill(lang) for note in command.notes]
    return "\n\n".join(parts)


def _row(option: Option, lang: Lang) -> tuple[str, str]:
    label = f"--{option.name}"
    if option.short:
        label = f"-{option.short}, {label}"
    if option.kind is not Kind.FLAG:
        label += " " + ("|".join(option.choices) or option.metavar or option.name.upper())
    extra = [DEFAULT.fill(lang, {"value": option.default})] if option.default not in (None, "auto") else []
    extra += [REPEAT.fill(lang)] if option.many else []
    brackets = "（{}）" if lang is Lang.ZH else " ({})"
    return label, option.help.fill(lang) + (brackets.format("; ".join(extra)) if extra else "")


def _block(title: str, rows: list[tuple[str, str]]) -> str:
    width = min(34, max((len(left) for left, _ in rows), default=0))
    lines = [f"{title}:"]
    for left, right in rows:
        if len(left) > width:
            lines += [f"  {left}", f"  {'':{width}}  {right}"]
        else:
            lines.append(f"  {left:{width}}  {right}")
    return "\n".join(lines)
