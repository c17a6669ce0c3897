"""LiteLLM's proxy log (source read: 1.108.7, proxy/proxy_cli.py and proxy_server.py)."""

from __future__ import annotations

from answerback.logs.shape import Failure, Mark, Marks, Progress, Stage, Weight

MARKS = Marks(
    server="litellm",
    clues=(
        Mark("LiteLLM"),
        Mark("litellm.proxy"),
        Mark("/litellm/proxy/"),
    ),
    progress=(
        Progress("Application startup complete", stage=Stage.READY),
        Progress("Uvicorn running on", stage=Stage.READY),
    ),
    failures=(
        Failure("Config file not found", r"not found: (?P<path>\S+)", code="N34", weight=Weight.EXACT),
        Failure("yaml.", r"yaml\.(?:scanner|parser)\.(?:Scanner|Parser)Error: (?P<what>.*)", code="N34", case="yaml",
                weight=Weight.EXACT),
        Failure("Can't reach database server", r"at [`']?(?P<database>[\w.:-]+)", code="N34", case="database",
                weight=Weight.EXACT),
        Failure("No module named 'backoff'", code="N24", weight=Weight.EXACT, known={"package": "litellm[proxy]"}),
        Failure("Missing dependency", r"pip install '?(?P<package>litellm\[proxy\])", code="N24", weight=Weight.EXACT),
        Failure("ImportError", r"pip install '?(?P<package>litellm\[proxy\])", code="N24", weight=Weight.EXACT),
    ),
    noise=('HTTP/1.1"', "litellm.acompletion("),
)  # fmt: skip
