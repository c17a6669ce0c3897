"""Answerback: point it at an LLM service, and it says whether it answers, answers right, and if not, why."""

from __future__ import annotations

TYPE_CHECKING = False  # `typing` and `importlib` would take a fifth of `answerback --version`
if TYPE_CHECKING:
    from answerback.api import Checking as Checking
    from answerback.api import acheck as acheck
    from answerback.api import stream as stream
    from answerback.command import UsageError as UsageError
    from answerback.sim.misbehaving import Misbehaving as Misbehaving
    from answerback.sim.misbehaving import misbehaving as misbehaving
    from answerback.values.report import Report as Report
    from answerback.values.result import Found as Found
    from answerback.values.result import Result as Result
    from answerback.values.result import Severity as Severity
    from answerback.values.result import Status as Status
    from answerback.values.result import Verdict as Verdict

__version__ = "0.1.0"

_HOMES = {
    "api": ("Checking", "acheck", "stream"),
    "command": ("UsageError",),
    "sim.misbehaving": ("Misbehaving", "misbehaving"),
    "values.report": ("Report",),
    "values.result": ("Found", "Result", "Severity", "Status", "Verdict"),
}
"""Where the public names live; each is imported when it is first asked for, so that starting costs nothing."""
PUBLIC = ("__version__", "check", *sorted(name for names in _HOMES.values() for name in names))
"""All that is promised to stay."""


def __getattr__(name: str) -> object:
    from importlib import import_module

    if name == "check":  # the module that can be called, see there
        return import_module("answerback.check")
    for home, names in _HOMES.items():
        if name in names:
            return getattr(import_module(f"answerback.{home}"), name)
    raise AttributeError(f"module 'answerback' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted({*globals(), *PUBLIC})
