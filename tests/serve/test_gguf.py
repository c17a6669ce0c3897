"""Heads of GGUF files: what they say, and damaged ones."""

from __future__ import annotations

import struct
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from answerback.command import UsageError
from answerback.serve import convert, gguf
from answerback.values.text import Lang


def text(value: str) -> bytes:
    return struct.pack("<Q", len(value.encode())) + value.encode()


def pair(name: str, value: Any) -> bytes:
    if isinstance(value, str):
        return text(name) + struct.pack("<I", 8) + text(value)
    if isinstance(value, float):
        return text(name) + struct.pack("<If", 6, value)
    if isinstance(value, list):
        return text(name) + struct.pack("<IIQ", 9, 8, len(value)) + b"".join(map(text, value))
    return text(name) + struct.pack("<II", 4, value)


def head(metadata: dict[str, Any], types: tuple[int, ...] = (2, 0)) -> bytes:
    tensors = b"".join(text(f"t{n}") + struct.pack("<IQIQ", 1, 32, kind, 0) for n, kind in enumerate(types))
    return b"GGUF" + struct.pack("<IQQ", 3, len(types), len(metadata)) + b"".join(
        pair(name, value) for name, value in metadata.items()
    ) + tensors  # fmt: skip


QWEN = {
    "general.architecture": "qwen3", "qwen3.context_length": 40960, "qwen3.block_count": 28,
    "qwen3.attention.head_count": 16, "qwen3.attention.head_count_kv": 8, "qwen3.attention.key_length": 128,
    "qwen3.embedding_length": 1024, "tokenizer.ggml.tokens": ["a"] * 1000, "tokenizer.ggml.eos_token_id": 7,
}  # fmt: skip


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "model.gguf"
    path.write_bytes(head(QWEN))
    return path


def test_what_a_head_says(file: Path) -> None:
    read = gguf.read(file)
    assert (read.family, read.context, read.types, read.unreadable) == ("qwen3", 40960, {"Q4_0": 1, "F32": 1}, [])
    assert read.bytes_per_token == 28 * 8 * 128 * 2 * 2
    assert len(read.metadata["tokenizer.ggml.tokens"]) == gguf.MOST_SHOWN


def test_the_width_of_a_head_follows_from_the_embedding_where_it_is_not_told(tmp_path: Path) -> None:
    known = {k: v for k, v in QWEN.items() if "key_length" not in k}
    path = tmp_path / "m.gguf"
    path.write_bytes(head(known))
    assert gguf.read(path).bytes_per_token == 28 * 8 * 64 * 2 * 2


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=60)
@given(data=st.data())
def test_damage_is_told_and_never_raised_as_anything_else(tmp_path: Path, data: st.DataObject) -> None:
    whole = head(QWEN)
    cut = data.draw(st.integers(4, len(whole) - 1))
    changed = bytearray(whole[:cut])
    at = data.draw(st.integers(4, cut - 1)) if cut > 4 else 0
    if at:
        changed[at] = data.draw(st.integers(0, 255))
    path = tmp_path / "bad.gguf"
    path.write_bytes(bytes(changed))
    try:
        gguf.read(path)
    except gguf.BadGguf as error:
        assert str(error)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"not a model", "letters GGUF"),
        (b"GGUF" + struct.pack("<I", 9), "version 9"),
        (head({"general.architecture": "gemma3"}), "gemma3"),
        (head(QWEN, (6, 8)), "Q5_0"),
        (b"", "letters GGUF"),
    ],
)
def test_what_the_engine_would_fail_on_is_one_clear_line(tmp_path: Path, content: bytes, words: str) -> None:
    path = tmp_path / "bad.gguf"
    path.write_bytes(content)
    with pytest.raises(UsageError) as caught:
        convert.examine(path)
    for lang in Lang:
        assert words in caught.value.told(lang)
        assert "\n" not in caught.value.told(lang)


def test_how_a_model_is_sampled_when_nobody_says(file: Path) -> None:
    assert convert.sampling(gguf.read(file)) == {
        "do_sample": True, "temperature": 0.6, "top_p": 0.95, "top_k": 20, "eos_token_id": 7,
    }  # fmt: skip


def test_the_file_knows_better_how_to_sample(tmp_path: Path) -> None:
    path = tmp_path / "m.gguf"
    path.write_bytes(head({**QWEN, "general.sampling.temp": 0.25}))
    assert convert.sampling(gguf.read(path))["temperature"] == 0.25


def test_folders(tmp_path: Path, file: Path) -> None:
    assert convert.source(tmp_path) == file
    (tmp_path / "second.gguf").write_bytes(b"")
    with pytest.raises(UsageError, match="several GGUF files"):
        convert.source(tmp_path)
    empty = tmp_path / "empty"
    empty.mkdir()
    with pytest.raises(UsageError, match="optimum-cli export openvino"):
        convert.source(empty)


def test_an_openvino_folder_tells_its_context(tmp_path: Path) -> None:
    for name in convert.NEEDED:
        (tmp_path / name).write_bytes(b"")
    (tmp_path / "config.json").write_text(
        '{"max_position_embeddings": 40960, "num_hidden_layers": 2, "num_attention_heads": 4, "hidden_size": 64}'
    )
    assert convert.source(tmp_path) == tmp_path
    ready = convert.prepare(tmp_path, tmp_path)
    assert (ready.folder, ready.context, ready.bytes_per_token) == (tmp_path, 40960, 2 * 4 * 16 * 2 * 2)
    (tmp_path / "config.json").write_text("[]")
    assert convert.prepare(tmp_path, tmp_path).context == convert.FALLBACK_CONTEXT


def test_another_file_is_converted_anew(file: Path, tmp_path: Path) -> None:
    pytest.importorskip("openvino_genai")
    before = convert.place(file, tmp_path)
    file.write_bytes(head(QWEN) + b"more")
    assert convert.place(file, tmp_path) != before
