"""Which requests an injection acts on, and what all injections have in common."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar

import msgspec

from answerback.values.text import Text

Positive = Annotated[int, msgspec.Meta(ge=1)]


class When(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Which requests an injection acts on; all conditions must hold, for the request as the client sent it."""

    route: str = "chat"
    """`chat`, `models`, `post`, `any`, or a path such as `/health` (`*`: anything; `/v1/* /api/*`: either)."""
    method: str = ""
    """Only this method."""
    stream: bool | None = None
    """Only streamed (True) or only whole (False) answers are asked for."""
    has: str = ""
    """The request's body has this field (dotted: `response_format.type`), and it is not null or empty."""
    lacks: str = ""
    equals: Any = None
    """The field named by `has` has this value (a list: one of these)."""
    role: str = ""
    """Some message of the request has this role."""
    says: str = ""
    """Some message of the request matches this regular expression (case does not matter)."""
    header: str = ""
    """The request has this header; `name: text`: and its value contains the text."""
    longer_than: int = 0
    """The prompt has more than this many tokens (as the simulator's tokenizer counts)."""
    above: int = 0
    """More than this many matching requests are in flight, this one counted."""
    nth: int = 0
    """Only the n-th matching request (from 1)."""
    after: int = 0
    """Not the first so many matching requests."""
    every: int = 0
    """Each k-th matching request."""
    chance: float = 1.0
    """With this probability (seeded by the simulator's `--seed`)."""
    since_s: float = 0.0
    """Only from so many seconds after the first request on."""
    until_s: float = 0.0
    """Only in the first so many seconds after the first request."""


CHAT = When()
STREAMED = When(stream=True)
WHOLE = When(stream=False)
MODELS = When(route="models")
ANY = When(route="any")


class Injection(msgspec.Struct, frozen=True, kw_only=True, tag=True, omit_defaults=True):
    """One way to misbehave."""

    gist: ClassVar[Text]
    """What it does, in one line for users."""

    on: When = CHAT
