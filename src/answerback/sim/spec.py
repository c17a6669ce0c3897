"""Faults and injections as people write them: `H04`, `Delay:first_s=2,on.stream=true`, `DropEvent(text="[DONE]")`."""

from __future__ import annotations

import importlib
import pkgutil
import re
from collections.abc import Iterable, Sequence
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any, Literal, get_args, get_origin, get_type_hints

import msgspec

from answerback.command import UsageError
from answerback.sim import parameters, unplayed
from answerback.sim.acts.paths import steps
from answerback.values.asked import Asked
from answerback.values.injections import KINDS, Injection, Replicas, When, several
from answerback.values.text import Text

if TYPE_CHECKING:
    from answerback.fault import Fault

UNKNOWN = Text(
    en="no fault or injection is called {name!r}{hint}; --list shows all",
    zh="没有名为 {name!r} 的故障或注入{hint}；用 --list 查看全部",
)
NO_FIELD = Text(
    en="{name} has no parameter {field!r}{hint}; it has: {fields}",
    zh="{name} 没有参数 {field!r}{hint}；可用参数：{fields}",
)
BAD_VALUE = Text(en="{name}: {field} must be {wanted}, not {value}", zh="{name}：{field} 应为 {wanted}，而不是 {value}")
MISSING = Text(en="{name} needs {field}, as in {name}:{field}=…", zh="{name} 需要参数 {field}，例如 {name}:{field}=…")
BROKEN = Text(
    en="cannot read {written!r}: write NAME, NAME:parameter=value,… or NAME(parameter=value, …)",
    zh="无法理解 {written!r}：请写成 NAME、NAME:参数=值,… 或 NAME(参数=值, …)",
)

BAD_PATH = Text(
    en="{name}: {path!r} is no path; write usage.prompt_tokens or choices[*].message.content",
    zh="{name}：{path!r} 不是合法路径；写法如 usage.prompt_tokens 或 choices[*].message.content",
)
BAD_PATTERN = Text(
    en="{name}: on.says is no regular expression: {why}", zh="{name}：on.says 不是合法的正则表达式：{why}"
)
TYPES = {
    "str": Text(en="text", zh="文本"),
    "int": Text(en="a whole number", zh="整数"),
    "float": Text(en="a number", zh="数字"),
    "bool": Text(en="true or false", zh="true 或 false"),
    "array": Text(en="a list", zh="列表"),
    "object": Text(en="an object", zh="对象"),
}
"""What msgspec expected, in words."""

_NAMES = {kind.__name__.lower(): kind for kind in KINDS}
_SHAPE = re.compile(r"\s*([A-Za-z][\w-]*)\s*(?::(.*)|\((.*)\)\s*)?", re.DOTALL)


class Spec(msgspec.Struct, frozen=True):
    """What was written, and what it stands for."""

    text: str
    injections: tuple[Injection, ...]
    code: str = ""
    """The fault that is meant; empty for a bare injection."""
    dialect: str = ""
    """The dialect in which a fault is at home."""
    asked: Asked | None = None
    """How it must be asked for the fault to show."""
    deep: bool = False
    """Whether it takes a deep check to find the fault."""


def read(written: str) -> Spec:
    """Return what a text stands for. Raises UsageError."""
    shape = _SHAPE.fullmatch(written)
    if not shape:
        raise UsageError(BROKEN, written=written)
    name, rest = shape[1], shape[2] if shape[2] is not None else shape[3] or ""
    try:
        named, unnamed = parameters.read(rest)
    except ValueError:
        raise UsageError(BROKEN, written=written) from None
    kind = _NAMES.get(name.lower().replace("-", "").replace("_", ""))
    if kind is not None:
        return Spec(written, (_build(kind, {}, _placed(kind, named, unnamed)),))
    fault = fault_named(name)
    if fault is None:
        raise UsageError(UNKNOWN, name=name, hint=_hint(name, _known()))
    unplayed.check(fault)
    if unnamed:
        raise UsageError(BROKEN, written=written)
    acts = _changed(name, several(fault.seen_with), named)
    return Spec(written, acts, fault.code, fault.dialect, fault.asked, fault.level.name == "deep")


def from_data(value: Any) -> Spec:
    """Return what JSON stands for: a text as above, or an injection as `{"type": "Delay", "first_s": 2}`."""
    if isinstance(value, str):
        return read(value)
    name = value.get("type") if isinstance(value, dict) else None
    kind = _NAMES.get(name.lower()) if isinstance(name, str) else None
    if kind is None:
        raise UsageError(UNKNOWN, name=str(name), hint=_hint(str(name), _known()))
    injection = _build(kind, {k: v for k, v in value.items() if k != "type"}, {})
    return Spec(write(injection), (injection,))


def write(injection: Injection) -> str:
    """Return the shortest text that stands for an injection."""
    fields = msgspec.to_builtins(injection)
    name = fields.pop("type")
    on = fields.pop("on", {})
    pairs = [*fields.items(), *((f"on.{key}", value) for key, value in on.items())]
    words = ",".join(f"{key}={msgspec.json.encode(value).decode()}" for key, value in pairs)
    return f"{name}:{words}" if words else name


# --- parameters ----------------------------------------------------------------------------------


def _placed(kind: type[Injection], named: dict[str, Any], unnamed: list[Any]) -> dict[str, Any]:
    """Give unnamed parameters the names of the kind's fields, in order."""
    free = [field for field in _fields(kind) if field not in named]
    if len(unnamed) > len(free):
        raise UsageError(NO_FIELD, name=kind.__name__, field=str(unnamed[-1]), hint="", fields=", ".join(_fields(kind)))
    return {**dict(zip(free, unnamed, strict=False)), **named}


def _fields(kind: type[Injection]) -> list[str]:
    return [field for field in kind.__struct_fields__ if field != "on"]


def _all_fields(kind: type[Injection]) -> list[str]:
    return [*_fields(kind), *(f"on.{field}" for field in When.__struct_fields__)]


def _changed(name: str, injections: Sequence[Injection], named: dict[str, Any]) -> tuple[Injection, ...]:
    """Return a fault's injections with parameters changed in those that have them."""
    known = list(dict.fromkeys(field for i in injections for field in _all_fields(type(i))))
    for field in named:
        if field not in known:
            raise UsageError(NO_FIELD, name=name, field=field, hint=_hint(field, known), fields=_short(known))
    out = []
    for injection in injections:
        mine = {field: value for field, value in named.items() if field in _all_fields(type(injection))}
        fields = {k: v for k, v in msgspec.to_builtins(injection).items() if k != "type"}
        out.append(_build(type(injection), fields, mine) if mine else injection)
    return tuple(out)


def _build(kind: type[Injection], fields: dict[str, Any], changes: dict[str, Any]) -> Injection:
    """Return an injection from plain data, or say what does not fit."""
    fields, name = dict(fields), kind.__name__
    on = dict(fields["on"]) if isinstance(fields.get("on"), dict) else {}
    known = _all_fields(kind)
    for field, value in changes.items():
        if field not in known:
            raise UsageError(NO_FIELD, name=name, field=field, hint=_hint(field, known), fields=_short(known))
        if field.startswith("on."):
            on[field[3:]] = value
        else:
            fields[field] = value
    data = {"type": name, **fields, **({"on": on} if on else {})}
    hints = {**get_type_hints(kind), **{f"on.{key}": hint for key, hint in get_type_hints(When).items()}}
    for field, value in {**fields, **{f"on.{key}": value for key, value in on.items()}}.items():
        if field not in known and field != "on":
            raise UsageError(NO_FIELD, name=name, field=field, hint=_hint(field, known), fields=_short(known))
        if hints.get(field) is str and isinstance(value, int | float):  # `key=123` is a text that looks like a number
            (on if field.startswith("on.") else data)[field.removeprefix("on.")] = msgspec.json.encode(value).decode()
    if on:
        data["on"] = on
    try:
        injection: Injection = msgspec.convert(data, kind)
    except msgspec.ValidationError as error:
        raise _bad(name, data, str(error), hints) from None
    _check(injection)
    if isinstance(injection, Replicas):  # what is inside may be written in any way as well
        others = [one if isinstance(one, Injection) else from_data(one).injections for one in injection.other]
        flat = [i for one in others for i in (one if isinstance(one, tuple) else (one,))]
        return msgspec.structs.replace(injection, other=tuple(flat))
    return injection


def _check(injection: Injection) -> None:
    """Raise UsageError for a path or pattern that cannot be."""
    name = type(injection).__name__
    path = getattr(injection, "path", "$")
    try:
        steps(path)
        re.compile(injection.on.says)
    except re.error as error:
        raise UsageError(BAD_PATTERN, name=name, why=str(error)) from None
    except ValueError:
        raise UsageError(BAD_PATH, name=name, path=path) from None


def _bad(name: str, data: dict[str, Any], said: str, hints: dict[str, Any]) -> UsageError:
    missing = re.search(r"missing required field `(\w+)`", said)
    if missing:
        return UsageError(MISSING, name=name, field=missing[1])
    found = re.search(r"at `\$\.([\w.]+)", said)
    field = found[1] if found else "?"
    value: Any = data
    for step in field.split("."):
        value = value.get(step) if isinstance(value, dict) else value
    wanted = _wanted(hints.get(field), said)
    text = Text(en=BAD_VALUE.en.replace("{wanted}", wanted.en), zh=BAD_VALUE.zh.replace("{wanted}", wanted.zh))
    return UsageError(text, name=name, field=field, value=msgspec.json.encode(value).decode())


def _wanted(hint: Any, said: str) -> Text:
    """Say what would have been right."""
    if get_origin(hint) is Literal:
        choices = " | ".join(map(str, get_args(hint)))
        return Text(en=choices, zh=choices)
    expected = re.search(r"Expected `(\w+)[^`]*`(?: (>= \S+))?", said)
    found = TYPES.get(expected[1]) if expected else None
    if found is None or expected is None:
        return Text(en=said, zh=said)
    least = f" {expected[2]}" if expected[2] else ""
    return Text(en=found.en + least, zh=found.zh + least)


# --- names ---------------------------------------------------------------------------------------


def _files() -> dict[str, str]:
    """Return the modules of the catalogue by file name (`h04_stream_without_done`); none of them is imported."""
    from answerback import faults

    found = pkgutil.walk_packages(faults.__path__, f"{faults.__name__}.")
    return {info.name.rpartition(".")[2]: info.name for info in found if not info.ispkg}


def fault_named(name: str) -> type[Fault] | None:
    """Return a fault by its code or its name; only its own file is imported."""
    wanted = name.lower().replace("-", "_")
    for file, module in _files().items():
        if wanted in (*file.split("_", 1), file):
            things = vars(importlib.import_module(module)).values()
            return next((t for t in things if hasattr(t, "code") and t.__module__ == module), None)
    return None


def _known() -> list[str]:
    faults = [file.partition("_") for file in _files()]
    codes, names = [f[0].upper() for f in faults], [f[2].replace("_", "-") for f in faults]
    return [*(kind.__name__ for kind in KINDS), *codes, *names]


def _hint(word: str, known: Iterable[str]) -> str:
    """Return ` → nearest?`, which reads in both languages, or an empty string."""
    lowered = {name.lower(): name for name in known}
    padded = re.sub(r"^([a-z])(\d)$", r"\g<1>0\2", word.lower())  # H4 is meant for H04, not for H14
    found = [padded] if padded in lowered else get_close_matches(word.lower(), lowered, 1, 0.6)
    return f" → {lowered[found[0]]}?" if found else ""


def _short(fields: Sequence[str]) -> str:
    """Name the fields, those of `on` by three examples."""
    return ", ".join([*(field for field in fields if not field.startswith("on.")), "on.nth, on.chance, on.stream …"])
