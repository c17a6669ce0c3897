"""What may be asked of a service, as frozen values. Equal asks are sent once and shared."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

import msgspec

Message = dict[str, Any]


class Auth(StrEnum):
    """Which credentials an ask carries."""

    KEY = "key"
    """The user's key if there is one, as `Authorization: Bearer`."""
    NONE = "none"
    WRONG = "wrong"
    """A made-up key, to learn whether keys are looked at."""
    X_API_KEY = "x-api-key"
    """The user's key in the `X-Api-Key` header."""
    API_KEY = "api-key"
    """The user's key in the `api-key` header (Azure)."""
    RAW = "raw"
    """The user's key as `Authorization` without the word Bearer."""


class Ask(msgspec.Struct, frozen=True, kw_only=True, tag=True, omit_defaults=True):
    """One thing that may be asked of a service."""

    nth: int = 0
    """Tells deliberate repeats of one ask apart."""
    alone: bool = False
    """Nothing else may be in flight meanwhile (for timing)."""
    burst: int = 0
    """Asks of one burst are in flight all together, whatever the run's concurrency, and nothing else is (0: none)."""
    auth: Auth = Auth.KEY
    base: str | None = None
    """Another base URL than the one in use (for finding the right one)."""
    direct: bool = False
    """Ignore proxy variables."""
    insecure: bool = False
    """Do not verify the certificate (only to learn why verification fails; carries no key)."""
    ip: int = 0
    """4 or 6 forces that address family."""
    encoding: str | None = None
    """`Accept-Encoding` to send; None sends none."""
    headers: tuple[tuple[str, str], ...] = ()
    wait_s: float | None = None
    """A shorter deadline than the target's, seconds."""

    def key(self) -> bytes:
        """Return the bytes by which equal asks are recognised."""
        return msgspec.json.encode(self, order="deterministic")


class Get(Ask, frozen=True, tag="get"):
    """GET of a path. `/…` is taken from the server's root, anything else is joined to the base."""

    path: str


class ListModels(Ask, frozen=True, tag="models"):
    """GET {base}/models."""


class Chat(Ask, frozen=True, tag="chat"):
    """POST {base}/chat/completions. `options` are the body's other fields, as they go on the wire."""

    messages: tuple[Message, ...]
    stream: bool = False
    options: dict[str, Any] = {}
    model: str | None = None
    """None: the model that was found or that the user named."""

    def with_(self, **changes: Any) -> Chat:
        """Return a copy; names that are not fields of an ask become body options."""
        fields = {name: value for name, value in changes.items() if name in self.__struct_fields__}
        extra = {name: value for name, value in changes.items() if name not in fields}
        return msgspec.structs.replace(self, options={**self.options, **extra}, **fields)

    @property
    def limit(self) -> int:
        """The most completion tokens that this ask may cost."""
        limits = [self.options.get("max_tokens"), self.options.get("max_completion_tokens")]
        known = [value for value in limits if isinstance(value, int) and value >= 0]
        n = self.options.get("n", 1)
        return (max(known) if known else 0) * (n if isinstance(n, int) and n > 0 else 1)

    def body(self, model: str | None) -> dict[str, Any]:
        """Return the JSON body for the given model (left out when it is None)."""
        out: dict[str, Any] = {}
        chosen = self.model if self.model is not None else model
        if chosen is not None:
            out["model"] = chosen
        out["messages"] = list(self.messages)
        if self.stream:
            out["stream"] = True
        return {**out, **self.options}


def without_system(ask: Chat) -> Chat:
    """Return the chat with what its system turns say put before the first user turn, as templates without the role do.

    The same chat comes back if it has no system turn.
    """
    rules = [str(m["content"]) for m in ask.messages if m.get("role") == "system"]
    turns = [m for m in ask.messages if m.get("role") != "system"]
    first = next((n for n, m in enumerate(turns) if m.get("role") == "user"), None)
    if not rules or first is None:
        return ask
    said = turns[first]["content"]
    parts = [{"type": "text", "text": rule} for rule in rules]
    merged = "\n\n".join([*rules, said]) if isinstance(said, str) else [*parts, *said]
    turns[first] = {**turns[first], "content": merged}
    return msgspec.structs.replace(ask, messages=tuple(turns))


class Raw(Ask, frozen=True, tag="raw"):
    """Any request, byte for byte. `path` as for `Get`. `{model}` in the body becomes the model's id."""

    method: str
    path: str
    body: str = ""
    content_type: str = "application/json"
    cost: int = 0
    """The most completion tokens that this may cost."""


class HangUp(Ask, frozen=True, tag="hangup"):
    """Send `chat` and close the connection after so many stream events."""

    chat: Chat
    after_events: int = 1


class Look(Ask, frozen=True, tag="look"):
    """A look at this machine instead of a request: who listens on `port`, which servers run. Costs nothing.

    Its exchange has status 200 and a JSON body (see `host.look`); status 0 when the target is another machine.
    """

    port: int


AnyAsk = Get | ListModels | Chat | Raw | HangUp | Look


def chat(*messages: Message | str, stream: bool = False, **rest: Any) -> Chat:
    """Build a Chat; a bare string is a user turn, names that are not ask fields are body options.

    Example: `chat("hi", stream=True, max_tokens=8, temperature=0)`.
    """
    turns = tuple({"role": "user", "content": m} if isinstance(m, str) else m for m in messages)
    return Chat(messages=turns, stream=stream).with_(**rest)
