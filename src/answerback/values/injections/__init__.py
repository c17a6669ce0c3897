"""Ways in which a service can misbehave, as data. `sim/act.py` acts them out, in the simulator and in the proxy.

An injection changes one thing about the requests that `on` selects. Several may act at once: changes of the request
and of what the model says act nearest to the service; then fields, events, time, limits and headers; gateways
last. Within one of these groups they act in the order given.
Injections of the response act alike on whole answers and on streams unless they say otherwise.
"""

from __future__ import annotations

from answerback.values.injections.content import (
    Affix,
    BreakJson,
    BreakToolCall,
    CallTool,
    Flood,
    Garble,
    MoveReasoning,
    MoveToolCall,
    NeverStop,
    Say,
    Shorten,
)  # fmt: skip
from answerback.values.injections.events import (
    BreakEvent,
    Comments,
    DropEvent,
    HoldStream,
    InsertEvent,
    MergeEvents,
    Rechunk,
    RepeatEvent,
    SwapEvents,
)  # fmt: skip
from answerback.values.injections.fields import Cast, Drop, Scale, Set
from answerback.values.injections.http import (
    Delay,
    DropHeader,
    DropRequestHeader,
    Gzip,
    Reply,
    RequireKey,
    SetHeader,
    SetRequestHeader,
    SetStatus,
    Swallow,
    Timeout,
)  # fmt: skip
from answerback.values.injections.requests import (
    AddMessage,
    Cap,
    DropMessages,
    DropParts,
    DropRequest,
    ScaleRequest,
    SetRequest,
    Truncate,
    Unstream,
)  # fmt: skip
from answerback.values.injections.sockets import Cut, Filtered, Hang, NoListener, NoName, SpeaksTls, Stall
from answerback.values.injections.state import (
    Configure,
    CrossTalk,
    Dies,
    Leak,
    Reject,
    Replay,
    Replicas,
    Serialise,
)  # fmt: skip
from answerback.values.injections.when import ANY, CHAT, MODELS, STREAMED, WHOLE, Injection, When

__all__ = [
    "ANY", "CHAT", "KINDS", "MODELS", "STREAMED", "WHOLE", "AddMessage", "Affix", "BreakEvent", "BreakJson",
    "BreakToolCall", "CallTool", "Cap", "Cast", "Comments", "Configure", "CrossTalk", "Cut", "Delay", "Dies", "Drop",
    "DropEvent", "DropHeader", "DropMessages", "DropParts", "DropRequest", "DropRequestHeader", "Filtered", "Flood",
    "Garble", "Gzip", "Hang", "HoldStream", "Injection", "InsertEvent", "Leak", "MergeEvents", "MoveReasoning",
    "MoveToolCall", "NeverStop", "NoListener", "NoName", "Rechunk", "Reject", "RepeatEvent", "Replay", "Replicas",
    "Reply", "RequireKey", "Say", "Scale", "ScaleRequest", "Serialise", "Set", "SetHeader", "SetRequest",
    "SetRequestHeader", "SetStatus", "Shorten", "SpeaksTls", "Stall", "Swallow", "SwapEvents", "Timeout", "Truncate",
    "Unstream", "When", "several",
]  # fmt: skip

KINDS: tuple[type[Injection], ...] = tuple(Injection.__subclasses__())
"""Every kind of injection."""


def several(seen_with: Injection | tuple[Injection, ...] | None) -> tuple[Injection, ...]:
    """Return what a reason or a fault is seen with as a tuple, however many injections it names."""
    return seen_with if isinstance(seen_with, tuple) else () if seen_with is None else (seen_with,)
