"""What a trial says of each step, as JSON lines on its standard output."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable
from importlib.metadata import version

ASKED = "Say hello in one short sentence."
CITY = "What is the weather in Paris? Use the tool."
STRUCTURED = "Give the city Paris and its country as JSON."
TOKENS = 512
CUT = 600

Step = Callable[[], str]
"""Does a step and returns what came of it; empty: nothing. Raises what the client raises."""


def base() -> str:
    """Return the base URL to talk to."""
    return sys.argv[1]


def model() -> str:
    """Return the model to ask."""
    return sys.argv[2]


def key() -> str:
    """Return the key; clients want one even where the service does not."""
    return os.environ.get("ANSWERBACK_TRIAL_KEY") or "none"


def run(package: str, steps: dict[str, Step]) -> None:
    """Do the steps, each told at once, the client's own error in its own words."""
    _print({"version": version(package)})
    for name, step in steps.items():
        try:
            said = step()
            _print({"name": name, "outcome": "done" if said else "nothing", "said": said[:CUT]})
        except Exception as error:  # whatever a client raises is what its user would see
            text = " ".join(f"{type(error).__name__}: {error}".split())
            _print({"name": name, "outcome": "failed", "said": text[:CUT]})


def _print(line: dict[str, str]) -> None:
    print(json.dumps(line), flush=True)
