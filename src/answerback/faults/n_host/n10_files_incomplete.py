"""N10: the model's files are incomplete."""

from __future__ import annotations

from answerback.fault import Case, Logged, Remedy
from answerback.values.text import Text


class FilesIncomplete(Logged):
    """A download that broke off, a pointer instead of the file, or a full disk."""

    code = "N10"
    title = Text(en="The model's files are incomplete", zh="模型文件不完整")
    cause = Text(
        en="A file of the model is damaged, cut off, or only a Git LFS pointer: the download was not finished.",
        zh="模型的某个文件损坏、被截断，或只是 Git LFS 指针：下载没有完成。",
    )
    priority = 3
    evidence = ("vllm-project/vllm#13899", "vllm-project/vllm#14596", "huggingface/text-generation-inference#1163")
    remedy = {
        None: Remedy(
            Text(
                en="Delete the damaged file and download it again (`hf download OWNER/NAME --force-download`, "
                "`modelscope download --model OWNER/NAME`, or `git lfs pull`); compare its size with the "
                "hub's. `df -h` shows whether the disk is full.",
                zh="删除损坏的文件并重新下载（`hf download OWNER/NAME "
                "--force-download`、`modelscope download --model OWNER/NAME` "
                "或 `git lfs pull`），与模型库上的大小核对。用 `df -h` 看磁盘是否已满。",
            ),
            ("hf download OWNER/NAME --force-download", "git lfs pull"),
        ),
        "llamacpp": Remedy(
            Text(
                en="Download the GGUF again and compare its size with the hub's page; a file of some hundred "
                "bytes is a Git LFS pointer (`git lfs pull`).",
                zh="重新下载 GGUF，并与页面上的大小核对；只有几百字节的文件是 Git LFS 指针（`git lfs pull`）。",
            ),
            ("git lfs pull",),
        ),
        "ollama": Remedy(
            Text(
                en="Remove it and fetch it again: `ollama rm NAME && ollama pull NAME`.",
                zh="删除后重新下载：`ollama rm NAME && ollama pull NAME`。",
            ),
            ("ollama rm NAME && ollama pull NAME",),
        ),
    }
    cases = {
        "full": Case(
            Text(
                en="The disk, or the quota on it, is full: the model's files could not be written to their end.",
                zh="磁盘（或配额）已满：模型文件没能写完。",
            ),
            {
                None: Remedy(
                    Text(
                        en="Free some room (`df -h`, `hf cache rm`), or let the files go elsewhere: "
                        "`HF_HOME=/big/disk`; then delete the broken download.",
                        zh="腾出空间（`df -h`、`hf cache rm`），或换个位置存放："
                        "`HF_HOME=/big/disk`；然后删除没下完的文件。",
                    ),
                    ("HF_HOME=/big/disk", "df -h"),
                ),
                "vllm": Remedy(
                    Text(
                        en="Free some room (`df -h`, `hf cache rm`), or let the files go elsewhere: "
                        "`HF_HOME=/big/disk` or `--download-dir /big/disk`; then delete the broken "
                        "download.",
                        zh="腾出空间（`df -h`、`hf cache rm`），或换个位置存放："
                        "`HF_HOME=/big/disk` 或 `--download-dir /big/disk`；然后"
                        "删除没下完的文件。",
                    ),
                    ("--download-dir /big/disk", "HF_HOME=/big/disk"),
                ),
                "ollama": Remedy(
                    Text(
                        en="Free some room (`ollama rm NAME`), or keep models elsewhere: "
                        "`OLLAMA_MODELS=/big/disk/ollama`.",
                        zh="腾出空间（`ollama rm NAME`），或换个目录存放模型：`OLLAMA_MODELS=/big/disk/ollama`。",
                    ),
                    ("OLLAMA_MODELS=/big/disk/ollama",),
                ),
                "lmdeploy": Remedy(
                    Text(
                        en="Free some room (`df -h`), or let the files go elsewhere: `--download-dir /big/disk`.",
                        zh="腾出空间（`df -h`），或换个位置存放：`--download-dir /big/disk`。",
                    ),
                    ("--download-dir /big/disk",),
                ),
            },
        ),
    }
