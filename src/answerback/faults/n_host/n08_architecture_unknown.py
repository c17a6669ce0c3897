"""N08: this version does not know the model's architecture."""

from __future__ import annotations

from answerback.fault import Case, Logged, Remedy
from answerback.values.text import Text


class ArchitectureUnknown(Logged):
    """The model is newer than the server, or made for another one."""

    code = "N08"
    title = Text(
        en="This version of the server does not know the model's architecture", zh="服务端的这个版本不认识该模型的架构"
    )
    cause = Text(
        en="The model is of the architecture {architecture}, which the installed version does not know: the "
        "model is newer, or meant for another server.",
        zh="模型架构为 {architecture}，已安装的版本不认识：模型比它新，或是为别的服务端准备的。",
    )
    priority = 2
    assumes = {"architecture": "?"}
    evidence = ("ollama/ollama#12984", "ollama/ollama#15546")
    remedy = {
        None: Remedy(
            Text(
                en="Upgrade the server (and `transformers`); where that does not help, take a server that "
                "names this architecture among the supported ones.",
                zh="升级服务端（以及 `transformers`）；如果仍不支持，请换用支持该架构的服务端。",
            ),
            ("pip install -U transformers",),
        ),
        "vllm": Remedy(
            Text(
                en="Upgrade both: `pip install -U vllm transformers`, or take the image "
                "`vllm/vllm-openai:latest`; the list of supported models is in its documentation. "
                "`--model-impl transformers` may do for others.",
                zh="同时升级：`pip install -U vllm transformers`，或使用镜像 "
                "`vllm/vllm-openai:latest`；支持的模型见其文档。其他模型可试 "
                "`--model-impl transformers`。",
            ),
            ("pip install -U vllm transformers", "--model-impl transformers"),
        ),
        "sglang": Remedy(
            Text(
                en='Upgrade both: `pip install -U "sglang[all]" transformers`, or take the image '
                "`lmsysorg/sglang:latest`.",
                zh='同时升级：`pip install -U "sglang[all]" transformers`，或使用镜像 `lmsysorg/sglang:latest`。',
            ),
            ('pip install -U "sglang[all]" transformers',),
        ),
        "llamacpp": Remedy(
            Text(
                en="Take a newer build of llama.cpp, and a GGUF that was converted by it.",
                zh="换用更新的 llama.cpp 构建，以及由它转换的 GGUF。",
            ),
            ("git pull && cmake --build build",),
        ),
        "ollama": Remedy(
            Text(
                en="Upgrade Ollama (`curl -fsSL https://ollama.com/install.sh | sh`); a GGUF of someone "
                "else's conversion may want a newer llama.cpp than Ollama has.",
                zh="升级 Ollama（`curl -fsSL https://ollama.com/install.sh | "
                "sh`）；他人转换的 GGUF 可能需要比 Ollama 内置更新的 llama.cpp。",
            ),
            ("curl -fsSL https://ollama.com/install.sh | sh",),
        ),
        "lmdeploy": Remedy(
            Text(
                en="Upgrade it: `pip install -U lmdeploy transformers`; models that TurboMind lacks run with "
                "`--backend pytorch`.",
                zh="升级：`pip install -U lmdeploy transformers`；TurboMind 不支持的模型可用 `--backend pytorch`。",
            ),
            ("pip install -U lmdeploy transformers", "--backend pytorch"),
        ),
        "tgi": Remedy(
            Text(
                en="Take a newer image: `ghcr.io/huggingface/text-generation-inference:latest`.",
                zh="换用更新的镜像：`ghcr.io/huggingface/text-generation-inference:latest`。",
            ),
            ("ghcr.io/huggingface/text-generation-inference:latest",),
        ),
    }
    cases = {
        "no-type": Case(
            Text(
                en="The configuration of {model} names no type of model that is known: the folder is incomplete, holds"
                " an adapter or a GGUF file, or Mistral's own form.",
                zh="{model} 的配置里没有已知的模型类型：目录不完整，或里面是适配器、GGUF 文件，或 Mistral 自有格式。",
            ),
            {
                None: Remedy(
                    Text(
                        en="Look at `config.json` there: it must have `model_type`. Give the folder of the whole model"
                        " (an adapter is loaded beside its base model; GGUF files want llama.cpp).",
                        zh="检查其中的 `config.json`：必须有 `model_type`。请给出完整模型的目录"
                        "（适配器要与基座模型一起加载；"
                        "GGUF 请用 llama.cpp）。",
                    )
                ),
                "vllm": Remedy(
                    Text(
                        en="Look at `config.json` there: it must have `model_type`. Mistral's own form wants"
                        " `--tokenizer-mode mistral --config-format mistral --load-format mistral`; an adapter"
                        " `--enable-lora --lora-modules NAME=PATH` beside its base model.",
                        zh="检查其中的 `config.json`：必须有 `model_type`。Mistral 自有格式需加"
                        " `--tokenizer-mode mistral --config-format mistral --load-format mistral`；"
                        "适配器需与基座模型一起用"
                        " `--enable-lora --lora-modules NAME=PATH`。",
                    ),
                    ("--tokenizer-mode mistral --config-format mistral --load-format mistral",),
                ),
            },
        ),
    }
