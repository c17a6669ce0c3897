"""Runs the clients that are installed against a service, each in a process of its own with a deadline."""

from __future__ import annotations

import os
import subprocess
import sys
from importlib.util import find_spec

import msgspec

from answerback.values.readiness import Step, Trial
from answerback.values.target import Target
from answerback.wire import redact

PACKAGES = {"openai_python": "openai", "langchain": "langchain_openai", "litellm": "litellm"}
"""Module under trials/ → what it needs to import."""
DEADLINE_S = 180.0
KEY = "ANSWERBACK_TRIAL_KEY"


def run_all(target: Target, base: str, model: str, deadline_s: float = DEADLINE_S) -> tuple[Trial, ...]:
    """Return what came of each; one that is not installed says so."""
    return tuple(run(module, target, base, model, deadline_s) for module in PACKAGES)


def run(module: str, target: Target, base: str, model: str, deadline_s: float = DEADLINE_S) -> Trial:
    """Return what came of one client; whatever it printed until its time was over counts."""
    name = module.replace("_", "-")
    if find_spec(PACKAGES[module]) is None:
        return Trial(name)
    environ = {k: v for k, v in os.environ.items() if not k.startswith(("OPENAI_", "LANGCHAIN_", "LANGSMITH_"))}
    if target.key is not None:
        environ[KEY] = target.key.reveal().strip()
    words = [sys.executable, "-m", f"answerback.trials.{module}", base, model]
    ended, errors = True, b""
    try:
        done = subprocess.run(words, env=environ, capture_output=True, stdin=subprocess.DEVNULL, timeout=deadline_s)
        printed, errors, code = done.stdout, done.stderr, done.returncode
    except subprocess.TimeoutExpired as late:
        printed, ended, code = late.stdout or b"", False, 0
    text = redact.for_target(target).text(printed.decode("utf-8", "replace"))
    version, steps = _read(text)
    if code and not steps:  # it could not even be imported
        last = redact.for_target(target).text(errors.decode("utf-8", "replace").strip().rpartition("\n")[2])
        steps = (msgspec.convert({"name": "chat", "outcome": "failed", "said": last[:600]}, Step),)
    return Trial(name, version or "?", steps, ended)


def _read(text: str) -> tuple[str, tuple[Step, ...]]:
    version, steps = "", []
    for line in text.splitlines():
        try:
            said = msgspec.json.decode(line)
            if isinstance(said, dict) and "version" in said:
                version = str(said["version"])
            else:
                steps.append(msgspec.convert(said, Step))
        except msgspec.MsgspecError:
            continue  # clients print other things as well
    return version, tuple(steps)
