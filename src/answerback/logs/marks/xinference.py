"""Xinference's log: a supervisor and workers that launch other engines on request (wordings from the tracker)."""

from __future__ import annotations

from answerback.logs.shape import Failure, Mark, Marks, Progress, Stage, Weight

MARKS = Marks(
    server="xinference",
    begins=(Mark("Xinference supervisor", r"Xinference supervisor \S+ started"),),
    clues=(Mark("xinference."), Mark("xinference-local"), Mark("Xinference")),
    tells=(
        Mark("Enter launch_builtin_model", r"model_name: (?P<model>[\w.-]+)"),
        Mark("launch_model", r"'model_name': '(?P<model>[^']+)'"),
    ),
    progress=(
        Progress("Uvicorn running on", stage=Stage.READY),
        Progress("Enter launch_builtin_model", stage=Stage.LOAD),
        Progress("Leave launch_builtin_model", r"model, elapsed", stage=Stage.READY),
    ),
    failures=(
        Failure("No available slot found for the model", code="N13", case="slots", weight=Weight.EXACT),
        Failure("not found in the model list", r"Model (?P<model>\S+).*not found", code="N07", weight=Weight.HINT),
        Failure("Model not found", r"name: (?P<model>[^\s,]+)", code="N07", weight=Weight.EXACT),
        Failure("cannot be run on engine", r"Model (?P<model>\S+) cannot be run on engine (?P<value>\S+?)\.?$",
                code="N24",
                weight=Weight.EXACT, known={"package": "xinference[all]"}),
        Failure("Failed to import module", r"module '(?P<package>[^']+)'", code="N24", weight=Weight.EXACT),
    ),
    noise=('HTTP/1.1"',),
    hosts=True,
    inside=("vllm", "sglang", "llamacpp", "lmdeploy", "transformers"),
)  # fmt: skip
