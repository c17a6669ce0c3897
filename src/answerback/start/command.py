"""The command that starts a server: its words and environment, and how a person would type it."""

from __future__ import annotations

import os
import shlex
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

import msgspec

from answerback.launch import Form, Wish
from answerback.start.installed import OURS, Installed

HUB_CACHE = "~/.cache/huggingface"


class Starting(msgspec.Struct, frozen=True):
    """What is run to start a server."""

    words: tuple[str, ...]
    environment: Mapping[str, str] = {}
    """Variables that are set for it, beside those of this process."""
    container: str = ""
    """Name of its container, by which it is stopped."""
    then: tuple[str, ...] = ()
    """What is run once it listens."""

    def shown(self) -> str:
        """Return it as one would type it; without secrets, which stay in the environment."""
        return _typed(self.words, self.environment)

    def then_shown(self) -> str:
        """Return what is run once it listens, as one would type it; empty if nothing is."""
        return _typed(self.then, {} if self.container else self.environment) if self.then else ""


def build(engine: Installed, wish: Wish, *, checked: bool = False) -> Starting:
    """Return the command that starts an engine as wished. `checked`: whoever starts it checks it."""
    launch = engine.launch
    variables = launch.variables(wish)
    then = wish.fill(launch.then.get(wish.form, ()))
    if engine.image:
        return _in_container(engine, wish, then)
    words = (*engine.program, *launch.line(wish))
    if engine.server == OURS:
        words += (*(("--key-env", wish.key) if wish.key else ()), *(("--no-check",) if checked else ()))
    return Starting(words, variables, then=(*engine.program, *then) if then else ())


def secrets(engine: Installed, wish: Wish) -> dict[str, str]:
    """Return the variables that hold the key, for the child alone. The key stands in `$wish.key`."""
    variable = engine.launch.key_variable
    return {variable: os.environ[wish.key]} if wish.key and variable else {}


def _in_container(engine: Installed, wish: Wish, then: Sequence[str]) -> Starting:
    """Return `docker run …`: the port published on the wished address only, the model mounted for reading."""
    launch, name = engine.launch, f"answerback-{engine.server}-{wish.port}"
    words = [*engine.program, "run", "--rm", "--name", name, "-p", f"{wish.host}:{wish.port}:{wish.port}"]
    inside = wish
    if wish.form in (Form.GGUF, Form.FOLDER, Form.OPENVINO):
        path = Path(wish.model)
        words += ["-v", f"{path}:/model/{path.name}:ro"]
        inside = msgspec.structs.replace(wish, model=f"/model/{path.name}")
    elif wish.form is Form.HUB:
        words += ["-v", f"{Path(HUB_CACHE).expanduser()}:/hub", "-e", "HF_HOME=/hub"]
    for variable, value in launch.variables(msgspec.structs.replace(wish, host="0.0.0.0")).items():
        words += ["-e", f"{variable}={value}"]
    if wish.key and launch.key_variable:
        words += ["-e", launch.key_variable]  # its value is taken from the environment of `docker`
    words += [*launch.image_run, engine.image, *launch.image_line(inside)]
    inner = (*engine.program, "exec", name, launch.program, *then) if then else ()
    return Starting(tuple(words), container=name, then=inner)


def _typed(words: Sequence[str], environment: Mapping[str, str]) -> str:
    shown = list(words)
    if shown[:3] == [sys.executable, "-m", "answerback"]:
        shown[:3] = ["answerback"]
    return " ".join([*(f"{name}={shlex.quote(value)}" for name, value in environment.items()), shlex.join(shown)])
