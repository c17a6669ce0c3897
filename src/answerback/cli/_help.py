"""Help in both languages, made from the options."""

from __future__ import annotations

from answerback import __version__
from answerback.cli._output import EXITS
from answerback.cli._parse import SHARED
from answerback.command import Argument, Command, Kind, Option
from answerback.render import words
from answerback.render.layout import Line, Span, Style, pad
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


def overview(commands: dict[str, Command], lang: Lang) -> list[Line]:
    """Return the help of the tool as a whole."""
    out = [
        Line((Span(f"answerback {__version__}", Style.STRONG), Span(words.COLON.fill(lang)), Span(TAGLINE.fill(lang))))
    ]
    out += [Line(), _usage("answerback [COMMAND] …", lang), _prose(URL_FORM, lang)]
    out += _block(COMMANDS, [(name, command.summary.fill(lang)) for name, command in commands.items()], lang)
    out += _block(SHARED_OPTIONS, [_row(option, lang) for option in SHARED], lang)
    out += _block(EXAMPLES, [(line, text.fill(lang)) for line, text in OVERVIEW], lang)
    return [*out, Line(), _prose(EXITS, lang), _prose(SETTINGS, lang)]


def of(name: str, command: Command, lang: Lang) -> list[Line]:
    """Return the help of one command."""
    shown = [_word(argument) for argument in command.arguments if not argument.behind]
    behind = [f"[-- {argument.name}]" for argument in command.arguments if argument.behind]
    usage = " ".join(["answerback", name, *shown, *(["[OPTIONS]"] if command.options else []), *behind])
    out = [_usage(usage, lang), Line(), _prose(command.summary, lang)]
    if command.arguments:
        out += _block(ARGUMENTS, [(a.name, a.help.fill(lang)) for a in command.arguments], lang)
    if command.options:
        out += _block(OPTIONS, [_row(o, lang) for o in command.options], lang)
    out += _block(SHARED_OPTIONS, [_row(o, lang) for o in SHARED], lang)
    if command.examples:
        out += _block(EXAMPLES, [(e.line, e.does.fill(lang)) for e in command.examples], lang)
    for note in command.notes:
        out += [Line(), _prose(note, lang)]
    return out


def _usage(text: str, lang: Lang) -> Line:
    return Line((Span(USAGE.fill(lang) + words.COLON.fill(lang), Style.STRONG), Span(text)), hang=2)


def _prose(text: Text, lang: Lang) -> Line:
    return Line((Span(text.fill(lang)),))


def _row(option: Option, lang: Lang) -> tuple[str, str]:
    label = f"--{option.name}"
    if option.short:
        label = f"-{option.short}, {label}"
    if option.kind is not Kind.FLAG:
        label += " " + ("|".join(option.choices) or option.metavar or option.name.upper())
    value = f"{option.default:g}" if isinstance(option.default, float) else option.default
    extra = [DEFAULT.fill(lang, {"value": value})] if option.default not in (None, "auto") else []
    extra += [REPEAT.fill(lang)] if option.many else []
    name = option.help.fill(lang)
    return label, words.IN_BRACKETS.fill(lang, {"name": name, "state": "; ".join(extra)}) if extra else name


def _block(title: Text, rows: list[tuple[str, str]], lang: Lang) -> list[Line]:
    width = min(34, max((len(left) for left, _ in rows), default=0))
    out = [Line(), Line((Span(title.fill(lang) + words.COLON.fill(lang).rstrip(), Style.STRONG),))]
    for left, right in rows:
        fits = len(left) <= width
        label = Span(f"  {pad(left, width)}  " if fits else f"  {left}", Style.CODE)
        if fits:
            out.append(Line((label, Span(right)), hang=width + 4))
        else:
            out += [Line((label,), whole=True), Line((Span(" " * (width + 4)), Span(right)), hang=width + 4)]
    return out


def _word(argument: Argument) -> str:
    shown = argument.name if argument.required else f"[{argument.name}]"
    return f"{shown} …" if argument.many or argument.raw else shown
