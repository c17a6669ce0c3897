"""A file of targets: what it says, and that every mistake is told with its line."""

from __future__ import annotations

from pathlib import Path

import pytest

from answerback import targets
from answerback.command import UsageError
from answerback.values.expected import Expected

TOML = """\
[defaults]
key-env = "LLM_KEY"

[[target]]
name = "chat"
url = "http://127.0.0.1:8000/v1"
timeout = 20

[target.expect]
model = "Qwen/Qwen3-0.6B"
context = 32768
features = ["tools", "json_schema"]
ttft-ms = 500

[[target]]
url = "http://127.0.0.1:8001/v1"
key-env = "OTHER"
"""
YAML = """\
defaults: {key-env: LLM_KEY}
target:
  - name: chat
    url: http://127.0.0.1:8000/v1
    timeout: 20
    expect:
      model: Qwen/Qwen3-0.6B
      context: 32768
      features: [tools, json_schema]
      ttft_ms: 500
  - url: http://127.0.0.1:8001/v1
    key-env: OTHER
"""
READ = (
    targets.Listed(
        "chat", "http://127.0.0.1:8000/v1", {"key-env": "LLM_KEY", "timeout": 20},
        Expected(model="Qwen/Qwen3-0.6B", context=32768, features=("tools", "json_schema"), ttft_ms=500),
    ),
    targets.Listed("http://127.0.0.1:8001/v1", "http://127.0.0.1:8001/v1", {"key-env": "OTHER"}),
)  # fmt: skip


@pytest.mark.parametrize(("name", "text"), [("t.toml", TOML), ("t.yaml", YAML), ("t.yml", YAML)])
def test_toml_and_yaml_say_the_same(tmp_path: Path, name: str, text: str) -> None:
    path = tmp_path / name
    path.write_text(text, "utf-8")
    assert targets.read(str(path)) == READ


@pytest.mark.parametrize(
    ("name", "text", "line", "says"),
    [
        ("t.toml", TOML.replace("timeout = 20", "timeuot = 20"), 7, "did you mean timeout?"),
        ("t.toml", TOML.replace("timeout = 20", 'timeout = "soon"'), 7, "timeout must be a number above 0"),
        ("t.toml", TOML.replace("context = 32768", "context = -1"), 11, "a whole number above 0"),
        ("t.toml", TOML.replace('"json_schema"', '"json_schemas"'), 12, "did you mean json_schema?"),
        ("t.toml", TOML.replace('key-env = "OTHER"', 'key = "sk-not-shown"'), 17, "name its variable with key-env"),
        ("t.toml", TOML.replace('url = "http://127.0.0.1:8001/v1"\n', ""), 15, "target 2 has no url"),
        ("t.toml", TOML.replace('key-env = "OTHER"', 'name = "chat"'), 17, "two targets are called"),
        ("t.yaml", YAML.replace("context: 32768", "contxt: 32768"), 8, "did you mean context?"),
        ("t.yaml", YAML.replace("    key-env: OTHER", "    timeout: [1]"), 12, "timeout must be"),
    ],
)
def test_a_mistake_is_told_with_its_line(tmp_path: Path, name: str, text: str, line: int, says: str) -> None:
    path = tmp_path / name
    path.write_text(text, "utf-8")
    with pytest.raises(UsageError) as caught:
        targets.read(str(path))
    assert f"{name}:{line}: " in str(caught.value)
    assert says in str(caught.value)
    assert "sk-not-shown" not in str(caught.value)


@pytest.mark.parametrize(
    ("name", "text", "says"),
    [
        ("t.toml", "[[target]\n", "at line 1"),
        ("t.toml", "", "names no target"),
        ("t.toml", "target = 3\n", "names no target"),
        ("t.toml", "target = [3]\n", "must be a table"),
        ("t.yaml", "target: [\n", "line 2"),
        ("t.yaml", "just words\n", "names no target"),
    ],
)
def test_a_file_of_another_shape_is_told(tmp_path: Path, name: str, text: str, says: str) -> None:
    path = tmp_path / name
    path.write_text(text, "utf-8")
    with pytest.raises(UsageError, match=says):
        targets.read(str(path))


def test_no_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="cannot be read"):
        targets.read(str(tmp_path / "none.toml"))
