"""The log of `transformers serve` (uvicorn in front of pipelines; models load on the first request)."""

from __future__ import annotations

from answerback.logs.shape import Failure, Mark, Marks, Progress, Stage, Weight

MARKS = Marks(
    server="transformers",
    clues=(
        Mark("transformers serve"),
        Mark("transformers/cli/serve"),
        Mark("transformers/commands/serving"),
        Mark("transformers serving"),
        Mark("transformers-cli"),
    ),
    tells=(Mark("Loading model", r"Loading model: (?P<model>\S+)"),),
    progress=(
        Progress("Loading model", stage=Stage.LOAD),
        Progress("Application startup complete", stage=Stage.READY),
        Progress("Uvicorn running on", stage=Stage.READY),
        Progress("Loaded model", stage=Stage.READY),
    ),
    failures=(
        Failure("Missing dependencies for the serving CLI", code="N24", weight=Weight.EXACT,
                known={"package": "transformers[serving]"}),
    ),
    noise=('HTTP/1.1"',),
    hosts=True,
)  # fmt: skip
