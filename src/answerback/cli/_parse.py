"""From words on the command line to what a command is given."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from answerback import config
from answerback.command import Command, Given, Kind, Option, UsageError
from answerback.values.text import Lang, Text

SHARED = (
    Option(
        "lang", Text(en="language of everything that is shown", zh="显示语言"),
        choices=("en", "zh", "auto"), default="auto",
    ),
    Option("quiet", Text(en="say only what was asked for", zh="只输出结果"), Kind.FLAG, short="q"),
    Option("verbose", Text(en="say more", zh="显示更多细节"), Kind.FLAG, short="v"),
    Option("no-color", Text(en="no colours (NO_COLOR does the same)", zh="不用颜色（设置 NO_COLOR 亦可）"), Kind.FLAG),
    Option(
        "config", Text(en="another configuration file than answerback.toml", zh="使用别的配置文件"),
        metavar="FILE", configurable=False,
    ),
    Option("help", Text(en="show this help", zh="显示此帮助"), Kind.FLAG, short="h", configurable=False),
)  # fmt: skip

NO_OPTION = Text(
    en="`{command}` has no option {option}{hint} (see `answerback {command} --help`)",
    zh="`{command}` 没有选项 {option}{hint}（用法见 `answerback {command} --help`）",
)
NEEDS_VALUE = Text(en="{option} needs a value ({metavar})", zh="{option} 需要一个值（{metavar}）")
NO_VALUE = Text(en="{option} is a switch and takes no value", zh="{option} 是开关，不接受值")
BAD_CHOICE = Text(
    en="{option} cannot be {value!r}{hint} (choose from {choices})",
    zh="{option} 不能是 {value!r}{hint}（可选 {choices}）",
)
BAD_NUMBER = Text(
    en="{option} must be {wanted} of at least {least}, not {value!r}",
    zh="{option} 应为不小于 {least} 的{wanted}，而不是 {value!r}",
)
WHOLE = Text(en="a whole number", zh="整数")
NUMBER = Text(en="a number", zh="数")
TOO_MANY = Text(
    en="`{command}` does not know what to do with {word!r}; see `answerback {command} --help`",
    zh="`{command}` 不知如何处理 {word!r}；用法见 `answerback {command} --help`",
)
MISSING = Text(
    en="`{command}` needs {name}; see `answerback {command} --help`",
    zh="`{command}` 缺少 {name}；用法见 `answerback {command} --help`",
)


def nearest(word: str, choices: Iterable[str]) -> str:
    """Return the choice that the user most likely meant, or an empty string."""
    from difflib import get_close_matches

    known = {choice.lower(): choice for choice in choices}
    typed = word.lower()
    if typed.replace("o", "0") in known:  # HO4 for H04
        return known[typed.replace("o", "0")]
    found = get_close_matches(typed, known, 1, 0.6) or [c for c in known if typed and c.startswith(typed)][:1]
    return known[found[0]] if found else ""


def hint(word: str, choices: Iterable[str], prefix: str = "") -> Text:
    """Return `; did you mean …?`, or an empty text."""
    near = nearest(word, choices)
    if not near:
        return Text("", "")
    return Text(en=f", did you mean {prefix}{near}?", zh=f"，是不是 {prefix}{near}？")


def language(words: Sequence[str], environ: Mapping[str, str]) -> Lang:
    """Return the language before anything is parsed, so that mistakes are told in it as well."""
    wanted = environ.get("ANSWERBACK_LANG", "auto")
    for position, word in enumerate(words):
        if word == "--":
            break
        if word == "--lang" and position + 1 < len(words):
            wanted = words[position + 1]
        elif word.startswith("--lang="):
            wanted = word.partition("=")[2]
    return resolve(wanted, environ)


def resolve(wanted: str, environ: Mapping[str, str]) -> Lang:
    """Return the language for `en`, `zh` or `auto` (then the locale decides)."""
    if wanted in tuple(Lang):
        return Lang(wanted)
    locale = next((v for name in ("LC_ALL", "LC_MESSAGES", "LANG") if (v := environ.get(name))), "")
    return Lang.ZH if locale.lower().startswith("zh") else Lang.EN


class _Words:
    """The command line while it is being read."""

    def __init__(self, name: str, command: Command) -> None:
        self.name, self.command = name, command
        self.options = {o.name: o for o in (*command.options, *SHARED)}
        self.shorts = {o.short: o for o in self.options.values() if o.short}
        self.values: dict[str, Any] = {}
        self.free: list[str] = []
        self.behind: list[str] = []

    def read(self, words: Sequence[str]) -> None:
        left = list(words)
        raw = any(argument.raw for argument in self.command.arguments)
        while left:
            word = left.pop(0)
            if word == "--":
                aside = any(argument.behind for argument in self.command.arguments)
                (self.behind if aside else self.free).extend(left)
                return
            if word.startswith("--"):
                self._long(word, left)
            elif word.startswith("-") and len(word) > 1:
                self._short(word, left)
            else:
                self.free.append(word)
                if raw:
                    self.free += left
                    return

    def _long(self, word: str, left: list[str]) -> None:
        label, equals, value = word.partition("=")
        option = self.options.get(label[2:])
        if option is None:
            near = hint(label[2:], self.options, "--")
            raise UsageError(NO_OPTION, command=self.name, option=label, hint=near)
        if option.kind is Kind.FLAG:
            if equals:
                raise UsageError(NO_VALUE, option=label)
            self.values[option.name] = True
        else:
            self._put(option, label, value if equals else self._next(option, label, left))

    def _short(self, word: str, left: list[str]) -> None:
        rest = word[1:]
        while rest:
            letter, rest = rest[0], rest[1:]
            option = self.shorts.get(letter)
            if option is None:
                near = hint(word[1:], self.options, "--") if len(word) > 2 else Text("", "")
                raise UsageError(NO_OPTION, command=self.name, option=f"-{letter}" if not near.en else word, hint=near)
            if option.kind is Kind.FLAG:
                self.values[option.name] = True
                continue
            self._put(option, f"-{letter}", rest or self._next(option, f"-{letter}", left))
            return

    def _next(self, option: Option, label: str, left: list[str]) -> str:
        if not left or (left[0].startswith("--") and left[0][2:].partition("=")[0] in self.options):
            metavar = option.metavar or "|".join(option.choices) or option.name.upper()
            raise UsageError(NEEDS_VALUE, option=label, metavar=metavar)
        return left.pop(0)

    def _put(self, option: Option, label: str, value: str) -> None:
        if option.many:
            self.values.setdefault(option.name, []).append(value)
        else:
            self.values[option.name] = value


def parse(name: str, command: Command, words: Sequence[str], environ: Mapping[str, str]) -> Given:
    """Return what a command is given: the command line first, then environment, configuration, defaults."""
    line = _Words(name, command)
    line.read(words)
    options = (*command.options, *SHARED)
    lang = language(words, environ)
    values: dict[str, Any] = {}
    if not line.values.get("help"):
        path = line.values["config"] if "config" in line.values else config.find(os.getcwd())
        values = config.from_file(path, name, command, SHARED) if path is not None else {}
        values |= config.from_environment(options, environ)
    values |= line.values
    given = {o.name: _checked(o, values[o.name], lang) if o.name in values else o.default for o in options}
    given["lang"] = resolve(given["lang"], environ)
    given["color"] = not (given["no-color"] or environ.get("NO_COLOR") or environ.get("TERM") == "dumb")
    return Given(given, {} if given["help"] else _arguments(name, command, line))


def _checked(option: Option, value: Any, lang: Lang) -> Any:
    """Return an option's value in its own type, or raise UsageError."""
    label = f"--{option.name}"
    if option.kind is Kind.FLAG:
        return bool(value)
    if option.many:
        items = [part.strip() for item in value for part in (item.split(",") if option.commas else [item])]
        return tuple(item for item in items if item)
    if option.choices and value not in option.choices:
        near = hint(value, option.choices)
        raise UsageError(BAD_CHOICE, option=label, value=value, choices=" · ".join(option.choices), hint=near)
    if option.kind in (Kind.WHOLE, Kind.NUMBER):
        whole = option.kind is Kind.WHOLE
        try:
            number: float = int(value) if whole else float(value)
            if not option.least <= number < float("inf"):
                raise ValueError(value)
        except ValueError:
            wanted = (WHOLE if whole else NUMBER).fill(lang)
            raise UsageError(BAD_NUMBER, option=label, value=value, wanted=wanted, least=option.least) from None
        return number
    return value


def _arguments(name: str, command: Command, line: _Words) -> dict[str, tuple[str, ...]]:
    left = list(line.free)
    words: dict[str, tuple[str, ...]] = {}
    for argument in command.arguments:
        if argument.behind:
            words[argument.name] = tuple(line.behind)
            continue
        taken = tuple(left) if argument.many or argument.raw else tuple(left[:1])
        del left[: len(taken)]
        if argument.required and not taken:
            raise UsageError(MISSING, command=name, name=argument.name)
        words[argument.name] = taken
    if left:
        raise UsageError(TOO_MANY, command=name, word=left[0])
    return words
