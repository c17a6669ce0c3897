"""How to reach a service, and what is settled about it in the course of a run."""

from __future__ import annotations

from urllib.parse import urlsplit, urlunsplit

import msgspec

from answerback.values.expected import Expected


class Level(msgspec.Struct, frozen=True, order=True):
    """How much is asked: `smoke` (3 requests), `standard` (under 40), `deep`."""

    rank: int
    name: str


SMOKE = Level(0, "smoke")
STANDARD = Level(1, "standard")
DEEP = Level(2, "deep")
LEVELS = {level.name: level for level in (SMOKE, STANDARD, DEEP)}


class Secret(str):
    """A key: prints as `***`, so that it cannot slip into a message."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "***"

    def __str__(self) -> str:
        return "***"

    def __format__(self, spec: str) -> str:
        return "***"

    def reveal(self) -> str:
        """Return the key itself, for the wire alone."""
        return str.__getitem__(self, slice(None))


class Target(msgspec.Struct, frozen=True):
    """How to reach a service: URL as the user spelled it, key, model, headers, limits."""

    url: str
    model: str | None = None
    key: Secret | None = None
    key_name: str = "OPENAI_API_KEY"
    """Environment variable that holds the key; stands for it wherever something is shown."""
    headers: tuple[tuple[str, str], ...] = ()
    timeout_s: float = 75.0
    """The longest that one request may take. More than 60: gateways give up then, and that must be told apart."""
    connect_s: float = 5.0
    deadline_s: float | None = None
    """Seconds after which the whole run is over, as a probe needs it; None: each request has its own time alone."""
    budget_tokens: int | None = None
    """The most completion tokens that the run may cost."""
    concurrency: int = 4
    expected: Expected | None = None
    """What its owner declares of it."""


class Setting(msgspec.Struct, frozen=True):
    """What a run has settled so far; checks read it, only the engine replaces it."""

    target: Target
    base: str
    """Base URL in use, without a slash at its end, usually ending in `/v1`."""
    model: str | None = None
    models: tuple[str, ...] = ()
    server: str = ""
    """Name of the recognised server, or empty."""
    version: str = ""
    confidence: str = ""
    no_system: tuple[int, str] | None = None
    """Status and words with which a system turn was refused; what it says then goes into the user's turn."""
    level: Level = STANDARD

    def url(self, path: str, base: str | None = None) -> str:
        """Return the full URL of a path: `/…` from the server's root, else joined to the base."""
        root = base or self.base
        if path.startswith("/"):
            parts = urlsplit(root)
            return f"{parts.scheme}://{parts.netloc}{path}"
        return f"{root}/{path}" if path else root


ENDPOINTS = ("/chat/completions", "/completions", "/models", "/embeddings", "/responses", "/messages")
VENDOR_PREFIXES = (
    "/v1",
    "/api/v1",
    "/api/v3",
    "/api/paas/v4",
    "/compatible-mode/v1",
    "/v1beta/openai",
    "/openai/v1",
)
"""Prefixes under which services keep the API: usual, OpenRouter, Ark, Zhipu, DashScope, Gemini, Groq."""


def with_scheme(url: str) -> str:
    """Return the URL with a scheme. Where none was given: `https://` for a domain without a port, else `http://`.

    A key must not go out in the clear to `api.openai.com` because a scheme was left out.
    """
    spelled = url.strip().strip("'\"")
    if "://" in spelled:
        return spelled
    host = spelled.partition("/")[0]
    domain = "." in host and host.rpartition(".")[2].isalpha() and not host.endswith((".local", ".lan", ".internal"))
    return f"https://{spelled}" if domain or host.endswith(":443") else f"http://{spelled}"


def spellings(url: str) -> tuple[str, ...]:
    """Return the base URLs that the user may have meant, the likeliest first.

    The first is what a client would use as it stands (endpoint names and slashes at the end
    trimmed); then with `/v1`, without a doubled `/v1`, at the root, and under vendors' prefixes.
    """
    parts = urlsplit(with_scheme(url))
    path = parts.path.rstrip("/")
    trimmed = True
    while trimmed:
        trimmed = False
        for tail in ENDPOINTS:
            if path.endswith(tail):
                path, trimmed = path[: -len(tail)].rstrip("/"), True
    while "/v1/v1" in path:
        path = path.replace("/v1/v1", "/v1")
    paths = [path] if path.endswith("/v1") else [f"{path}/v1", path]
    if not path or path == "/v1":
        paths += [""] if path else []
        paths += VENDOR_PREFIXES[1:]
    else:
        paths += [path.removesuffix("/v1"), "/v1"]
    seen = dict.fromkeys(paths)
    return tuple(urlunsplit((parts.scheme, parts.netloc, p, "", "")) for p in seen)
