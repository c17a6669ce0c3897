"""N31: the vision projector is not the model's."""

from __future__ import annotations

from answerback.fault import Logged, Remedy
from answerback.values.text import Text


class ProjectorMismatch(Logged):
    """Images go through a second file, which must be of the same model and size."""

    code = "N31"
    title = Text(en="The vision projector does not belong to the model", zh="视觉投影文件与模型不匹配")
    cause = Text(
        en="The file given as projector ({projector}) is no projector, or of another model or size.",
        zh="作为投影文件给出的 {projector} 不是投影文件，或属于别的模型或尺寸。",
    )
    priority = 1
    assumes = {"projector": "mmproj"}
    remedy = {
        None: Remedy(
            Text(
                en="Take the projector (mmproj) from the same repository as the model's file.",
                zh="使用与模型文件同一仓库的投影文件（mmproj）。",
            ),
        ),
        "llamacpp": Remedy(
            Text(
                en="Take the `mmproj-….gguf` from the same repository as the model: `--mmproj "
                "mmproj-MODEL-f16.gguf`; without images leave it out (`--no-mmproj`).",
                zh="使用与模型同一仓库的 `mmproj-….gguf`：`--mmproj "
                "mmproj-MODEL-f16.gguf`；不需要图像时去掉（`--no-mmproj`）。",
            ),
            ("--mmproj mmproj-MODEL-f16.gguf", "--no-mmproj"),
        ),
    }
