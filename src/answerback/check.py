"""The shape of a check: one promise that a service makes, judged from exchanges, without any I/O."""

from __future__ import annotations

import importlib
import re
import sys
from collections.abc import Generator, Sequence
from functools import cache
from types import ModuleType
from typing import Any, ClassVar

import msgspec

from answerback import found
from answerback.values.asks import Ask
from answerback.values.injections import Injection
from answerback.values.result import Result, Severity, Status
from answerback.values.target import SMOKE, STANDARD, Level, Setting
from answerback.values.text import Text

Steps = Generator[Ask | Sequence[Ask], Any, Result | None]
"""Yields an ask (is sent its Reading) or several at once (is sent a list of Readings)."""


class Reason(msgspec.Struct, frozen=True):
    """Why a check did not pass: the sentence, and what must provoke exactly it."""

    text: Text
    seen_with: Injection | tuple[Injection, ...] | None = None
    """Injections that must lead to this reason on the simulator (all at once); None where a
    simulator cannot show it (then the check's own test does)."""
    dialect: str = "vllm"
    """The simulator's dialect in which it is shown."""
    owed: bool = True
    """Whether a service must do something about it; False: one spelling of many, or what was too costly to try."""


class Check:
    """One promise. Subclasses state it, say what it needs, and judge it in `run`."""

    promise: ClassVar[Text]
    why: ClassVar[Text]
    level: ClassVar[Level] = STANDARD
    needs: ClassVar[tuple[type[Check], ...]] = ()
    """Checks that must hold first; if one does not, this one is `unknown` and names it."""
    after: ClassVar[tuple[type[Check], ...]] = ()
    """Checks that must be over first, whatever came of them."""
    when_failed: ClassVar[tuple[type[Check], ...]] = ()
    """Runs only when one of these did not pass: the probe that separates look-alikes."""
    severity: ClassVar[Severity] = Severity.MAJOR
    """How much it hurts when the promise is broken and no known cause fits."""
    reasons: ClassVar[dict[str, Reason]] = {}
    capability: ClassVar[str] = ""
    """Name under which the report lists this as something that the service can or cannot do."""

    id: ClassVar[str]
    family: ClassVar[str]

    def __init_subclass__(cls) -> None:
        package, _, name = cls.__module__.rpartition(".")
        cls.family = package.rpartition(".")[2]
        cls.id = f"{cls.family}.{name.replace('_', '-')}"

    def __init__(self, setting: Setting) -> None:
        self.setting = setting
        self.used: list[int] = []
        """Numbers of the exchanges that this check was sent; the engine keeps it."""

    def run(self) -> Steps:
        """Yield asks, be sent readings, return a result (falling off the end is a pass)."""
        raise NotImplementedError(f"{type(self).__name__} does not say how it is judged")

    def settle(self, setting: Setting, facts: dict[str, Any]) -> Setting:
        """Return the setting with what this check found out (base, model, server)."""
        return setting

    def ok(self, **facts: Any) -> Result:
        """The promise holds."""
        return self._result(Status.PASS, "", facts)

    def fail(self, reason: str, **facts: Any) -> Result:
        """The promise is broken."""
        return self._result(Status.FAIL, reason, facts)

    def warn(self, reason: str, **facts: Any) -> Result:
        """Legal, but harmful."""
        return self._result(Status.WARN, reason, facts)

    def ignored(self, reason: str, **facts: Any) -> Result:
        """A parameter was accepted without effect."""
        return self._result(Status.IGNORED, reason, facts)

    def unsupported(self, reason: str, **facts: Any) -> Result:
        """Declined clearly. Silence is no refusal: where no status came, nothing could be judged."""
        if facts.get("status") == 0:
            return self._result(Status.UNKNOWN, "", {"unanswered": facts.get("message", "")})
        return self._result(Status.UNSUPPORTED, reason, facts)

    def unknown(self, reason: str, **facts: Any) -> Result:
        """Could not be judged; the reason says why."""
        return self._result(Status.UNKNOWN, reason, facts)

    def not_needed(self) -> Result:
        """There was nothing for this check to judge; it does not show in the report."""
        return self._result(Status.UNKNOWN, "", {"not_needed": True})

    def _result(self, status: Status, reason: str, facts: dict[str, Any]) -> Result:
        if reason and reason not in self.reasons:
            raise KeyError(f"{self.id} has no reason {reason!r}")
        if reason and not self.reasons[reason].owed:
            facts = {**facts, "owed": False}
        return Result(self.id, status, reason, facts, tuple(dict.fromkeys(self.used)))


@cache
def load(level: Level) -> tuple[type[Check], ...]:
    """Return the checks up to a level, in a fixed order; needs and separators of each are among them.

    Only the files that belong to the level are imported: the level stands in the file as
    `level = SMOKE`, so that a smoke run pays for a handful of modules.
    """
    from answerback import checks

    kinds: list[type[Check]] = []
    for name, path in found.modules(checks):
        if name.count(".") < 3 or (level <= SMOKE and not _says_smoke(path)):
            continue
        module = importlib.import_module(name)
        kinds += [c for c in vars(module).values() if _defined_in(c, name) and c.level <= level]
    return tuple(kinds)


def _says_smoke(path: str) -> bool:
    with open(path, "rb") as file:
        return b"\n    level = SMOKE\n" in file.read()


def named(name: str) -> type[Check] | None:
    """Return the check of that id; only its own file is imported."""
    family, dot, promise = name.partition(".")
    if not dot or not re.fullmatch(r"[a-z_]+\.[a-z0-9-]+", name):
        return None
    path = f"answerback.checks.{family}.{promise.replace('-', '_')}"
    try:
        module = importlib.import_module(path)
    except ModuleNotFoundError as error:
        if error.name is not None and path.startswith(error.name):
            return None
        raise
    return next((c for c in vars(module).values() if _defined_in(c, path)), None)


def _defined_in(thing: object, module: str) -> bool:
    return isinstance(thing, type) and issubclass(thing, Check) and thing.__module__ == module


class _Callable(ModuleType):
    """Lets `answerback.check(url)` check a service, although checks have their shape in the module of that name."""

    def __call__(self, url: str, **options: Any) -> Any:
        from answerback import api

        return api.check(url, **options)


sys.modules[__name__].__class__ = _Callable
