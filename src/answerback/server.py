"""The shape of server knowledge: all that is known of one product, in one file under servers/."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Mapping
from functools import cache
from typing import Any, ClassVar

import msgspec

from answerback.values.result import Confidence
from answerback.wire.openai import Reading


class Clues(msgspec.Struct, frozen=True):
    """What recognition may look at."""

    models: Reading | None
    """The answer to GET /models."""
    pages: Mapping[str, Reading]
    """Answers to the GET paths that servers named in `looks_at`."""
    wildcard: bool
    """The service answers 200 to any path: status codes of pages mean nothing."""
    others: tuple[Reading, ...] = ()
    """Any other answers of the run so far."""

    def page(self, path: str) -> Any:
        """Return the decoded JSON object of a page that truly exists, else an empty dict."""
        reading = self.pages.get(path)
        if reading is None or not reading.ok or not isinstance(reading.json, dict):
            return {}
        return {} if self.wildcard and "error" in reading.json else reading.json

    def said(self, path: str) -> str:
        """Return the text of a page that truly exists, else an empty string."""
        reading = self.pages.get(path)
        return reading.text if reading is not None and reading.ok and not self.wildcard else ""

    def header(self, name: str) -> str:
        """Return a response header from any answer that has it."""
        for reading in (self.models, *self.pages.values(), *self.others):
            if reading is not None and (value := reading.exchange.header(name)):
                return value
        return ""

    @property
    def cards(self) -> list[dict[str, Any]]:
        """The model cards of the list."""
        raw = self.models.json if self.models is not None and self.models.ok else None
        data = raw.get("data") if isinstance(raw, dict) else None
        return [card for card in data if isinstance(card, dict)] if isinstance(data, list) else []

    def owned_by(self, owner: str) -> bool:
        """Whether any model card names this owner."""
        return any(card.get("owned_by") == owner for card in self.cards)


class Sighting(msgspec.Struct, frozen=True):
    """A server's claim that it is the one."""

    confidence: Confidence
    version: str = ""


class Server:
    """One product. Subclasses state facts; sources stand beside them."""

    name: ClassVar[str]
    """Identifier: `vllm`."""
    title: ClassVar[str]
    """As its makers write it: `vLLM`."""
    ports: ClassVar[tuple[int, ...]] = ()
    processes: ClassVar[tuple[str, ...]] = ()
    """Fragments of command lines that give the process away."""
    looks_at: ClassVar[tuple[str, ...]] = ()
    """GET paths whose answers tell this server; harmless ones only."""
    health: ClassVar[str] = ""
    """Path of the health route, and in the class's docstring what it truly tests."""
    start: ClassVar[str] = ""
    """Start command with `{model}` and `{port}`, reachable from other machines."""
    harmful: ClassVar[tuple[str, ...]] = ()
    """Routes with side effects that must never be called."""
    accepts_any_model: ClassVar[bool] = False
    """Any model name is served by right."""
    flags: ClassVar[Mapping[str, str]] = {}
    """What a remedy may need by subject: `tools`, `reasoning`, `context`, `api_key`, `model_name`,
    `host`, `template`, `parallel`, `sampling_defaults` …; the exact flag with a sample value."""

    @classmethod
    def recognise(cls, clues: Clues) -> Sighting | None:
        """Return how sure the clues make us, or None."""
        return None


@cache
def load() -> tuple[type[Server], ...]:
    """Return every server known, by name."""
    package = importlib.import_module("answerback.servers")
    found: list[type[Server]] = []
    for info in pkgutil.iter_modules(package.__path__, "answerback.servers."):
        module = importlib.import_module(info.name)
        found += [
            thing
            for thing in vars(module).values()
            if isinstance(thing, type) and issubclass(thing, Server) and thing.__module__ == info.name
        ]
    return tuple(sorted(found, key=lambda server: server.name))


def named(name: str) -> type[Server] | None:
    """Return the server of that name."""
    return next((server for server in load() if server.name == name), None)
