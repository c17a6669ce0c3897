"""Settings that were not given on the command line: the environment, answerback.toml, pyproject.toml."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Any

from answerback.command import Command, Kind, Option, UsageError
from answerback.values.text import Text

CONFIG_NAME = "answerback.toml"
PREFIX = "ANSWERBACK_"
_YES = frozenset({"1", "true", "yes", "on"})
_NO = frozenset({"", "0", "false", "no", "off"})

NO_FILE = Text(en="no configuration file {path}", zh="没有配置文件 {path}")
BAD_TOML = Text(en="{path} is no valid TOML: {why}", zh="{path} 不是合法的 TOML：{why}")
UNKNOWN_KEY = Text(
    en="{path}: there is no option {name!r} for `{command}`{hint}",
    zh="{path}：`{command}` 没有选项 {name!r}{hint}",
)
BAD_TYPE = Text(en="{path}: {name} cannot be {value!r}", zh="{path}：{name} 不能是 {value!r}")
BAD_SWITCH = Text(
    en="{name}={value}: say 1 or 0", zh="{name}={value}：请写 1 或 0"
)  # fmt: skip
SECRET_KEY = Text(
    en="{path}: a key does not belong in a configuration file; name its variable with key-env",
    zh="{path}：密钥不应写在配置文件里；请用 key-env 指定存放密钥的环境变量",
)


def from_environment(options: tuple[Option, ...], environ: Mapping[str, str]) -> dict[str, Any]:
    """Return option name → text (or bool for a flag) from `ANSWERBACK_…` variables."""
    found: dict[str, Any] = {}
    for option in options:
        variable = PREFIX + option.name.upper().replace("-", "_")
        value = environ.get(variable) if option.configurable else None
        if value is None:
            continue
        if option.kind is Kind.FLAG:
            word = value.strip().lower()
            if word not in _YES | _NO:
                raise UsageError(BAD_SWITCH, name=variable, value=value)
            found[option.name] = word in _YES
        elif value:
            found[option.name] = [value] if option.many else value
    return found


def find(start: str) -> str | None:
    """Return the nearest answerback.toml, or pyproject.toml with a table for us, from `start` upwards."""
    folder = start
    while True:
        own, project = os.path.join(folder, CONFIG_NAME), os.path.join(folder, "pyproject.toml")
        if os.path.isfile(own):
            return own
        if os.path.isfile(project):
            try:
                with open(project, "rb") as file:
                    return project if b"[tool.answerback" in file.read() else None
            except OSError:
                return None
        above = os.path.dirname(folder)
        if above == folder or os.path.exists(os.path.join(folder, ".git")):
            return None
        folder = above


def from_file(path: str, name: str, command: Command, shared: tuple[Option, ...]) -> dict[str, Any]:
    """Return option name → value for a command: top-level keys, then those of the command's own table."""
    import tomllib

    try:
        raw: dict[str, Any] = _parsed(path)
    except FileNotFoundError:
        raise UsageError(NO_FILE, path=path) from None
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise UsageError(BAD_TOML, path=path, why=error) from None
    if os.path.basename(path) == "pyproject.toml":
        table: Any = raw.get("tool", {})
        raw = table.get("answerback", {}) if isinstance(table, dict) else {}
    known = {option.name: option for option in (*command.options, *shared) if option.configurable}
    found: dict[str, Any] = {}
    for key, value in raw.items():
        option = known.get(key.replace("_", "-"))
        if isinstance(value, dict):
            continue
        if key.replace("_", "-") in ("key", "api-key"):
            raise UsageError(SECRET_KEY, path=path)
        if option is not None:
            found[option.name] = _value(path, option, value)
        elif not _known_anywhere(key):
            raise UsageError(UNKNOWN_KEY, path=path, name=key, command=name, hint=_hint(key, known))
    own = raw.get(name)
    for key, value in own.items() if isinstance(own, dict) else ():
        option = known.get(key.replace("_", "-"))
        if option is None:
            if key.replace("_", "-") in ("key", "api-key"):
                raise UsageError(SECRET_KEY, path=path)
            raise UsageError(UNKNOWN_KEY, path=path, name=key, command=name, hint=_hint(key, known))
        found[option.name] = _value(path, option, value)
    return found


def _parsed(path: str) -> dict[str, Any]:
    import tomllib

    with open(path, "rb") as file:
        return tomllib.load(file)


def _known_anywhere(key: str) -> bool:
    """Whether any command has an option of that name: top-level keys hold for all commands that know them."""
    from answerback.cli import app

    return any(o.name == key.replace("_", "-") for name in app.names() for o in app.load(name).options)


def _value(path: str, option: Option, value: Any) -> Any:
    """Return a configured value in the shape that the command line would give it."""
    if option.kind is Kind.FLAG:
        if isinstance(value, bool):
            return value
    elif option.many:
        items = value if isinstance(value, list) else [value]
        if all(isinstance(item, str) for item in items):
            return items
    elif isinstance(value, str | int | float) and not isinstance(value, bool):
        return str(value)
    raise UsageError(BAD_TYPE, path=path, name=option.name, value=value)


def _hint(key: str, known: Mapping[str, Option]) -> Text:
    from answerback.cli._parse import hint

    return hint(key.replace("_", "-"), known)
