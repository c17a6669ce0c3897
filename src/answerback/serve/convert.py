"""Makes a model ready for the engine: a GGUF file is converted once and kept, an OpenVINO folder is taken as it is.

A converted model starts in two seconds where the GGUF file of Qwen2.5-0.5B takes nine (its vocabulary, mostly).
"""

from __future__ import annotations

import hashlib
import shutil
import tempfile
from pathlib import Path
from typing import Any

import msgspec

from answerback.command import UsageError
from answerback.serve import gguf
from answerback.serve.choose import NEEDED
from answerback.values.text import Text

FACTS = "answerback.json"
FALLBACK_CONTEXT = 2048

NOT_READABLE = Text(en="{path} is no GGUF file that can be read: {why}", zh="{path} 不是可读取的 GGUF 文件：{why}")
FAMILY = Text(
    en="{path} is of the family {family!r}; openvino-genai reads GGUF files of {known}. An OpenVINO folder of it works:"
    " `optimum-cli export openvino -m MODEL FOLDER`",
    zh="{path} 属于 {family!r} 架构；openvino-genai 只能读取 {known} 架构的 GGUF。可改用 OpenVINO 目录："
    "`optimum-cli export openvino -m 模型 目录`",
)
STORAGE = Text(
    en="{path} stores weights as {types}, which openvino-genai cannot read; take its Q8_0 file, or make one:"
    " `llama-quantize --allow-requantize {path} {better} Q8_0`",
    zh="{path} 中含有 {types} 类型的权重，openvino-genai 无法读取；请改用 Q8_0 版本，或自行转换：`llama-quantize"
    " --allow-requantize {path} {better} Q8_0`",
)
NO_MODEL = Text(
    en="{path} holds no OpenVINO model ({missing} missing) and no GGUF file; a Hugging Face folder must be converted:"
    " `optimum-cli export openvino -m {path} FOLDER`",
    zh="{path} 中既没有 OpenVINO 模型（缺少 {missing}），也没有 GGUF 文件；Hugging Face 格式需先转换："
    "`optimum-cli export openvino -m {path} 目录`",
)
SEVERAL = Text(
    en="{path} holds several GGUF files; name one: {files}", zh="{path} 中有多个 GGUF 文件，请指定其中一个：{files}"
)
REFUSED = Text(en="openvino-genai cannot load {path}: {why}", zh="openvino-genai 无法加载 {path}：{why}")

SAMPLING: dict[str, dict[str, float]] = {
    "qwen3": {"temperature": 0.6, "top_p": 0.95, "top_k": 20},
    "qwen2": {"temperature": 0.7, "top_p": 0.8, "top_k": 20},
    "smollm": {"temperature": 0.2, "top_p": 0.9},
}
"""What the makers recommend (generation_config.json of Qwen3 and Qwen2.5, model card of SmolLM2), for GGUF files that
do not say."""


class Ready(msgspec.Struct, frozen=True):
    """A model that the engine can load."""

    folder: Path
    context: int
    """Tokens that it was trained for."""
    bytes_per_token: int
    """Bytes of cache that one token takes; 0 if that is not known."""


def source(path: Path) -> Path:
    """Return the GGUF file or OpenVINO folder that a path stands for. Raises UsageError."""
    if path.is_file():
        return path
    missing = [name for name in NEEDED if not (path / name).is_file()]
    if not missing:
        return path
    found = sorted(path.glob("*.gguf"))
    if not found:
        raise UsageError(NO_MODEL, path=path, missing=missing[0])
    if len(found) > 1:
        raise UsageError(SEVERAL, path=path, files=", ".join(file.name for file in found))
    return found[0]


def examine(path: Path) -> gguf.Head:
    """Return a GGUF file's head. Raises UsageError for what the engine would fail on."""
    try:
        head = gguf.read(path)
    except gguf.BadGguf as error:
        raise UsageError(NOT_READABLE, path=path, why=error) from None
    except OSError as error:
        raise UsageError(NOT_READABLE, path=path, why=error.strerror or error) from None
    if head.family not in gguf.FAMILIES:
        raise UsageError(FAMILY, path=path, family=head.family, known=", ".join(sorted(gguf.FAMILIES)))
    if head.unreadable:
        better = path.with_name(f"{path.stem}-Q8_0.gguf")
        raise UsageError(STORAGE, path=path, types=", ".join(head.unreadable), better=better)
    return head


def place(path: Path, cache: Path) -> Path:
    """Return where the converted form of a GGUF file is kept: another file or engine has another place."""
    from importlib.metadata import version

    about = path.stat()
    mark = f"{path.resolve()}|{about.st_size}|{about.st_mtime_ns}|{version('openvino-genai')}|1"
    return cache / "converted" / f"{path.stem}-{hashlib.sha256(mark.encode()).hexdigest()[:12]}"


def prepare(path: Path, cache: Path) -> Ready:
    """Return a model ready to be loaded, converting it if need be. Raises UsageError, OSError."""
    if path.is_dir():
        return _folder(path)
    head = examine(path)
    kept = place(path, cache)
    if not (kept / FACTS).is_file():
        _convert(path, head, kept)
    return Ready(kept, head.context or FALLBACK_CONTEXT, head.bytes_per_token)


def _folder(path: Path) -> Ready:
    try:
        config: Any = msgspec.json.decode((path / "config.json").read_bytes())
    except (OSError, msgspec.DecodeError):
        config = {}
    config = config if isinstance(config, dict) else {}

    def number(name: str) -> int:
        value = config.get(name)
        return value if isinstance(value, int) else 0

    heads = number("num_attention_heads")
    width = number("head_dim") or (number("hidden_size") // heads if heads else 0)
    per_token = number("num_hidden_layers") * (number("num_key_value_heads") or heads) * width * 2 * 2
    return Ready(path, number("max_position_embeddings") or FALLBACK_CONTEXT, per_token)


def _convert(path: Path, head: gguf.Head, kept: Path) -> None:
    """Let the engine write its own form of the model, and put it in place only when it is whole."""
    import openvino_genai

    kept.parent.mkdir(parents=True, exist_ok=True)
    work = Path(tempfile.mkdtemp(dir=kept.parent, prefix=".converting-"))
    try:
        link = work / "model.gguf"  # the engine writes beside the file that it reads
        link.symlink_to(path.resolve())
        try:
            tokenizer = openvino_genai.Tokenizer(str(link), enable_save_ov_model=True)
            scheduler = openvino_genai.SchedulerConfig()
            scheduler.num_kv_blocks = 1
            openvino_genai.ContinuousBatchingPipeline(str(link), tokenizer, scheduler, "CPU", enable_save_ov_model=True)
        except RuntimeError as error:
            raise UsageError(REFUSED, path=path, why=last_line(str(error))) from None
        link.unlink()
        _write(work / "generation_config.json", sampling(head))
        _write(work / FACTS, {"source": path.name, "family": head.family, "context": head.context})
        try:
            work.replace(kept)
        except OSError:
            if not (kept / FACTS).is_file():  # else another process was quicker
                raise
    finally:
        shutil.rmtree(work, ignore_errors=True)


def sampling(head: gguf.Head) -> dict[str, Any]:
    """Return how the model is sampled when a request does not say."""
    name = f"{head.metadata.get('general.name', '')} {head.metadata.get('general.basename', '')}".lower()
    out: dict[str, Any] = {"do_sample": True, **SAMPLING.get("smollm" if "smollm" in name else head.family, {})}
    for own, field in (("temp", "temperature"), ("top_p", "top_p"), ("top_k", "top_k")):
        value = head.metadata.get(f"general.sampling.{own}")
        if isinstance(value, int | float):
            out[field] = value
    end = head.metadata.get("tokenizer.ggml.eos_token_id")
    if isinstance(end, int):
        out["eos_token_id"] = end
    return out


def _write(path: Path, value: Any) -> None:
    path.write_bytes(msgspec.json.format(msgspec.json.encode(value)))


def last_line(words: str) -> str:
    """Return the line of an engine's error that says what is wrong."""
    lines = [line.strip() for line in words.splitlines() if line.strip()]
    return lines[-1][:300] if lines else "?"
