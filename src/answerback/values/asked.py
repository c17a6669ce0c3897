"""How a service is asked, where a fault lies in the asking: the URL's spelling, the model, the key, this machine."""

from __future__ import annotations

import shlex
from typing import Any
from urllib.parse import urlsplit

import msgspec

from answerback.values.expected import Expected
from answerback.values.target import Secret, Target
from answerback.values.text import Text


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """What must be wrong on the asking side for a fault to show, whatever the service answers."""

    url: str = "{scheme}://{host}:{port}{path}"
    """The URL that is asked, made of the parts of the one under which the service is served."""
    model: str | None = None
    key: str | None = None
    proxy: str = ""
    """What the proxy variables of the environment name; nothing answers there."""
    machine: dict[str, Any] = {}
    """What this machine shows: fields of `host.look.View`. Empty: the service is on another one."""
    expected: Expected | None = None
    """What is declared of the service beforehand."""
    by_hand: Text | None = None
    """What to do instead of `answerback sim --fault`, where no answer of a service brings the fault about."""

    def spell(self, served: str) -> str:
        """Return the URL to ask of a service that is served under that base URL."""
        parts = urlsplit(served)
        host = f"[{parts.hostname}]" if ":" in (parts.hostname or "") else parts.hostname
        return self.url.format(scheme=parts.scheme, host=host, port=parts.port, path=parts.path)

    def command(self, served: str) -> str:
        """Return what asks so, as a shell takes it."""
        key = f"OPENAI_API_KEY={shlex.quote(self.key)} " if self.key else ""
        model = f" --model {shlex.quote(self.model)}" if self.model else ""
        return f"{key}answerback check {self.spell(served)}{model}"

    def target(self, served: str) -> Target:
        """Return the target that asks so."""
        key = None if self.key is None else Secret(self.key)
        return Target(self.spell(served), model=self.model, key=key, expected=self.expected)
