"""Ways in which a service can misbehave, as data. `sim/act.py` acts them out, in the simulator and in the proxy.

An injection changes one thing about the requests that `on` selects. Several may act at once, in order.
Injections of the response act alike on whole answers and on streams unless they say otherwise.
"""

from __future__ import annotations

from typing import Any

import msgspec


class When(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Which requests an injection acts on; all conditions must hold."""

    route: str = "chat"
    """`chat`, `models`, `post`, `any`, or a path such as `/health` (`*` at its end: any longer path)."""
    stream: bool | None = None
    """Only streamed (True) or only whole (False) answers are asked for."""
    has: str = ""
    """The request's body has this field (dotted: `response_format.type`), and it is not null or empty."""
    lacks: str = ""
    equals: Any = None
    """The field named by `has` has this value."""
    role: str = ""
    """Some message of the request has this role."""
    longer_than: int = 0
    """The prompt has more than this many tokens (as the service counts; 4 bytes each where unknown)."""
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


CHAT = When()
STREAMED = When(stream=True)
WHOLE = When(stream=False)
MODELS = When(route="models")
ANY = When(route="any")


class Injection(msgspec.Struct, frozen=True, kw_only=True, tag=True, omit_defaults=True):
    """One way to misbehave."""

    on: When = CHAT


# --- socket --------------------------------------------------------------------------------------


class NoListener(Injection, frozen=True):
    """Nothing listens: connections are refused."""


class Filtered(Injection, frozen=True):
    """Packets are dropped: no connection comes about, and no refusal either."""


class NoName(Injection, frozen=True):
    """The host name does not resolve."""


class SpeaksTls(Injection, frozen=True):
    """The port speaks TLS. `certificate`: `good`, `self-signed`, `expired` or `wrong-name`."""

    certificate: str = "self-signed"


class Hang(Injection, frozen=True):
    """The request is read and never answered, the connection stays open."""


class Cut(Injection, frozen=True):
    """The connection ends early: after so many events or body bytes; `reset` sends RST instead of FIN."""

    events: int | None = None
    bytes: int | None = None
    after_s: float | None = None
    reset: bool = False


class Stall(Injection, frozen=True):
    """After so many events nothing more comes; the connection stays open. `comments_s`: keep-alive
    comments go on at this interval."""

    events: int = 2
    comments_s: float = 0.0


# --- HTTP ----------------------------------------------------------------------------------------


class Reply(Injection, frozen=True):
    """A canned reply instead of the service's. `{model}`, `{path}`, `{method}` in the body are filled in."""

    status: int = 200
    body: str = ""
    content_type: str = "application/json"
    headers: tuple[tuple[str, str], ...] = ()
    after_s: float = 0.0


class SetStatus(Injection, frozen=True):
    """Another status, the body as it is. `was` limits it to answers that had this status."""

    status: int
    was: int = 0


class SetHeader(Injection, frozen=True):
    """A response header is set."""

    name: str
    value: str


class DropHeader(Injection, frozen=True):
    """A response header is removed."""

    name: str


class DropRequestHeader(Injection, frozen=True):
    """A request header is lost on the way to the service."""

    name: str


class RequireKey(Injection, frozen=True):
    """Only `Authorization: Bearer {key}` is let in; others get the dialect's 401.
    `header`: another header that must carry the key."""

    key: str = "sk-right"
    header: str = "authorization"
    status: int = 401


class Gzip(Injection, frozen=True):
    """The response is gzipped if the request allows it (`force`: even if not), flushed only at its end
    unless `flush`."""

    flush: bool = False
    force: bool = False


class Delay(Injection, frozen=True):
    """Waits before the first byte, and before each event; `per_prompt_token_s` grows with the prompt,
    `per_completion_token_s` holds the first byte back as if the whole answer were made first."""

    first_s: float = 0.0
    event_s: float = 0.0
    per_prompt_token_s: float = 0.0
    per_completion_token_s: float = 0.0


class Timeout(Injection, frozen=True):
    """A gateway gives up after so many seconds without a byte from the service: `status` and its page."""

    after_s: float = 60.0
    status: int = 504
    body: str = "<html><head><title>504 Gateway Time-out</title></head><body><center><h1>504 Gateway Time-out</h1></center><hr><center>nginx</center></body></html>"
    content_type: str = "text/html"


class Swallow(Injection, frozen=True):
    """Endless or oversized output: `bytes` of filler before the body ends (0: never ends)."""

    bytes: int = 0
    piece: int = 65536
    every_s: float = 0.0


# --- JSON ----------------------------------------------------------------------------------------


class Set(Injection, frozen=True):
    """A field of the response is set. Path: `usage.prompt_tokens`, `choices[*].message.content`;
    `said` stands for `message` in whole answers and `delta` in chunks. `within`: `whole`, `chunks`, `both`.
    Acts only where the parent exists; `absent_too` creates the last field."""

    path: str
    value: Any = None
    within: str = "both"
    absent_too: bool = True


class Drop(Injection, frozen=True):
    """A field of the response is removed."""

    path: str
    within: str = "both"


class Cast(Injection, frozen=True):
    """A field of the response changes its type: `str`, `float`, `ms` (times 1000), `object` (wrapped)."""

    path: str
    to: str
    within: str = "both"


class Scale(Injection, frozen=True):
    """A number of the response becomes `value * factor + plus`."""

    path: str
    factor: float = 1.0
    plus: float = 0.0
    within: str = "both"


class SetRequest(Injection, frozen=True):
    """A field of the request is set before the service sees it."""

    path: str
    value: Any = None


class DropRequest(Injection, frozen=True):
    """A field of the request is lost: the class of silently ignored parameters."""

    path: str


class DropMessages(Injection, frozen=True):
    """Messages of the request are lost: of one `role`, or all but the last with `keep_last`."""

    role: str = ""
    keep_last: int = 0


class AddMessage(Injection, frozen=True):
    """A message is put before those of the request (a hidden system prompt)."""

    role: str = "system"
    content: str = ""


class Truncate(Injection, frozen=True):
    """The prompt is cut to about so many tokens: oldest turns first (`turns`), the `head` of a long message,
    or its `middle`."""

    tokens: int
    how: str = "turns"


class Cap(Injection, frozen=True):
    """The answer is capped at so many tokens, whatever the request says."""

    tokens: int


# --- events of a stream --------------------------------------------------------------------------


class DropEvent(Injection, frozen=True):
    """Events are lost: those whose data holds `text`, or the one at `index` (negative: from the end),
    or every `every`-th that carries text."""

    text: str = ""
    index: int | None = None
    every: int = 0


class RepeatEvent(Injection, frozen=True):
    """The event at `index` is sent twice."""

    index: int = 1


class SwapEvents(Injection, frozen=True):
    """The events at `index` and after it change places."""

    index: int = 1


class MergeEvents(Injection, frozen=True):
    """The texts of so many chunks come in one (a coarse stream interval)."""

    count: int = 8


class BreakEvent(Injection, frozen=True):
    """An event's JSON is broken: `cut` ends it early, `glue` loses the blank line behind it,
    `split` puts a line break inside the JSON."""

    index: int = 1
    how: str = "cut"


class InsertEvent(Injection, frozen=True):
    """Something is put into the stream before the event at `index` (negative: from the end), byte for byte
    with its own line ends; `then_end` ends the stream after it."""

    text: str
    index: int = 1
    then_end: bool = False


class HoldStream(Injection, frozen=True):
    """The whole stream is held back until it is complete, then sent at once (`dribble_s` 0) or
    in evenly timed pieces (fake streaming)."""

    dribble_s: float = 0.0


class Rechunk(Injection, frozen=True):
    """The bytes are cut into pieces of this size without regard to events (no fault)."""

    size: int = 7
    crlf: bool = False


class Comments(Injection, frozen=True):
    """Keep-alive comment lines before every event (no fault)."""

    text: str = ": keep-alive"


class Unstream(Injection, frozen=True):
    """stream:true is not honoured: the whole answer comes as one JSON object."""


# --- text ----------------------------------------------------------------------------------------


class Say(Injection, frozen=True):
    """The answer's text is replaced; `finish` sets the finish_reason. `{nonce}` is a random word."""

    text: str
    finish: str = ""


class Flood(Injection, frozen=True):
    """The answer is one text over and over up to the token limit, ended by `length`. `keep`: so many
    first words stay as they are."""

    text: str = "!"
    keep: int = 0


class Affix(Injection, frozen=True):
    """Text is put around the answer's content (leaked control tokens, fences, think blocks)."""

    before: str = ""
    after: str = ""
    finish: str = ""


class Garble(Injection, frozen=True):
    """The answer becomes nonsense: `words` shuffles letters, `script` mixes scripts, `fffd` breaks
    non-ASCII characters, `digits` and `case` alter details only."""

    how: str = "words"


class NeverStop(Injection, frozen=True):
    """The end-of-turn token is not honoured: fake turns follow up to the limit."""

    text: str = "\nuser\nAnd then?\nassistant\nThen it goes on."


class MoveReasoning(Injection, frozen=True):
    """Reasoning and content land elsewhere: `inline` (`<think>…</think>` in content), `orphan` (only the closing
    tag), `swallow` (content into reasoning), `rename` (to the other field name), `drop`, `unclosed`
    (all of it reasoning, finish `stop`), `tail` (the last words of the reasoning are lost)."""

    how: str = "inline"


class MoveToolCall(Injection, frozen=True):
    """A tool call comes as text in content: `hermes`, `llama3_json`, `pythonic`, `mistral`, `fence`, `deepseek`,
    `qwen3_xml`, `functionary`."""

    how: str = "hermes"


class BreakToolCall(Injection, frozen=True):
    """A tool call is damaged: `truncate` (last character of the arguments lost), `types` (values of wrong types),
    `rename` (the function), `merge` (parallel calls under one index), `no_index`, `no_id`, `object` (arguments as an
    object), `empty`."""

    how: str = "truncate"


# --- state ---------------------------------------------------------------------------------------


class CrossTalk(Injection, frozen=True):
    """Answers of requests in flight together are swapped (`whole`) or some deltas are (`deltas`)."""

    how: str = "whole"


class Replay(Injection, frozen=True):
    """Answers are cached by the whole prompt (`prefix_chars` 0), or by its first so many characters.
    `fresh_id`: the replayed answer has a new id."""

    prefix_chars: int = 0
    fresh_id: bool = False


class Serialise(Injection, frozen=True):
    """One request at a time; each takes at least `each_s`."""

    each_s: float = 0.0


class Leak(Injection, frozen=True):
    """A client that hangs up leaves its slot busy for `held_s`; there are `slots`."""

    slots: int = 4
    held_s: float = 120.0


class Reject(Injection, frozen=True):
    """More than `slots` requests in flight are rejected."""

    slots: int = 1
    status: int = 503
    body: str = '{"error":{"message":"server busy, please try again.  maximum pending requests exceeded","type":"server_error","param":null,"code":null}}'
    headers: tuple[tuple[str, str], ...] = ()


class Replicas(Injection, frozen=True):
    """Requests alternate between the service as it is and one with these injections."""

    other: tuple[Any, ...] = ()
    share: float = 0.5


class Dies(Injection, frozen=True):
    """After the first matching request the service answers nothing any more (`how`: `hang`) or 500 (`error`)."""

    how: str = "hang"


# --- configuration of the simulated service ------------------------------------------------------


class Configure(Injection, frozen=True):
    """The simulated service is set up differently (the proxy cannot act this): a field of `sim.honest.Setup`,
    e.g. `context` 4096, `reasoning_parser` None, `tool_parser` None, `template` False, `models` []."""

    name: str
    value: Any = None


KINDS = tuple(Injection.__subclasses__())
"""Every kind of injection."""
