"""N20: the model brings code of its own, which was not allowed."""

from __future__ import annotations

from answerback.fault import Logged, Remedy
from answerback.values.text import Text


class CodeNotTrusted(Logged):
    """Custom architectures and tokenizers run Python from the repository."""

    code = "N20"
    title = Text(en="The model brings code of its own, which was not allowed to run", zh="模型自带代码，但未允许执行")
    cause = Text(
        en="The repository defines its model or tokenizer in Python files; the server runs them only when told to.",
        zh="该仓库用自带的 Python 文件定义模型或分词器；服务端只有得到许可才会执行。",
    )
    priority = 2
    remedy = {
        None: Remedy(
            Text(
                en="If you trust the repository, allow its code (`trust_remote_code`); a newer version of the "
                "server may know the architecture without it.",
                zh="如果信任该仓库，请允许执行其代码（`trust_remote_code`）；更新版本的服务端可能已内置该架构。",
            ),
            ("--trust-remote-code",),
        ),
        "vllm": Remedy(
            Text(
                en="If you trust the repository, add `--trust-remote-code`; a newer version may know the "
                "architecture without it.",
                zh="如果信任该仓库，请加 `--trust-remote-code`；更新的版本可能已内置该架构。",
            ),
            ("--trust-remote-code",),
        ),
        "sglang": Remedy(
            Text(
                en="If you trust the repository, add `--trust-remote-code`; a newer version may know the "
                "architecture without it.",
                zh="如果信任该仓库，请加 `--trust-remote-code`；更新的版本可能已内置该架构。",
            ),
            ("--trust-remote-code",),
        ),
        "tgi": Remedy(
            Text(
                en="If you trust the repository, add `--trust-remote-code`; a newer version may know the "
                "architecture without it.",
                zh="如果信任该仓库，请加 `--trust-remote-code`；更新的版本可能已内置该架构。",
            ),
            ("--trust-remote-code",),
        ),
        "transformers": Remedy(
            Text(
                en="If you trust the repository, add `--trust-remote-code`; a newer version may know the "
                "architecture without it.",
                zh="如果信任该仓库，请加 `--trust-remote-code`；更新的版本可能已内置该架构。",
            ),
            ("--trust-remote-code",),
        ),
        "lmdeploy": Remedy(
            Text(
                en="If you trust the repository, add `--trust-remote-code`; a newer version may know the "
                "architecture without it.",
                zh="如果信任该仓库，请加 `--trust-remote-code`；更新的版本可能已内置该架构。",
            ),
            ("--trust-remote-code",),
        ),
    }
