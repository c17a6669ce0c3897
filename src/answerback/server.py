"""The shape of server knowledge: all that is known of one product, in one file under servers/."""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from enum import StrEnum
from functools import cache
from typing import Any, ClassVar
from urllib.parse import urlsplit

import msgspec

from answerback import found
from answerback.facts import Change, HealthRoute
from answerback.families import Family, family_of
from answerback.gauges import Metrics
from answerback.launch import Launch
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
    host: str = ""
    """Host name of the service, in lower case."""
    control: Reading | None = None
    """The answer to a path that no server has."""

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

    @property
    def control_text(self) -> str:
        """What the service says to a path that no server has."""
        return self.control.text if self.control is not None else ""

    @property
    def not_found(self) -> str:
        """The words of its 404; empty if it was something else."""
        if self.control is None or self.control.status != 404 or self.control.error is None:
            return ""
        return self.control.error.message

    def hosted_by(self, kind: type[Server]) -> bool:
        """Whether the host name is one of a vendor's."""
        return any(self.host == end or self.host.endswith(f".{end.lstrip('.')}") for end in kind.hosts)

    def header(self, name: str) -> str:
        """Return a response header from any answer that has it."""
        for reading in (self.models, self.control, *self.pages.values(), *self.others):
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


class Treatment(StrEnum):
    """What a server does with a switch or parameter by design."""

    HONOURED = "honoured"
    IGNORED = "ignored"
    REJECTED = "rejected"


class Loading(StrEnum):
    """What a client sees while the model is still being loaded."""

    REFUSED = "refused"
    """The port is not open yet."""
    UNAVAILABLE = "unavailable"
    """HTTP 503."""
    BLOCKS = "blocks"
    """The first request waits until the model is there."""
    UNKNOWN = ""


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
    owner: ClassVar[str] = ""
    """What all its model cards say in `owned_by`; a list that says something else is not its list."""
    says_not_found: ClassVar[str] = ""
    """What it says to a path that it does not know, as far as it tells; where a service says something else,
    its pages are not worth a request."""
    health: ClassVar[str] = ""
    """Path of the health route, and in the class's docstring what it truly tests."""
    start: ClassVar[str] = ""
    """Start command with `{model}` and `{port}`, reachable from other machines."""
    health_routes: ClassVar[tuple[HealthRoute, ...]] = ()
    """What each of its health routes truly tells."""
    harmful: ClassVar[tuple[str, ...] | None] = None
    """Routes with side effects that must never be called, as `facts.harms` reads them; None: not known."""
    changes: ClassVar[tuple[Change, ...]] = ()
    """What differs between its versions, the latest first."""
    hosts: ClassVar[tuple[str, ...]] = ()
    """Ends of host names that give a cloud vendor away: `api.openai.com`, `.openai.azure.com`."""
    gateway: ClassVar[bool] = False
    """Stands in front of other servers; what it answers may be theirs."""
    flags: ClassVar[Mapping[str, str]] = {}
    """What a remedy may need by subject: `tools`, `reasoning`, `context`, `api_key`, `model_name`,
    `host`, `template`, `parallel`, `sampling_defaults` …; the exact flag with a sample value."""

    tool_parsers: ClassVar[Mapping[Family, str]] = {}
    """`--tool-call-parser` by family of model; empty: it has no such option."""
    reasoning_parsers: ClassVar[Mapping[Family, str]] = {}
    """`--reasoning-parser` by family of model, for families that think."""
    launch: ClassVar[Launch | None] = None
    """How `answerback up` starts it; None: it cannot."""
    metrics: ClassVar[Metrics | None] = None
    """Names on its metrics page; None: it has none, or they are not known."""

    # What differs legally. The defaults are OpenAI's own behaviour; checks judge by these facts alone.

    accepts_any_model: ClassVar[bool] = False
    """Any model name is served by right."""
    probing_loads_models: ClassVar[bool] = False
    """An unknown model name may be downloaded or may evict the loaded one: never ask for a plausible one."""
    loads_on_demand: ClassVar[bool] = False
    """The first request after idleness waits for the model: no first-token judgement on it."""
    while_loading: ClassVar[Loading] = Loading.UNKNOWN
    sends_done: ClassVar[bool] = True
    """Streams end with `[DONE]`."""
    repeats_role: ClassVar[bool] = False
    """Every delta carries `role`."""
    always_streams_usage: ClassVar[bool] = False
    """Usage comes in the stream without being asked for."""
    unique_ids: ClassVar[bool] = True
    """Answers' ids never repeat (Ollama draws one of 999; TGI's is empty)."""
    reasoning_fields: ClassVar[tuple[str, ...]] = ("reasoning_content", "reasoning")
    """Fields in which reasoning may arrive, the current version's first; empty: only inside content."""
    thoughts_inline: ClassVar[bool] = False
    """Thoughts stand in the content unless a setting says otherwise."""
    thinking_switches: ClassVar[Mapping[str, Treatment]] = {}
    """What becomes of each switch in raw JSON: `extra_body`, `enable_thinking`, `chat_template_kwargs`,
    `reasoning_effort`, `thinking`. Absent: not known."""
    ignores: ClassVar[frozenset[str]] = frozenset()
    """Body fields that are accepted and dropped by design (documented): `ignored`, but no fault."""
    seed_drifts: ClassVar[bool] = False
    """The same seed may yield other words where a prompt cache or a batch changes the rounding (documented)."""
    rejects_unknown_fields: ClassVar[bool] = False
    """A field that it does not know is answered with 4xx."""
    greedy_n: ClassVar[bool] = True
    """`n` above 1 is allowed at temperature 0 (vLLM refuses it)."""
    top_p_below_one: ClassVar[bool] = False
    """`top_p: 1` is refused (TGI)."""
    max_temperature: ClassVar[float | None] = None
    """Above it a request is refused; None: not limited."""
    finish_reasons: ClassVar[frozenset[str]] = frozenset()
    """Values beyond `stop`, `length`, `tool_calls`, `content_filter`, `function_call` that are legal."""
    key_header: ClassVar[str] = "authorization"
    """Header in which the key is expected, in lower case."""
    lists_openly: ClassVar[bool] = False
    """The list of models is public, whatever the key."""
    open_routes: ClassVar[tuple[str, ...]] = ()
    """Paths that answer without a key by design, inference not among them."""

    @classmethod
    def recognise(cls, clues: Clues) -> Sighting | None:
        """Return how sure the clues make us, or None."""
        return None

    @classmethod
    def tool_parser(cls, model: str) -> str | None:
        """Return the parser that reads the tool calls of a model by its name; None where none is known."""
        family = family_of(model)
        return cls.tool_parsers.get(family) if family else None

    @classmethod
    def reasoning_parser(cls, model: str) -> str | None:
        """Return the parser that reads the thoughts of a model by its name; None where none is known."""
        family = family_of(model)
        return cls.reasoning_parsers.get(family) if family else None


class Vendor(Server):
    """A cloud vendor: recognised by its host name, or (behind another name) by marks in passing."""

    telling_headers: ClassVar[tuple[str, ...]] = ()
    """Response headers that nobody else sends."""
    owners: ClassVar[tuple[str, ...]] = ()
    """What every model card says in `owned_by`."""
    card_fields: ClassVar[frozenset[str]] = frozenset()
    """Fields that every model card has together."""
    prefix: ClassVar[str] = "/v1"
    """Path under which the API lies."""
    astray: ClassVar[tuple[str, ...]] = ()
    """Words in its answer to a path that it does not know, in lower case; a hint at most."""

    @classmethod
    def recognise(cls, clues: Clues) -> Sighting | None:
        """The host name ends in one of the vendor's; its marks alone make it likely (a relay passes them on)."""
        if clues.hosted_by(cls):
            return Sighting(Confidence.CERTAIN)
        if any(clues.header(name) for name in cls.telling_headers):
            return Sighting(Confidence.LIKELY)
        cards = clues.cards
        if not cards:
            return None
        owned = bool(cls.owners) and all(card.get("owned_by") in cls.owners for card in cards)
        shaped = bool(cls.card_fields) and all(set(card) >= cls.card_fields for card in cards)
        return Sighting(Confidence.LIKELY) if owned or shaped else None


def prefixes(url: str, heard: Reading | None = None) -> tuple[str, ...]:
    """Return where the API lies for the vendors to which the host name, or an answer to a wrong path, points."""
    clues = Clues(heard, {}, wildcard=False, host=host_of(url))
    said = f"{heard.exchange.header('server')} {heard.text[:2000]}".lower() if heard is not None else ""
    vendors = [kind for kind in load() if issubclass(kind, Vendor)]
    certain = [kind for kind in vendors if clues.hosted_by(kind)]
    marked = [kind for kind in vendors if any(clues.header(name) for name in kind.telling_headers)]
    hinted = [kind for kind in vendors if any(words in said for words in kind.astray)]
    return tuple(dict.fromkeys(kind.prefix for kind in (*certain, *marked, *hinted)))


@cache
def load() -> tuple[type[Server], ...]:
    """Return every server known, by name."""
    from answerback import servers

    kinds: list[type[Server]] = []
    for name, _ in found.modules(servers):
        kinds += [
            thing
            for thing in vars(importlib.import_module(name)).values()
            if isinstance(thing, type) and issubclass(thing, Server) and thing.__module__ == name
        ]
    return tuple(sorted(kinds, key=lambda server: server.name))


def start_command(kind: type[Server], port: int | None = None) -> str:
    """Return a product's start command, ready to type: reachable from other machines, on its usual port."""
    return kind.start.format(model="MODEL", port=port or (kind.ports[0] if kind.ports else 8000))


def host_of(url: str) -> str:
    """Return the host name in a URL, in lower case; empty where there is none."""
    try:
        return (urlsplit(url).hostname or "").lower()
    except ValueError:
        return ""


def named(name: str) -> type[Server] | None:
    """Return the server of that name."""
    return next((server for server in load() if server.name == name), None)
