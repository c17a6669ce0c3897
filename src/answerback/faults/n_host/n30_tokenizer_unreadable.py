"""N30: the tokenizer cannot be loaded."""

from __future__ import annotations

from answerback.fault import Logged, Remedy
from answerback.values.text import Text


class TokenizerUnreadable(Logged):
    """Its files are missing, or newer than the installed library."""

    code = "N30"
    title = Text(en="The tokenizer cannot be loaded", zh="分词器无法加载")
    cause = Text(
        en="The tokenizer's files are missing, of a kind that the installed `transformers` or `tokenizers` "
        "does not know, or want sentencepiece or tiktoken.",
        zh="分词器文件缺失、格式不被已安装的 `transformers`/`tokenizers` 识别，或需要 sentencepiece、tiktoken。",
    )
    priority = 2
    evidence = ("vllm-project/vllm#13510",)
    remedy = {
        None: Remedy(
            Text(
                en="Upgrade them: `pip install -U transformers tokenizers sentencepiece tiktoken protobuf`, "
                "check that `tokenizer.json` and `tokenizer_config.json` lie beside the weights, or name "
                "the tokenizer of the original model.",
                zh="升级：`pip install -U transformers tokenizers sentencepiece "
                "tiktoken protobuf`，确认 `tokenizer.json` 与 "
                "`tokenizer_config.json` 和权重在一起，或指定原始模型的分词器。",
            ),
            ("pip install -U transformers tokenizers sentencepiece tiktoken protobuf",),
        ),
        "vllm": Remedy(
            Text(
                en="Name the tokenizer of the original model: `--tokenizer OWNER/NAME`; `--tokenizer-mode "
                "mistral` for Mistral's own files; or upgrade: `pip install -U transformers tokenizers "
                "sentencepiece tiktoken`.",
                zh="指定原始模型的分词器：`--tokenizer OWNER/NAME`；Mistral 自有格式用 "
                "`--tokenizer-mode mistral`；或升级：`pip install -U "
                "transformers tokenizers sentencepiece tiktoken`。",
            ),
            ("--tokenizer OWNER/NAME", "pip install -U transformers tokenizers sentencepiece tiktoken"),
        ),
        "sglang": Remedy(
            Text(
                en="Name the tokenizer of the original model: `--tokenizer-path OWNER/NAME`, or upgrade: `pip "
                "install -U transformers tokenizers sentencepiece tiktoken`.",
                zh="指定原始模型的分词器：`--tokenizer-path OWNER/NAME`，或升级：`pip "
                "install -U transformers tokenizers sentencepiece tiktoken`。",
            ),
            ("--tokenizer-path OWNER/NAME",),
        ),
        "llamacpp": Remedy(
            Text(
                en="Take a newer build, or convert the model again with it: the GGUF's tokenizer is unknown "
                "to this one.",
                zh="换更新的构建，或用它重新转换模型：当前构建不认识该 GGUF 的分词器。",
            ),
            ("convert_hf_to_gguf.py",),
        ),
        "ollama": Remedy(
            Text(
                en="Upgrade Ollama, or take a GGUF that was converted for its version: the tokenizer in this "
                "one is unknown to it.",
                zh="升级 Ollama，或换与其版本匹配的 GGUF：当前版本不认识其中的分词器。",
            ),
            ("curl -fsSL https://ollama.com/install.sh | sh",),
        ),
    }
