"""The commands that start each engine: bound to this machine, with the parsers of the model, without secrets."""

from __future__ import annotations

import shlex

import msgspec
import pytest

from answerback.launch import Form, Wish
from answerback.start import choose, command
from answerback.start.installed import Installed

WISH = Wish("Qwen/Qwen3-8B", Form.HUB, 8123, name="q", context=4096, slots=4, tools="hermes", reasoning="qwen3")

SHOWN = {
    "vllm": "vllm serve Qwen/Qwen3-8B --host 127.0.0.1 --port 8123 --served-model-name q --max-model-len 4096"
    " --max-num-seqs 4 --enable-auto-tool-choice --tool-call-parser hermes --reasoning-parser qwen3",
    "sglang": "python -m sglang.launch_server --model-path Qwen/Qwen3-8B --host 127.0.0.1 --port 8123"
    " --served-model-name q --context-length 4096 --max-running-requests 4 --tool-call-parser hermes"
    " --reasoning-parser qwen3",
    "lmdeploy": "lmdeploy serve api_server Qwen/Qwen3-8B --server-name 127.0.0.1 --server-port 8123 --model-name q"
    " --session-len 4096 --max-batch-size 4 --tool-call-parser hermes --reasoning-parser qwen3",
    "llamacpp": "llama-server -m Qwen/Qwen3-8B --host 127.0.0.1 --port 8123 --alias q -c 4096 -np 4",
    "ollama": "OLLAMA_HOST=127.0.0.1:8123 OLLAMA_CONTEXT_LENGTH=4096 OLLAMA_NUM_PARALLEL=4 ollama serve",
    "transformers": "transformers serve Qwen/Qwen3-8B --host 127.0.0.1 --port 8123",
    "openvino": "answerback up Qwen/Qwen3-8B --engine openvino --host 127.0.0.1 --port 8123 --name q --context 4096"
    " --slots 4",
}


def engine(name: str, image: str = "") -> Installed:
    kind = choose.named(name)
    assert kind is not None
    assert kind.launch is not None
    return Installed(name, ("docker",) if image else (kind.launch.program,), "1", image)


@pytest.mark.parametrize("name", [kind.name for kind in choose.engines()])
def test_the_command_of_each_engine(name: str) -> None:
    assert command.build(engine(name), WISH).shown() == SHOWN[name]


def test_what_is_not_wished_is_left_to_the_engine() -> None:
    bare = Wish("m.gguf", Form.GGUF, 8080)
    assert command.build(engine("llamacpp"), bare).shown() == "llama-server -m m.gguf --host 127.0.0.1 --port 8080"


def test_own_words_come_last_as_they_stand() -> None:
    wish = msgspec.structs.replace(WISH, more=("--rope-scaling", '{"factor": 2}'))
    words = shlex.split(command.build(engine("vllm"), wish).shown())
    assert words[-2:] == ["--rope-scaling", '{"factor": 2}']


def test_a_hub_id_of_gguf_files() -> None:
    wish = Wish("Qwen/Qwen3-8B-GGUF", Form.GGUF_HUB, 8080)
    assert "-hf Qwen/Qwen3-8B-GGUF" in command.build(engine("llamacpp"), wish).shown()
    assert command.build(engine("ollama"), wish).then_shown() == (
        "OLLAMA_HOST=127.0.0.1:8080 ollama pull hf.co/Qwen/Qwen3-8B-GGUF"
    )


def test_a_key_goes_through_the_environment_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LLM_KEY", "hunter2")
    wish = msgspec.structs.replace(WISH, key="LLM_KEY")
    starting = command.build(engine("vllm"), wish)
    assert "hunter2" not in starting.shown() + str(starting)
    assert command.secrets(engine("vllm"), wish) == {"VLLM_API_KEY": "hunter2"}
    assert "-e VLLM_API_KEY " in command.build(engine("vllm", "vllm/vllm-openai:latest"), wish).shown()


def test_a_container_publishes_its_port_here_only_and_sees_the_model() -> None:
    wish = Wish("/models/tiny.gguf", Form.GGUF, 8123)
    shown = command.build(engine("llamacpp", "ghcr.io/ggml-org/llama.cpp:server"), wish).shown()
    assert "-p 127.0.0.1:8123:8123" in shown
    assert "-v /models/tiny.gguf:/model/tiny.gguf:ro" in shown
    assert shown.endswith("ghcr.io/ggml-org/llama.cpp:server -m /model/tiny.gguf --host 0.0.0.0 --port 8123")


def test_the_embedded_engine_is_checked_once() -> None:
    wish = msgspec.structs.replace(WISH, key="LLM_KEY")
    assert command.build(engine("openvino"), wish, checked=True).shown().endswith("--key-env LLM_KEY --no-check")
    assert "--no-check" not in command.build(engine("openvino"), wish).shown()


def test_an_engine_says_which_wishes_it_has_no_option_for() -> None:
    launch = engine("transformers").launch
    wish = msgspec.structs.replace(WISH, key="K")
    assert launch.cannot(wish) == ["--context", "--slots", "--key-env", "--name"]
    assert not launch.cannot(Wish("m", Form.HUB, 1))
