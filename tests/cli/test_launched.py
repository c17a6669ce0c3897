"""`answerback up` with another program's server: chosen, started, waited for, checked, ended, or its failure explained.

The programs are stand-ins on PATH that speak through the simulator; real servers are started by `make test-real`.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from answerback.cli import _launched
from answerback.start import speaks, wait

SERVES = f"""#!{sys.executable}
import sys
from answerback.cli import app
from pathlib import Path
words = sys.argv[1:]
port = words[words.index("--port") + 1]
Path("started").write_text(" ".join(words))
print("load_model: loading model", flush=True)
sys.exit(app.main(["sim", "--dialect", "llamacpp", "--instant", "--model", "tiny", "--port", port]))
"""
OUT_OF_MEMORY = """#!/bin/sh
echo "ValueError: No available memory for the cache blocks. Try increasing gpu_memory_utilization when initializing."
echo "RuntimeError: Engine core initialization failed. See root cause above."
exit 1
"""
SILENT = "#!/bin/sh\nexit 5\n"
HANGS = "#!/bin/sh\nexec sleep 600\n"


@pytest.fixture
def here(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A folder that is all of PATH, with a model in it; logs go there too."""
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    (tmp_path / "m.gguf").write_bytes(b"GGUF" + bytes(100))
    return tmp_path


def program(folder: Path, name: str, text: str) -> None:
    (folder / name).write_text(text)
    (folder / name).chmod(0o755)


def test_a_dry_run_prints_the_command_alone(answerback: Any, here: Path) -> None:
    program(here, "llama-server", SILENT)
    said = answerback("up", str(here / "m.gguf"), "--dry-run", "--port", "8123", "--", "-ngl", "0")
    assert said.code == 0
    assert said.out == f"{here}/llama-server -m {here}/m.gguf --host 127.0.0.1 --port 8123 --alias m -ngl 0\n"
    assert "Engine: llama.cpp" in said.err
    assert not (here / "state").exists()


@pytest.mark.parametrize(
    ("engine", "tools", "reasoning"),
    [
        ("vllm", "--enable-auto-tool-choice --tool-call-parser hermes", "--reasoning-parser qwen3"),
        ("sglang", "--tool-call-parser qwen25", "--reasoning-parser qwen3"),
        ("lmdeploy", "--tool-call-parser qwen", "--reasoning-parser qwen-qwq"),
    ],
)
def test_parsers_go_with_the_model(answerback: Any, here: Path, engine: str, tools: str, reasoning: str) -> None:
    said = answerback("up", "Qwen/Qwen3-8B", "--engine", engine, "--dry-run")
    assert f"{tools} {reasoning}" in said.out
    own = answerback("up", "Qwen/Qwen3-8B", "--engine", engine, "--dry-run", "--", "--tool-call-parser", "mine")
    assert own.out.count("--tool-call-parser") == 1
    assert own.out.strip().endswith("--tool-call-parser mine")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["Qwen/Qwen3-8B", "--engine", "vllm"], "vLLM is not installed here: pip install vllm"),
        (["Qwen/Qwen3-8B", "--engine", "vlm"], "no engine is called 'vlm'"),
        (["qwen3:0.6b", "--engine", "vllm"], "vLLM does not take Ollama tag"),
        (["qwen3:0.6b"], "install one of: Ollama"),
        (
            ["Qwen/Qwen3-8B", "--engine", "vllm", "--dry-run", "--cache-gb", "2"],
            "--cache-gb is for the embedded engine",
        ),
        (["m.gguf", "--python", "/nowhere"], "there is no model file"),
        (["Qwen/Qwen3-8B", "--python", "/nowhere"], "neither a Python nor a virtual environment"),
        (["Qwen/Qwen3-8B", "--engine", "transformers", "--dry-run", "--slots", "2"], "has no option for --slots"),
        (["Qwen/Qwen3-8B", "--engine", "vllm", "--dry-run", "--key-env", "NO_KEY"], ""),
    ],
)
def test_what_cannot_be_is_one_line(answerback: Any, here: Path, words: list[str], said: str) -> None:
    result = answerback("up", *words)
    assert said in result.err
    assert result.code == (2 if said else 0)
    if said:
        assert result.err.count("\n") == 1 or "Engine:" in result.err
        assert result.out == ""


def test_it_is_started_waited_for_checked_and_left_running(answerback: Any, here: Path) -> None:
    program(here, "llama-server", SERVES)
    said = answerback("up", str(here / "m.gguf"), "--port", "0", "--detach")
    pid = int(said.err.rpartition("kill -INT -- -")[2])
    try:
        assert said.code == 0, said.err
        base = said.out.strip()
        assert base.startswith("http://127.0.0.1:")
        assert "It generates, after" in said.err
        assert f"curl {base}/chat/completions" in said.err
        assert '"model":"tiny"' in said.err  # as the service lists it
        assert speaks.speak(base, "tiny").state is speaks.State.SPEAKS
    finally:
        os.killpg(pid, signal.SIGKILL)
        os.waitpid(pid, 0)


def test_ctrl_c_ends_the_server_too(here: Path) -> None:
    program(here, "llama-server", SERVES)
    command = [sys.executable, "-m", "answerback", "up", str(here / "m.gguf"), "--port", "0", "--no-check"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=here) as running:
        assert running.stdout is not None
        base = running.stdout.readline().strip()
        assert base.startswith("http://127.0.0.1:")
        running.send_signal(signal.SIGINT)
        err = running.communicate(timeout=60)[1]
    assert running.returncode == 0, err
    assert "Ended." in err
    assert speaks.listen(base).state is speaks.State.CLOSED


def test_a_failed_start_names_the_root_cause_its_direction_and_what_to_run(answerback: Any, here: Path) -> None:
    program(here, "vllm", OUT_OF_MEMORY)
    folder = here / "model"
    folder.mkdir()
    (folder / "config.json").write_text("{}")
    (folder / "model.safetensors").touch()
    said = answerback("up", str(folder), "--engine", "vllm", "--port", "0")
    assert said.code == 3
    assert said.out == ""
    assert "vLLM ended with exit code 1" in said.err
    assert "--gpu-memory-utilization" in said.err
    assert f"answerback up {folder} --engine vllm -- --" in said.err
    assert "critical" in said.err
    log = said.err.partition("Log: ")[2].partition("\n")[0]
    assert "Engine core initialization failed" in Path(log).read_text()


def test_a_server_that_says_nothing(answerback: Any, here: Path) -> None:
    program(here, "llama-server", SILENT)
    said = answerback("up", str(here / "m.gguf"), "--port", "0", "--lang", "zh")
    assert said.code == 3
    assert "llama.cpp 已退出，退出码 5" in said.err
    assert "日志是空的" in said.err


def test_patience_is_not_without_end(answerback: Any, here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wait, "LOOK_S", 0.01)
    program(here, "llama-server", HANGS)
    monkeypatch.setenv("PATH", f"{here}:/bin:/usr/bin")
    said = answerback("up", str(here / "m.gguf"), "--port", "0", "--patience", "1")
    assert said.code == 3
    assert "did not generate within 1 s" in said.err


def test_the_address_to_ask_is_one_that_can_be_asked() -> None:
    from answerback.launch import Form, Wish

    assert _launched._base(Wish("m", Form.HUB, 1, host="0.0.0.0")) == "http://127.0.0.1:1/v1"
    assert _launched._base(Wish("m", Form.HUB, 1, host="::1")) == "http://[::1]:1/v1"


def test_the_help_shows_where_logs_are_kept(answerback: Any) -> None:
    for lang in ("en", "zh"):
        assert "${XDG_STATE_HOME:-~/.local/state}/answerback/logs" in answerback("up", "--help", "--lang", lang).out
