"""`answerback init`: writes an answerback.toml in which every setting stands, explained and switched off."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from answerback.cli._parse import SHARED
from answerback.command import Command, Example, Given, Kind, Option, UsageError
from answerback.config import CONFIG_NAME
from answerback.values.text import Lang, Text

if TYPE_CHECKING:
    from collections.abc import Sequence

EXISTS = Text(
    en="{path} exists already and is not overwritten; move it away first",
    zh="{path} 已存在，不会覆盖；请先把它移开",
)
NOT_WRITABLE = Text(en="cannot write {path}: {why}", zh="无法写入 {path}：{why}")
WRITTEN = Text(
    en="{path} written: every setting is in it, switched off; take away a # to switch one on",
    zh="已写入 {path}：全部设置都在其中，默认不生效；去掉行首的 # 即可启用",
)
HEAD = Text(
    en="Settings of Answerback. It reads the nearest answerback.toml from the working folder upwards, or the table\n"
    "[tool.answerback] of a pyproject.toml. The command line wins over the environment (ANSWERBACK_LEVEL=smoke),\n"
    "which wins over this file. Keys do not belong here: name their variable with key-env.",
    zh="Answerback 的设置。从当前目录逐级向上查找最近的 answerback.toml，或 pyproject.toml 里的\n"
    "[tool.answerback] 表。优先级：命令行 > 环境变量（如 ANSWERBACK_LEVEL=smoke）> 本文件。\n"
    "密钥不要写在这里：用 key-env 指定存放密钥的环境变量。",
)
FOR_ALL = Text(en="for every command", zh="对所有命令生效")
CHOICES = Text(en="{help} (one of {choices})", zh="{help}（可选 {choices}）")
COMMANDS = ("check", "up", "sim", "proxy", "diagnose")
"""Whose settings are worth keeping; others may stand in the file as well."""


def act(given: Given) -> int:
    """Write the file; never over another."""
    path = Path(CONFIG_NAME)
    try:
        with path.open("x", encoding="utf-8") as file:
            file.write(content(given.lang))
    except FileExistsError:
        raise UsageError(EXISTS, path=path) from None
    except OSError as error:
        raise UsageError(NOT_WRITABLE, path=path, why=error.strerror or error) from None
    given.say(WRITTEN, path=path)
    return 0


def content(lang: Lang) -> str:
    """Return the file."""
    from answerback.cli import app

    lines = [f"# {line}" for line in HEAD.fill(lang).split("\n")]
    lines += ["", f"# --- {FOR_ALL.fill(lang)}", *_settings(SHARED, lang)]
    known = app.names()
    for name in COMMANDS:
        if name in known:
            command = app.load(name)
            lines += ["", f"[{name}]", f"# {command.summary.fill(lang)}", *_settings(command.options, lang)]
    return "\n".join(lines) + "\n"


def _settings(options: Sequence[Option], lang: Lang) -> Iterator[str]:
    for option in options:
        if option.configurable:
            said, choices = option.help.fill(lang), " · ".join(option.choices)
            yield ""
            yield f"# {CHOICES.fill(lang, {'help': said, 'choices': choices}) if choices else said}"
            yield f"#{option.name} = {_example(option)}"


def _example(option: Option) -> str:
    """Return a value in TOML: the default, or one of the right shape."""
    if option.kind is Kind.FLAG:
        return "false"
    if option.many:
        return "[]"
    if option.kind in (Kind.WHOLE, Kind.NUMBER):
        return str(option.default if option.default is not None else max(1, round(option.least)))
    return json.dumps(option.default or (option.choices[0] if option.choices else ""), ensure_ascii=False)


COMMAND = Command(
    summary=Text(
        en="Write an answerback.toml with every setting explained.", zh="生成带注释的 answerback.toml 配置文件。"
    ),
    act=act,
    examples=(
        Example("answerback init", Text(en="in this folder", zh="写入当前目录")),
        Example("answerback init --lang zh", Text(en="explained in Chinese", zh="用中文注释")),
    ),
)
