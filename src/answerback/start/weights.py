"""What the word after `up` names: in which form the model is there, how large it is, and what it is called."""

from __future__ import annotations

import contextlib
import re
from pathlib import Path
from typing import Any

import msgspec

from answerback.command import UsageError
from answerback.launch import Form
from answerback.values.text import Text

NO_PATH = Text(en="there is no model file or folder {path}", zh="没有模型文件或目录 {path}")
NO_WEIGHTS = Text(
    en="{path} holds no model: no GGUF file, no config.json with weights, no openvino_model.xml",
    zh="{path} 中没有模型：既没有 GGUF 文件，也没有 config.json 及权重，也没有 openvino_model.xml",
)
SEVERAL = Text(
    en="{path} holds several GGUF files; name one: {files}", zh="{path} 中有多个 GGUF 文件，请指定其中一个：{files}"
)
NO_GGUF = Text(
    en="{path} is no GGUF file (it begins with {head!r}); a download may have been cut off, or Git LFS left a pointer",
    zh="{path} 不是 GGUF 文件（开头是 {head!r}）；可能下载不完整，或只是 Git LFS 指针",
)
UNKNOWN = Text(
    en="{word!r} names no model: give a hub's id (Qwen/Qwen3-0.6B), a GGUF file, a Hugging Face or OpenVINO folder, an"
    " Ollama tag (qwen3:0.6b), or smollm2",
    zh="{word!r} 不是可用的模型：请给出模型库 id（Qwen/Qwen3-0.6B）、GGUF 文件、Hugging Face 或 OpenVINO 目录、"
    "Ollama 标签（qwen3:0.6b），或 smollm2",
)
OURS = "smollm2"
_ID = re.compile(r"[A-Za-z0-9][\w.-]*/[\w.-]+")
_TAG = re.compile(r"[a-z0-9][\w.-]*:[\w.-]+")
_SHARED = frozenset({"llama", "mistral", "mixtral", "qwen2", "gemma", "gemma2", "phi3", "deepseek_v3"})
"""Architectures that models of several families have: they tell no family."""
_WEIGHTS = ("*.safetensors", "*.bin", "*.pt", "*.pth")


class Weights(msgspec.Struct, frozen=True):
    """A model as it was named."""

    word: str
    form: Form
    path: Path | None = None
    size: int = 0
    """Bytes of the weights; 0 where they are not here yet."""
    kind: str = ""
    """What its configuration calls it (`qwen3`), for a folder whose name tells nothing."""
    template: str | None = None
    """Its chat template; None where it is not here to be read."""

    @property
    def model(self) -> str:
        """What a server is given."""
        return str(self.path) if self.path is not None else self.word

    @property
    def name(self) -> str:
        """The name under which it is served: a path would tell clients the server's folders."""
        if self.path is None:
            return self.word
        return self.path.stem if self.path.is_file() else self.path.name

    @property
    def title(self) -> str:
        """What tells its family."""
        return f"{self.name} {self.kind}".strip()

    @property
    def calls_tools(self) -> bool:
        """Whether its template knows tools; where it cannot be read, that is left to the family."""
        return self.template is None or "tools" in self.template

    @property
    def thinks(self) -> bool:
        """Whether its template knows thoughts; where it cannot be read, that is left to the family.

        A reasoning parser on a model that never thinks takes its answers for thoughts (vllm-project/vllm#53284).
        """
        return self.template is None or "think" in self.template or "<|channel|>" in self.template


def find(word: str) -> Weights:
    """Return what a word names. Raises UsageError."""
    if word.lower() == OURS:
        return Weights(OURS, Form.OURS)
    path = Path(word).expanduser()
    try:
        there = bool(word.strip()) and path.exists()
    except OSError:  # a name too long to be one
        there = False
    if there:
        return _local(word, path.resolve())
    if word.lower().endswith(".gguf") or word.startswith((".", "/", "~")) or "\\" in word:
        raise UsageError(NO_PATH, path=word)
    if _ID.fullmatch(word) and ".." not in word:
        return Weights(word, Form.GGUF_HUB if word.lower().endswith("gguf") else Form.HUB)
    if _TAG.fullmatch(word):
        return Weights(word, Form.TAG)
    raise UsageError(UNKNOWN, word=word)


def _local(word: str, path: Path) -> Weights:
    if path.is_file():
        return _gguf(word, path)
    if (path / "openvino_model.xml").is_file():
        return Weights(word, Form.OPENVINO, path, _size(path, ("*.bin",)))
    if (path / "config.json").is_file() and any(next(path.glob(kind), None) for kind in _WEIGHTS):
        return Weights(word, Form.FOLDER, path, _size(path, _WEIGHTS), _kind(path), _template(path))
    files = sorted(path.glob("*.gguf"))
    parts = [file for file in files if re.search(r"-0*1-of-\d+\.gguf$", file.name)]
    if len(files) > 1 and len(parts) == 1:
        files = parts  # llama.cpp finds the others by itself
    if len(files) > 1:
        raise UsageError(SEVERAL, path=path, files=", ".join(file.name for file in files[:8]))
    if not files:
        raise UsageError(NO_WEIGHTS, path=path)
    return _gguf(word, files[0])


def _gguf(word: str, path: Path) -> Weights:
    with path.open("rb") as file:
        head = file.read(4)
    if head != b"GGUF":
        raise UsageError(NO_GGUF, path=path, head=head.decode("latin-1"))
    return Weights(word, Form.GGUF, path, path.stat().st_size)


def _size(path: Path, kinds: tuple[str, ...]) -> int:
    """Return the bytes of the weights; of two formats of the same, only the first."""
    sizes = [sum(file.stat().st_size for file in path.glob(kind)) for kind in kinds]
    return next((size for size in sizes if size), 0)


def _kind(path: Path) -> str:
    kind = str(_json(path / "config.json").get("model_type", ""))
    return "" if kind in _SHARED else kind


def _template(path: Path) -> str:
    """Return the chat template of a folder; empty if it has none."""
    with contextlib.suppress(OSError, UnicodeDecodeError):
        return (path / "chat_template.jinja").read_text(encoding="utf-8")
    for name in ("chat_template.json", "tokenizer_config.json"):
        template = _json(path / name).get("chat_template")
        if template:  # a text, or a list of named ones
            return template if isinstance(template, str) else msgspec.json.encode(template).decode()
    return ""


def _json(path: Path) -> dict[str, Any]:
    try:
        found = msgspec.json.decode(path.read_bytes())
    except (OSError, msgspec.DecodeError):
        return {}
    return found if isinstance(found, dict) else {}
