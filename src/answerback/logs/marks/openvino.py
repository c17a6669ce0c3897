"""What `answerback up` says of its own service."""

from __future__ import annotations

from answerback.logs.shape import Failure, Mark, Marks, Progress, Stage, Weight

MARKS = Marks(
    server="openvino",
    clues=(Mark("answerback: "), Mark("answerback up"), Mark("openvino_genai"), Mark("Serving ",
                r"^Serving \S+ at http\S+ \(context")),
    progress=(
        Progress("Converting ", r"^Converting (?P<model>\S+), once", stage=Stage.LOAD),
        Progress("Loading ", r"^Loading (?P<model>\S+) …", stage=Stage.LOAD),
        Progress("Serving ", r"^Serving (?P<model>\S+) at http\S*?:(?P<port>\d+)", stage=Stage.READY),
        Progress("Ended.", r"^Ended\.$", stage=Stage.STOP),
    ),
    failures=(
        Failure("is in use; choose another", r"port (?P<port>\d+) on (?P<host>\S+) is in use", code="N03", case="log",
                weight=Weight.EXACT, ends=True),
        Failure("is more than the cache holds", r"--context (?P<wants>\d+) .*\((?P<fits>\d+) tokens", code="N01",
                weight=Weight.EXACT),
        Failure("needs more packages", code="N24", weight=Weight.EXACT, known={"package": "answerback[serve]"}),
    ),
    noise=('HTTP/1.1"',),
)  # fmt: skip
