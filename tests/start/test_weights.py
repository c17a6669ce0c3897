"""What the word after `up` names, and how it is refused where it names nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from answerback.command import UsageError
from answerback.launch import Form
from answerback.start import weights


@pytest.mark.parametrize(
    ("word", "form"),
    [
        ("Qwen/Qwen3-0.6B", Form.HUB),
        ("Qwen/Qwen3-0.6B-GGUF", Form.GGUF_HUB),
        ("qwen3:0.6b", Form.TAG),
        ("smollm2", Form.OURS),
        ("SmolLM2", Form.OURS),
    ],
)
def test_a_word(word: str, form: Form) -> None:
    assert weights.find(word).form is form


def test_a_gguf_file_is_measured_and_served_by_its_name(tmp_path: Path) -> None:
    file = tmp_path / "Tiny-Q8_0.gguf"
    file.write_bytes(b"GGUF" + bytes(96))
    found = weights.find(str(file))
    assert (found.form, found.size, found.name, found.path) == (Form.GGUF, 100, "Tiny-Q8_0", file)
    assert weights.find(str(tmp_path)).path == file


def test_a_folder_tells_its_family_by_its_configuration(tmp_path: Path) -> None:
    (tmp_path / "config.json").write_text('{"model_type": "qwen3"}')
    (tmp_path / "model.safetensors").write_bytes(bytes(10))
    (tmp_path / "pytorch_model.bin").write_bytes(bytes(99))
    found = weights.find(str(tmp_path))
    assert (found.form, found.size) == (Form.FOLDER, 10)
    assert "qwen3" in found.title


@pytest.mark.parametrize(
    ("file", "text", "calls", "thinks"),
    [
        ("tokenizer_config.json", '{"chat_template": "{% if tools %}{% endif %}<think>"}', True, True),
        (
            "tokenizer_config.json",
            '{"chat_template": [{"name": "default", "template": "{{ messages }}"}]}',
            False,
            False,
        ),
        ("chat_template.jinja", "{% if tools %}", True, False),
        ("chat_template.json", '{"chat_template": "enable_thinking"}', False, True),
        ("tokenizer_config.json", "{}", False, False),
        ("tokenizer_config.json", "no json", False, False),
    ],
)
def test_the_template_tells_what_the_model_can(tmp_path: Path, file: str, text: str, calls: bool, thinks: bool) -> None:
    (tmp_path / "config.json").write_text("{}")
    (tmp_path / "model.safetensors").touch()
    (tmp_path / file).write_text(text)
    found = weights.find(str(tmp_path))
    assert (found.calls_tools, found.thinks) == (calls, thinks)


def test_what_is_not_here_is_left_to_its_family() -> None:
    found = weights.find("Qwen/Qwen3-8B")
    assert found.calls_tools
    assert found.thinks


def test_an_architecture_of_many_tells_no_family(tmp_path: Path) -> None:
    (tmp_path / "config.json").write_text('{"model_type": "llama"}')
    (tmp_path / "model.safetensors").touch()
    assert "llama" not in weights.find(str(tmp_path)).title.removeprefix(tmp_path.name)


def test_an_openvino_folder(tmp_path: Path) -> None:
    (tmp_path / "openvino_model.xml").touch()
    (tmp_path / "openvino_model.bin").write_bytes(bytes(7))
    assert weights.find(str(tmp_path)).form is Form.OPENVINO


def test_the_first_part_stands_for_a_split_file(tmp_path: Path) -> None:
    for name in ("big-00001-of-00002.gguf", "big-00002-of-00002.gguf"):
        (tmp_path / name).write_bytes(b"GGUF")
    found = weights.find(str(tmp_path))
    assert found.path is not None
    assert found.path.name == "big-00001-of-00002.gguf"


def test_several_files_must_be_told_apart(tmp_path: Path) -> None:
    for name in ("a.gguf", "b.gguf"):
        (tmp_path / name).write_bytes(b"GGUF")
    with pytest.raises(UsageError, match=r"several GGUF files; name one: a.gguf, b.gguf"):
        weights.find(str(tmp_path))


@pytest.mark.parametrize(
    ("word", "said"),
    [
        ("nope", "names no model"),
        ("", "names no model"),
        ("./nope.gguf", "there is no model file"),
        ("../x/y", "there is no model file"),
        ("a/../b", "names no model"),
        ("x" * 5000, "names no model"),
    ],
)
def test_what_names_nothing(word: str, said: str) -> None:
    with pytest.raises(UsageError, match=said):
        weights.find(word)


def test_a_pointer_is_no_model(tmp_path: Path) -> None:
    file = tmp_path / "m.gguf"
    file.write_text("version https://git-lfs.github.com/spec/v1")
    with pytest.raises(UsageError, match="Git LFS"):
        weights.find(str(file))


def test_an_empty_folder_holds_no_model(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="holds no model"):
        weights.find(str(tmp_path))
