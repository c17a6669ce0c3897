"""N15: the command line is not understood."""

from __future__ import annotations

from answerback.fault import Case, Logged, Remedy
from answerback.values.text import Text


class WrongOption(Logged):
    """A misspelt option, one of another version or another server, or a value that it does not take."""

    code = "N15"
    title = Text(en="The server does not understand its command line", zh="服务端不认识命令行参数")
    cause = Text(
        en="The option {argument} does not take the value that it was given: {value}",
        zh="选项 {argument} 不接受给出的值：{value}",
    )
    priority = 2
    assumes = {"argument": "?", "value": "?"}
    remedy = {
        None: Remedy(
            Text(
                en="Spell the option as this version's `--help` lists it.",
                zh="按该版本 `--help` 列出的写法修改参数。",
            ),
            ("--help",),
        ),
        "vllm": Remedy(
            Text(
                en="`vllm serve --help=all` lists the options of the installed version; a JSON value wants "
                "single quotes around it in a shell.",
                zh="`vllm serve --help=all` 列出已安装版本的全部参数；JSON 值在 shell 中要用单引号括起来。",
            ),
            ("vllm serve --help=all",),
        ),
        "sglang": Remedy(
            Text(
                en="`python -m sglang.launch_server --help` lists the options of the installed version.",
                zh="`python -m sglang.launch_server --help` 列出已安装版本的全部参数。",
            ),
            ("python -m sglang.launch_server --help",),
        ),
        "llamacpp": Remedy(
            Text(
                en="`llama-server --help` lists the options of this build; those of vLLM are others (`-c` is "
                "the context, `-ngl` the layers on the GPU, `-np` the slots).",
                zh="`llama-server --help` 列出该构建的参数；它与 vLLM 不同（`-c` 为上下文，"
                "`-ngl` 为 GPU 层数，`-np` 为并行槽位）。",
            ),
            ("llama-server --help",),
        ),
        "ollama": Remedy(
            Text(
                en="`ollama serve` takes no options: settings are environment variables (`ollama serve "
                "--help` names them, such as `OLLAMA_HOST`).",
                zh="`ollama serve` 不带选项：设置都通过环境变量（`ollama serve --help` 会列出，例如 `OLLAMA_HOST`）。",
            ),
            ("ollama serve --help",),
        ),
        "lmdeploy": Remedy(
            Text(
                en="`lmdeploy serve api_server --help` lists the options of the installed version.",
                zh="`lmdeploy serve api_server --help` 列出已安装版本的全部参数。",
            ),
            ("lmdeploy serve api_server --help",),
        ),
        "tgi": Remedy(
            Text(
                en="`text-generation-launcher --help` lists the options; `--max-input-tokens` must stay below "
                "`--max-total-tokens`.",
                zh="`text-generation-launcher --help` 列出全部参数；"
                "`--max-input-tokens` 必须小于 `--max-total-tokens`。",
            ),
            ("text-generation-launcher --help",),
        ),
    }
    cases = {
        "lora-rank": Case(
            Text(
                en="The adapter has rank {rank}, and the server holds room for {most}.",
                zh="适配器的秩为 {rank}，而服务端只预留到 {most}。",
            ),
            {
                None: Remedy(
                    Text(
                        en="Raise the limit to the adapter's rank: `--max-lora-rank {rank}`.",
                        zh="把上限调高到适配器的秩：`--max-lora-rank {rank}`。",
                    ),
                    ("--max-lora-rank {rank}",),
                )
            },
        ),
        "unknown": Case(
            Text(
                en="This version has no option {argument}: it is misspelt, of another version, or of another server.",
                zh="该版本没有选项 {argument}：可能拼写有误、属于别的版本，或属于别的服务端。",
            ),
        ),
        "together": Case(
            Text(
                en="The options do not fit each other: {value}",
                zh="参数之间互相矛盾：{value}",
            ),
        ),
        "missing": Case(
            Text(
                en="The command line lacks {argument}.",
                zh="命令行缺少 {argument}。",
            ),
        ),
    }
