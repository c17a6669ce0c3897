"""A file of targets: how to reach each service, and what is declared of it. Every mistake is told with its line.

TOML, or YAML where PyYAML is installed. Both hold the same: `defaults` (for all), and a list `target` of tables with
`url`, any of the keys below, and a table `expect`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import msgspec

from answerback.command import UsageError
from answerback.values.expected import Expected
from answerback.values.text import Text

TEXT, NUMBER, WHOLE, TEXTS = Text("a text", "文本"), Text("a number above 0", "大于 0 的数"), Text(
    "a whole number above 0", "大于 0 的整数"), Text("a list of texts", "文本列表")  # fmt: skip
REACH: Mapping[str, Text] = {
    "name": TEXT, "url": TEXT, "model": TEXT, "key-env": TEXT, "key-file": TEXT, "header": TEXTS, "timeout": NUMBER,
    "budget-tokens": WHOLE, "concurrency": WHOLE,
}  # fmt: skip
EXPECT: Mapping[str, Text] = {
    "model": TEXT, "context": WHOLE, "features": TEXTS, "ttft-ms": NUMBER, "tokens-per-s": NUMBER,
}  # fmt: skip
TOP = ("defaults", "target", "targets")

NO_FILE = Text(en="--targets: {path} cannot be read: {why}", zh="--targets：无法读取 {path}：{why}")
BAD_FILE = Text(en="{path} is no valid {kind}: {why}", zh="{path} 不是合法的 {kind}：{why}")
NO_YAML = Text(
    en="{path} is YAML, which needs PyYAML (`pip install pyyaml`); TOML needs nothing",
    zh="{path} 是 YAML，需要先安装 PyYAML（`pip install pyyaml`）；TOML 则无需安装",
)
NO_TARGETS = Text(
    en='{path} names no target; each is a table `[[target]]` with `url = "…"`',
    zh='{path} 没有任何目标；每个目标写作 `[[target]]`，其中有 `url = "…"`',
)
NO_TABLE = Text(en="{place}: {name} must be a table of keys", zh="{place}：{name} 应为一组键值")
NO_URL = Text(en="{place}: target {number} has no url", zh="{place}：第 {number} 个目标没有 url")
UNKNOWN_KEY = Text(en="{place}: there is no key {name!r}{hint}", zh="{place}：没有键 {name!r}{hint}")
SECRET = Text(
    en="{place}: a key does not belong in this file; name its variable with key-env",
    zh="{place}：密钥不应写在该文件里；请用 key-env 指定环境变量名",
)
BAD_VALUE = Text(en="{place}: {name} must be {kind}", zh="{place}：{name} 应为{kind}")
NO_FEATURE = Text(
    en="{place}: there is no feature {name!r}{hint} (there are {known})",
    zh="{place}：没有功能 {name!r}{hint}（可选 {known}）",
)
TWICE = Text(en="{place}: two targets are called {name!r}", zh="{place}：有两个目标都叫 {name!r}")


class Listed(msgspec.Struct, frozen=True):
    """One target of the file."""

    name: str
    url: str
    options: dict[str, Any] = {}
    """Values of command-line options that hold for it alone."""
    expected: Expected | None = None


def read(path: str) -> tuple[Listed, ...]:
    """Return the targets in a file. Raises UsageError for whatever is wrong with it."""
    try:
        text = Path(path).read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(NO_FILE, path=path, why=getattr(error, "strerror", None) or "UTF-8?") from None
    raw = _yaml(path, text) if path.lower().endswith((".yaml", ".yml")) else _toml(path, text)
    return _File(path, text).targets(raw)


def _toml(path: str, text: str) -> Any:
    import tomllib

    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise UsageError(BAD_FILE, path=path, kind="TOML", why=error) from None


def _yaml(path: str, text: str) -> Any:
    try:
        import yaml  # type: ignore[import-untyped,unused-ignore]
    except ImportError:
        raise UsageError(NO_YAML, path=path) from None
    try:
        return yaml.safe_load(text)
    except yaml.YAMLError as error:
        raise UsageError(BAD_FILE, path=path, kind="YAML", why=" ".join(str(error).split())) from None


class _File:
    """The text beside what was read from it, so that a mistake can be shown where it stands."""

    def __init__(self, path: str, text: str) -> None:
        self.path, self.lines = path, text.splitlines()
        self.starts = list(self._starts())

    def _starts(self) -> Iterator[int]:
        """Yield the first line of each target: a `[[target]]` in TOML, an item of the outermost list in YAML."""
        item = re.compile(r"\s*\[\[\s*[\"']?targets?[\"']?\s*\]\]")
        if self.path.lower().endswith((".yaml", ".yml")):
            indent = next((m[1] for line in self.lines if (m := re.match(r"(\s*)- ", line))), "")
            item = re.compile(re.escape(indent) + r"- ")
        yield from (number for number, line in enumerate(self.lines, 1) if item.match(line))

    def place(self, name: str = "", number: int = 0) -> str:
        """Return `file, line N` of a key, looked for from its target on; without a line where it is not found."""
        first = self.starts[number - 1] if 0 < number <= len(self.starts) else 1
        last = self.starts[number] - 1 if 0 < number < len(self.starts) else len(self.lines)
        key = re.compile(rf"(?:.*[\s{{,\[.-])?[\"']?{re.escape(name)}[\"']?\s*[=:\].]")
        for line in range(first, last + 1):
            if name and key.match(self.lines[line - 1].partition("#")[0]):
                return f"{self.path}:{line}"
        return f"{self.path}:{first}" if number else self.path

    def targets(self, raw: Any) -> tuple[Listed, ...]:
        """Return the targets. A file that is a list alone (YAML) is the list of targets."""
        top = {"target": raw} if isinstance(raw, list) else raw
        if not isinstance(top, dict):
            raise UsageError(NO_TARGETS, path=self.path)
        self._known(top, TOP, 0)
        entries = top.get("target") or top.get("targets") or []
        if not isinstance(entries, list) or not entries:
            raise UsageError(NO_TARGETS, path=self.path)
        shared = self._table(top.get("defaults", {}), "defaults", 0)
        found: dict[str, Listed] = {}
        for number, entry in enumerate(entries, 1):
            listed = self._target(self._table(entry, f"target {number}", number), shared, number)
            if listed.name in found:
                raise UsageError(TWICE, place=self.place("name", number), name=listed.name)
            found[listed.name] = listed
        return tuple(found.values())

    def _table(self, value: Any, name: str, number: int) -> dict[str, Any]:
        if not isinstance(value, dict):
            raise UsageError(NO_TABLE, place=self.place(name, number), name=name)
        return value

    def _target(self, entry: dict[str, Any], shared: dict[str, Any], number: int) -> Listed:
        options = self._values({k: v for k, v in shared.items() if k != "expect"}, REACH, 0)
        options |= self._values({k: v for k, v in entry.items() if k != "expect"}, REACH, number)
        expect = self._values(self._table(shared.get("expect", {}), "expect", 0), EXPECT, 0)
        expect |= self._values(self._table(entry.get("expect", {}), "expect", number), EXPECT, number)
        if not options.get("url"):
            raise UsageError(NO_URL, place=self.place("", number), number=number)
        self._features(expect.get("features", ()), number)
        expected = Expected(**{k.replace("-", "_"): v for k, v in expect.items()}) if expect else None
        url = options.pop("url")
        return Listed(options.pop("name", url), url, options, expected)

    def _values(self, table: dict[Any, Any], kinds: Mapping[str, Text], number: int) -> dict[str, Any]:
        self._known(table, kinds, number)
        out = {}
        for spelled, value in table.items():
            name = str(spelled).replace("_", "-")
            kind = kinds[name]
            if kind is TEXTS and isinstance(value, str):
                value = [value]
            if not _fits(kind, value):
                raise UsageError(BAD_VALUE, place=self.place(str(spelled), number), name=spelled, kind=kind)
            out[name] = tuple(value) if kind is TEXTS else value
        return out

    def _known(self, table: dict[Any, Any], known: Mapping[str, Text] | tuple[str, ...], number: int) -> None:
        from answerback.cli._parse import hint

        for spelled in table:
            name = str(spelled).replace("_", "-")
            if name in ("key", "api-key", "token", "password"):
                raise UsageError(SECRET, place=self.place(str(spelled), number))
            if name not in known:
                raise UsageError(UNKNOWN_KEY, place=self.place(str(spelled), number), name=str(spelled),
                                 hint=hint(name, known))  # fmt: skip

    def _features(self, names: tuple[str, ...], number: int) -> None:
        from answerback.check import load
        from answerback.cli._parse import hint
        from answerback.values.target import DEEP

        known = sorted({kind.capability for kind in load(DEEP) if kind.capability}) if names else []
        for name in names:
            if name not in known:
                raise UsageError(NO_FEATURE, place=self.place("features", number), name=name, hint=hint(name, known),
                                 known=", ".join(known))  # fmt: skip


def _fits(kind: Text, value: Any) -> bool:
    if kind is TEXT:
        return isinstance(value, str) and bool(value.strip())
    if kind is TEXTS:
        return isinstance(value, list) and bool(value) and all(isinstance(item, str) for item in value)
    number = isinstance(value, int | float if kind is NUMBER else int) and not isinstance(value, bool)
    return number and 0 < value < float("inf")
