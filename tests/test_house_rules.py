"""The house rules that a machine can keep: what may import what, one subject a file, both languages."""

from __future__ import annotations

import ast
import importlib
import inspect
import pkgutil
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from types import ModuleType

import pytest

import answerback
from answerback import check, fault, server
from answerback.command import Command
from answerback.values.target import DEEP
from answerback.values.text import Text

SOURCE = Path(answerback.__file__).parent
FILES = sorted(SOURCE.rglob("*.py"))
ROOT = SOURCE.parents[1]
PURE = ("checks", "faults", "servers", "render", "values")
"""What judges and tells does no I/O: everything comes to it as values."""
IMPURE = {
    "asyncio", "ctypes", "glob", "http.client", "io", "multiprocessing", "os", "pathlib", "psutil", "pycurl", "random",
    "secrets", "select", "shutil", "signal", "socket", "ssl", "subprocess", "tempfile", "threading", "time",
    "urllib.request", "uuid",
}  # fmt: skip
LONGEST = 300
LONGER_ON_PURPOSE = {"values/injections.py", "wire/curl.py", "wire/openai.py", "run.py"}
VAGUE = re.compile(r"(?i)(^|_)(utils?|common|helpers?|managers?|misc)$|^base$")


def relative(path: Path) -> str:
    return path.relative_to(SOURCE).as_posix()


def imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def modules() -> Iterator[ModuleType]:
    for info in pkgutil.walk_packages(answerback.__path__, "answerback."):
        if "serve" not in info.name.split(".") and not info.name.endswith("__main__"):
            yield importlib.import_module(info.name)


@pytest.mark.parametrize("path", [f for f in FILES if relative(f).split("/")[0] in PURE], ids=relative)
def test_what_judges_and_tells_does_no_io(path):
    assert not set(imports(path)) & IMPURE
    calls = {n.func.id for n in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
             if isinstance(n, ast.Call) and isinstance(n.func, ast.Name)}  # fmt: skip
    assert not calls & {"open", "input", "print", "exec", "eval"}


@pytest.mark.parametrize(
    "path", [f for f in FILES if relative(f).startswith(("checks", "faults", "servers"))], ids=relative
)
def test_a_clock_may_be_read_by_no_one_who_judges(path):
    text = path.read_text(encoding="utf-8")
    assert not re.search(r"\b(datetime\.(datetime\.)?now|monotonic|perf_counter)\(", text)


@pytest.mark.parametrize("path", FILES, ids=relative)
def test_files_are_short_and_say_what_they_are(path):
    text = path.read_text(encoding="utf-8")
    if relative(path) not in LONGER_ON_PURPOSE:
        assert text.count("\n") <= LONGEST
    assert ast.get_docstring(ast.parse(text)), "the first line of a module says what it is"
    assert not VAGUE.search(path.stem)


@pytest.mark.parametrize("path", FILES, ids=relative)
def test_nothing_is_left_to_do(path):
    assert not re.search(r"\b(TODO|FIXME|XXX|HACK)\b", path.read_text(encoding="utf-8"))


@cache
def texts() -> tuple[tuple[str, Text], ...]:
    """Every Text in every module: constants, and those in classes, structs, tuples and mappings."""
    found: dict[int, tuple[str, Text]] = {}
    for module in modules():
        for name, thing in vars(module).items():
            if getattr(thing, "__module__", module.__name__) == module.__name__ or not inspect.isclass(thing):
                for text in within(thing, set()):
                    found.setdefault(id(text), (f"{module.__name__}.{name}", text))
    return tuple(found.values())


def within(thing: object, seen: set[int]) -> Iterator[Text]:
    if id(thing) in seen or isinstance(thing, str | bytes | int | float | ModuleType):
        return
    seen.add(id(thing))
    if isinstance(thing, Text):
        yield thing
    elif isinstance(thing, dict):
        for value in thing.values():
            yield from within(value, seen)
    elif isinstance(thing, list | tuple | set | frozenset):
        for value in thing:
            yield from within(value, seen)
    elif inspect.isclass(thing) and thing.__module__.startswith("answerback"):
        for value in vars(thing).values():
            yield from within(value, seen)
    elif hasattr(thing, "__struct_fields__"):
        for name in thing.__struct_fields__:
            yield from within(getattr(thing, name, None), seen)


def test_texts_are_found():
    assert len(texts()) > 200


def test_every_sentence_exists_in_both_languages_with_the_same_placeholders():
    wrong = []
    for where, text in texts():
        english, chinese = text.placeholders()
        if bool(text.en.strip()) != bool(text.zh.strip()) or english != chinese:
            wrong.append(f"{where}: {text.en!r} {sorted(english ^ chinese)}")
    assert not wrong, "\n".join(wrong)


def test_chinese_sentences_are_chinese_and_english_ones_are_not():
    han = re.compile("[\u4e00-\u9fff]")
    wrong = [f"{where}: {t.en!r} / {t.zh!r}" for where, t in texts() if _mixed(t, han)]
    assert not wrong, "\n".join(wrong)


def _mixed(text: Text, han: re.Pattern[str]) -> bool:
    """English with Chinese in it, or a sentence (three English words) whose Chinese has none."""
    quoted = re.sub(r"[`“\"'].*?[`”\"']", "", text.en)
    words = re.findall(r"[A-Za-z]{3,}", re.sub(r"\{.*?\}|`.*?`", "", text.en))
    return bool(han.search(quoted)) or (len(words) >= 3 and not han.search(text.zh))


def test_chinese_uses_its_own_punctuation():
    """No half-width comma, full stop, colon or bracket between Chinese characters."""
    wrong = [
        f"{where}: {text.zh!r}"
        for where, text in texts()
        if re.search("[\u4e00-\u9fff][,;:!?](?=[\u4e00-\u9fff])", re.sub("`[^`]*`|--[^）]*", "", text.zh))
    ]
    assert not wrong, "\n".join(wrong)


CHECKS, FAULTS, SERVERS = check.load(DEEP), fault.load(), server.load()


def test_there_is_one_check_fault_or_server_a_file():
    for kinds in (CHECKS, FAULTS, SERVERS):
        homes = [kind.__module__ for kind in kinds]
        assert len(homes) == len(set(homes))


def test_names_are_unique():
    for names in (
        [c.id for c in CHECKS],
        [f.code for f in FAULTS],
        [f.name for f in FAULTS],
        [s.name for s in SERVERS],
    ):
        assert sorted(names) == sorted(set(names))


@pytest.mark.parametrize("kind", CHECKS, ids=lambda k: k.id)
def test_a_check_is_whole(kind):
    assert kind.promise.en.endswith(".") and kind.promise.zh.endswith("。")
    assert kind.why.en.strip()
    assert check.named(kind.id) is kind
    assert all(c in CHECKS for c in (*kind.needs, *kind.after, *kind.when_failed))
    deepest = max((c.level for c in kind.needs), default=kind.level)
    assert deepest <= kind.level, "what it needs must run at its level"


@pytest.mark.parametrize("kind", FAULTS, ids=lambda k: k.code)
def test_a_fault_is_whole(kind):
    file = kind.__module__.rpartition(".")[2]
    assert file.startswith(f"{kind.code.lower()}_"), "the file bears the code"
    assert kind.__module__.split(".")[2].startswith(f"{kind.code[0].lower()}_"), "in its letter's folder"
    assert kind.remedy, "a fault says what to change"
    assert None in kind.remedy, "also on a server that was not recognised"
    known = {s.name for s in SERVERS}
    assert all(name in known for name in kind.remedy if name), set(kind.remedy) - known
    assert all(fault.named(code) for code in kind.yields_to), kind.yields_to
    assert not kind.title.en.endswith(".") and not kind.title.zh.endswith("。")
    assert kind.cause.en.endswith((".", "`", "}")) and kind.cause.zh.endswith(("。", "`", "}"))


def test_every_capability_has_a_name_in_both_languages():
    from answerback.render.words import CAPABILITIES

    missing = {kind.capability for kind in CHECKS if kind.capability} - CAPABILITIES.keys()
    assert not missing, f"say in render/words.py what they are: {sorted(missing)}"


def test_every_command_states_itself():
    from answerback.cli import app

    for name in app.names():
        command = app.load(name)
        assert isinstance(command, Command), name
        assert command.summary.en.endswith("."), name
        assert command.examples, f"{name} shows no example"
        options = [o.name for o in command.options]
        assert len(options) == len(set(options)), name


def test_nothing_names_the_machine_it_was_written_on():
    private = re.compile(r"/root/|/home/[a-z]+/\.cache")
    tracked = [
        p for d in ("src", "tests", "docs") for p in (ROOT / d).rglob("*") if p.suffix in {".py", ".md", ".json"}
    ]
    here = Path(__file__)
    assert not [p for p in tracked if p != here and private.search(p.read_text(encoding="utf-8"))]
