"""N26: the parser named at start is unknown."""

from __future__ import annotations

from answerback.fault import Case, Logged, Remedy
from answerback.values.text import Text


class ParserUnknown(Logged):
    """Parsers for tool calls and thoughts have names of their own in each version."""

    code = "N26"
    title = Text(
        en="The tool-call or reasoning parser named at start is unknown", zh="启动参数里的工具调用或思考解析器不存在"
    )
    cause = Text(
        en="This version has no parser called {parser}; it has: {choices}",
        zh="该版本没有名为 {parser} 的解析器；可选：{choices}",
    )
    priority = 2
    assumes = {"parser": "?", "choices": "see --help"}
    remedy = {
        None: Remedy(
            Text(
                en="Take a parser that this version lists, the one for the model's family.",
                zh="从该版本列出的解析器中选择与模型系列对应的一个。",
            ),
        ),
        "vllm": Remedy(
            Text(
                en="Take one that it lists: `--tool-call-parser hermes` for Qwen2.5 and Qwen3, `qwen3_coder`, "
                "`llama3_json`, `mistral`, `deepseek_v3`, `glm45`, `kimi_k2`; `--reasoning-parser qwen3` "
                "or `deepseek_r1`. A newer version has more.",
                zh="从列出的名称中选择：Qwen2.5 和 Qwen3 用 `--tool-call-parser "
                "hermes`，其他有 `qwen3_coder`、`llama3_json`、`mistral`、"
                "`deepseek_v3`、`glm45`、`kimi_k2`；思考用 "
                "`--reasoning-parser qwen3` 或 `deepseek_r1`。新版本更多。",
            ),
            ("--tool-call-parser hermes", "--reasoning-parser qwen3"),
        ),
        "sglang": Remedy(
            Text(
                en="Take one that it lists: `--tool-call-parser qwen25` for Qwen2.5 and Qwen3, `llama3`, "
                "`mistral`, `deepseekv3`, `glm45`, `kimi_k2`; `--reasoning-parser qwen3` or `deepseek-r1`.",
                zh="从列出的名称中选择：Qwen2.5 和 Qwen3 用 `--tool-call-parser "
                "qwen25`，其他有 `llama3`、`mistral`、`deepseekv3`、`glm45`、"
                "`kimi_k2`；思考用 `--reasoning-parser qwen3` 或 "
                "`deepseek-r1`。",
            ),
            ("--tool-call-parser qwen25", "--reasoning-parser qwen3"),
        ),
        "lmdeploy": Remedy(
            Text(
                en="Take one that it lists: `--tool-call-parser qwen` for Qwen2.5 and Qwen3, `internlm`, "
                "`llama3`; `--reasoning-parser qwen-qwq` or `deepseek-r1`.",
                zh="从列出的名称中选择：Qwen2.5 和 Qwen3 用 `--tool-call-parser "
                "qwen`，其他有 `internlm`、`llama3`；思考用 "
                "`--reasoning-parser qwen-qwq` 或 `deepseek-r1`。",
            ),
            ("--tool-call-parser qwen",),
        ),
    }
    cases = {
        "missing": Case(
            Text(
                en="Automatic tool choice is switched on, and no parser is named for the model's calls.",
                zh="启用了自动工具选择，却没有指定解析模型工具调用的解析器。",
            ),
        ),
    }
