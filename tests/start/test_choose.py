"""Which engine is taken for which model on which machine, and why not another."""

from __future__ import annotations

import pytest

from answerback import server
from answerback.command import UsageError
from answerback.launch import Form
from answerback.start import choose
from answerback.start.choose import Choice
from answerback.start.installed import Installed
from answerback.start.machine import Gpu, Machine
from answerback.start.weights import Weights
from answerback.values.text import Lang

GB = 10**9
LAPTOP = Machine(free=16 * GB)
STATION = Machine((Gpu("RTX 4090", 24 * GB, 22 * GB),), free=64 * GB)
VLLM, VLLM_CPU = Installed("vllm", ("vllm",), "0.32.0"), Installed("vllm", ("vllm",), "0.32.0+cpu")
SGLANG, LLAMA = Installed("sglang", ("python",), "0.5.23"), Installed("llamacpp", ("llama-server",))
OURS, OLLAMA = Installed("openvino", ("python",)), Installed("ollama", ("ollama",))
TRANSFORMERS = Installed("transformers", ("transformers",), "5.23.0")
VLLM_IMAGE = Installed("vllm", ("docker",), "latest", "vllm/vllm-openai:latest")
EVERY = (OURS, LLAMA, OLLAMA, SGLANG, TRANSFORMERS, VLLM)


def take(form: Form, machine: Machine, here: tuple[Installed, ...], size: int = GB, word: str = "m") -> Choice:
    return choose.choose(Weights(word, form, size=size), machine, here, None)


@pytest.mark.parametrize(
    ("form", "machine", "here", "taken"),
    [
        (Form.GGUF, LAPTOP, EVERY, "llamacpp"),
        (Form.GGUF, STATION, EVERY, "llamacpp"),
        (Form.GGUF, LAPTOP, (VLLM, OURS), "openvino"),
        (Form.FOLDER, STATION, EVERY, "vllm"),
        (Form.FOLDER, STATION, (SGLANG, TRANSFORMERS), "sglang"),
        (Form.FOLDER, LAPTOP, EVERY, "transformers"),
        (Form.FOLDER, LAPTOP, (TRANSFORMERS, VLLM_CPU), "vllm"),
        (Form.HUB, LAPTOP, EVERY, "openvino"),
        (Form.HUB, STATION, EVERY, "vllm"),
        (Form.TAG, LAPTOP, EVERY, "ollama"),
        (Form.OPENVINO, STATION, EVERY, "openvino"),
        (Form.OURS, STATION, EVERY, "openvino"),
    ],
)
def test_the_best_of_what_is_here(form: Form, machine: Machine, here: tuple[Installed, ...], taken: str) -> None:
    assert take(form, machine, here).engine.server == taken


def test_what_is_not_taken_is_told_with_its_reason() -> None:
    chosen = take(Form.FOLDER, LAPTOP, (SGLANG, VLLM, TRANSFORMERS))
    told = [text.en for text, _ in chosen.passed_over]
    assert len(told) == 2
    assert all(title in "".join(str(facts) for _, facts in chosen.passed_over) for title in ("SGLang", "vLLM"))
    assert any(facts["why"].en == "it needs a GPU" for _, facts in chosen.passed_over)
    assert any("build for GPUs" in facts["why"].en for _, facts in chosen.passed_over)


def test_weights_that_the_gpu_cannot_hold_go_elsewhere() -> None:
    assert take(Form.FOLDER, STATION, (SGLANG, TRANSFORMERS), size=40 * GB).engine.server == "transformers"
    with pytest.raises(UsageError, match="nothing installed here"):
        take(Form.FOLDER, STATION, (SGLANG,), size=40 * GB)


def test_a_program_goes_before_its_image() -> None:
    assert take(Form.FOLDER, STATION, (VLLM_IMAGE, VLLM)).engine is VLLM
    assert take(Form.FOLDER, STATION, (VLLM_IMAGE,)).engine is VLLM_IMAGE


def test_the_environment_that_the_user_named_goes_first() -> None:
    named = Installed("vllm", ("env/bin/vllm",), "0.32.0+cpu", pointed_at=True)
    chosen = take(Form.HUB, LAPTOP, (OURS, named))
    assert chosen.engine is named
    assert choose.POINTED in [text for text, _ in chosen.reasons]
    assert take(Form.GGUF, LAPTOP, (OURS, named)).engine is OURS


def test_what_else_would_do_is_kept() -> None:
    assert [engine.server for engine in take(Form.GGUF, LAPTOP, (OURS, LLAMA)).others] == ["openvino"]


def test_memory_that_hardly_suffices_is_told() -> None:
    reasons = [text for text, _ in take(Form.GGUF, LAPTOP, (LLAMA,), size=15 * GB).reasons]
    assert choose.TIGHT in reasons
    assert choose.FITS in [text for text, _ in take(Form.GGUF, LAPTOP, (LLAMA,)).reasons]


@pytest.mark.parametrize("word", ["llama.cpp", "llamacpp", "LLAMA.CPP"])
def test_an_engine_by_any_of_its_names(word: str) -> None:
    assert choose.named(word) is server.named("llamacpp")


def test_engines_that_are_not() -> None:
    assert choose.named("auto") is None
    with pytest.raises(UsageError, match=r"no engine is called 'nope' \(choose from auto · .*vllm"):
        choose.named("nope")
    with pytest.raises(UsageError, match="vLLM is not installed here: pip install vllm"):
        choose.choose(Weights("a/b", Form.HUB), LAPTOP, (OURS,), server.named("vllm"))
    with pytest.raises(UsageError, match="vLLM does not take GGUF"):
        choose.choose(Weights("m.gguf", Form.GGUF), LAPTOP, (VLLM,), server.named("vllm"))


def test_nothing_here_says_what_to_install() -> None:
    with pytest.raises(UsageError) as raised:
        take(Form.TAG, LAPTOP, (OURS,), word="qwen3:0.6b")
    assert "Ollama: curl" in raised.value.told(Lang.EN)
    assert "请安装其中之一" in raised.value.told(Lang.ZH)


@pytest.mark.parametrize("kind", choose.engines(), ids=lambda kind: kind.name)
def test_each_way_to_start_is_complete(kind: type[server.Server]) -> None:
    launch = kind.launch
    assert launch is not None
    assert launch.suits
    assert launch.source
    assert launch.install
    assert all(rank.gpu or rank.cpu for rank in launch.suits.values())
    assert set(launch.forms) | set(launch.then) <= set(launch.suits)
