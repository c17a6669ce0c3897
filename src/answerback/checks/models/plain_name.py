"""The promise that models are listed under names, not paths of the server's file system."""

from __future__ import annotations

from answerback.check import Check, Reason, Steps
from answerback.checks.connection.reached import Reached
from answerback.checks.models.listed import ModelsListed
from answerback.values.injections import Configure
from answerback.values.result import Severity
from answerback.values.text import Text


class PlainName(Check):
    """A path is a legal id, and the one that must be sent; but nobody guesses it."""

    promise = Text(en="Models are listed under names.", zh="模型以名字列出，而不是路径。")
    why = Text(
        en="Where the id is a path, the model's usual name is refused.",
        zh="id 是路径时，用模型的常用名会被拒绝。",
    )
    needs = (Reached,)
    after = (ModelsListed,)
    severity = Severity.INFO
    reasons = {
        "path": Reason(
            Text(en="the model's id is the path {path!r}", zh="模型的 id 是路径 {path!r}"),
            Configure(name="models", value=["/home/user/models/Qwen/Qwen3-0.6B"]),
        ),
    }

    def run(self) -> Steps:
        """Look at the ids that were listed."""
        yield from ()
        path = next((model for model in self.setting.models if is_path(model)), "")
        return self.warn("path", path=path) if path else self.ok(listed=len(self.setting.models))


def is_path(model: str) -> bool:
    """Whether an id is a path of a file system."""
    return model.startswith(("/", "./", "~/", "../")) or model[1:3] in (":\\", ":/")
