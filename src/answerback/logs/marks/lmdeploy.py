"""LMDeploy's log (wordings from the tracker, 0.0.10 to 0.9)."""

from __future__ import annotations

from answerback.logs.shape import Failure, Mark, Marks, Progress, Stage, Weight

MARKS = Marks(
    server="lmdeploy",
    clues=(
        Mark("lmdeploy"),
        Mark("[TM]["),
        Mark("turbomind"),
    ),
    tells=(
        Mark("api_server", r"serve api_server (?P<model>[^\s-]\S*)"),
        Mark("input backend=", r"model_path=(?P<model>\S+)"),
    ),
    progress=(
        Progress("Convert to turbomind format", r"(?P<percent>\d+)%", stage=Stage.LOAD),
        Progress("Loading weights from safetensors", r"(?P<percent>\d+)%", stage=Stage.LOAD),
        Progress("build cache engine", stage=Stage.WARM_UP),
        Progress("[WARMUP]", stage=Stage.WARM_UP),
        Progress("HINT:", r"open \S+ in a browser", stage=Stage.WARM_UP),
        Progress("Uvicorn running on", stage=Stage.READY),
    ),
    failures=(
        # InternLM/lmdeploy#684, #3154: the weights themselves; the engine's cache only comes after them
        Failure("CUDA runtime error: out of memory", code="N02", during=(Stage.BEGIN, Stage.DOWNLOAD, Stage.LOAD)),
        Failure("CUDA runtime error: out of memory", code="N14", during=(Stage.WARM_UP, Stage.READY), ends=True),
        Failure("No enough gpu memory for runtime", code="N14", weight=Weight.EXACT),
        Failure("No enough blocks", r"session_len.*truncated to (?P<fits>\d+)|session_len \((?P<wants>\d+)\)",
                code="N01",
                weight=Weight.HINT, runs=True),
        Failure("is not in the parser list", r"parser (?P<parser>\S+) is not.*?\[(?P<choices>[^\]]*)", code="N26",
                weight=Weight.EXACT),
    ),
    wrappers=("Engine loop failed with error",),
    noise=('HTTP/1.1"', "prompt="),
)  # fmt: skip
