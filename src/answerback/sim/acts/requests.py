"""Acts out changes of the request: what the service never gets to see."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

import msgspec

from answerback.sim import tokens
from answerback.sim.acts import prompts
from answerback.sim.acts.fields import scaled
from answerback.sim.acts.paths import has, places, steps
from answerback.sim.acts.shape import Layer, Order, Stage, Turn, acts, with_body, with_header, without
from answerback.sim.stage import Call, Channel, Handler
from answerback.values.injections import (
    AddMessage,
    Cap,
    DropMessages,
    DropParts,
    DropRequest,
    DropRequestHeader,
    Injection,
    ScaleRequest,
    SetRequest,
    SetRequestHeader,
    Truncate,
    Unstream,
)

Change = Callable[[dict[str, Any]], bool]
"""Changes the body; whether it did."""


def _layer(injection: Injection, change: Change) -> Layer:
    async def act(turn: Turn, call: Call, channel: Channel, inner: Handler) -> None:
        body = call.json()
        if isinstance(body, dict) and change(body):
            turn.did(injection)
            call = with_body(call, body)
        await inner(call, channel)

    return act


@acts(SetRequest, Order.REQUEST)
def set_request(i: SetRequest, stage: Stage) -> Layer:
    """Set a field of the request, parents that are not there included."""

    def change(body: dict[str, Any]) -> bool:
        path = steps(i.path)
        parent: Any = body
        for step in path[:-1]:  # `chat_template_kwargs.enable_thinking` may lack its parent
            if not isinstance(parent, dict) or not isinstance(step, str):
                break
            parent = parent.setdefault(step, {})
        for container, key in list(places(body, path)):
            container[key] = copy.deepcopy(i.value)
        return True

    return _layer(i, change)


@acts(DropRequest, Order.REQUEST)
def drop_request(i: DropRequest, stage: Stage) -> Layer:
    """Lose a field of the request."""

    def change(body: dict[str, Any]) -> bool:
        found = [place for place in places(body, steps(i.path)) if has(*place)]
        for container, key in reversed(found):
            del container[key]
        return bool(found)

    return _layer(i, change)


@acts(ScaleRequest, Order.REQUEST)
def scale_request(i: ScaleRequest, stage: Stage) -> Layer:
    """Scale a number of the request."""

    def change(body: dict[str, Any]) -> bool:
        done = False
        for container, key in places(body, steps(i.path)):
            value = scaled(container[key], i.factor, i.plus) if has(container, key) else None
            if value is not None:
                container[key] = value
                done = True
        return done

    return _layer(i, change)


@acts(Cap, Order.REQUEST)
def cap(i: Cap, stage: Stage) -> Layer:
    """Cap the answer's length."""

    def change(body: dict[str, Any]) -> bool:
        name = "max_completion_tokens" if isinstance(body.get("max_completion_tokens"), int) else "max_tokens"
        asked = body.get(name)
        if isinstance(asked, int) and asked <= i.tokens:
            return False
        body[name] = i.tokens
        if isinstance(body.get("max_tokens"), int):
            body["max_tokens"] = min(body["max_tokens"], i.tokens)
        return True

    return _layer(i, change)


@acts(Unstream, Order.REQUEST)
def unstream(i: Unstream, stage: Stage) -> Layer:
    """Ask for a whole answer instead of a stream."""

    def change(body: dict[str, Any]) -> bool:
        body.pop("stream_options", None)
        return body.pop("stream", None) is True

    return _layer(i, change)


# --- messages ------------------------------------------------------------------------------------


@acts(DropMessages, Order.REQUEST)
def drop_messages(i: DropMessages, stage: Stage) -> Layer:
    """Lose messages. One always stays: a service refuses an empty list, and this is to be silent."""

    def change(body: dict[str, Any]) -> bool:
        before = prompts.messages(body)
        after = [m for m in before if not i.role or m.get("role") != i.role]
        if i.keep_last:
            after = after[-i.keep_last :]
        elif not i.role:
            after = before
        body["messages"] = after or before[-1:]
        return len(body["messages"]) != len(before)

    return _layer(i, change)


@acts(DropParts, Order.REQUEST)
def drop_parts(i: DropParts, stage: Stage) -> Layer:
    """Lose parts of messages; a message that has only text left becomes plain text."""

    def change(body: dict[str, Any]) -> bool:
        done = False
        for message in prompts.messages(body):
            parts = message.get("content")
            if not isinstance(parts, list):
                continue
            kept = [p for p in parts if not (isinstance(p, dict) and p.get("type") == i.kind)]
            if len(kept) != len(parts):
                message["content"] = kept
                message["content"] = prompts.text(message)
                done = True
        return done

    return _layer(i, change)


@acts(AddMessage, Order.REQUEST)
def add_message(i: AddMessage, stage: Stage) -> Layer:
    """Put a message before the others; a system prompt that is there gets it put before its text."""

    def change(body: dict[str, Any]) -> bool:
        found = prompts.messages(body)
        if not found:
            return False
        if i.role == "system" and found[0].get("role") == "system":  # many templates allow only one
            found[0]["content"] = f"{i.content}\n\n{prompts.text(found[0])}"
        else:
            body["messages"] = [{"role": i.role, "content": i.content}, *found]
        return True

    return _layer(i, change)


def _cut(text: str, *, head: int = 0, tail: int = 0) -> str:
    """Return the first `head` and the last `tail` tokens of a text."""
    pieces = tokens.split(text)
    if len(pieces) <= head + tail:
        return text
    return "".join(pieces[:head]) + "".join(pieces[len(pieces) - tail :])


def _weight(message: dict[str, Any]) -> int:
    return prompts.PER_MESSAGE + tokens.count(prompts.text(message))


def _without_oldest(found: list[dict[str, Any]], limit: int) -> list[dict[str, Any]]:
    """Lose the oldest turns, then the head of the last one."""
    kept = list(found)
    while sum(map(_weight, kept)) > limit:
        old = next((n for n, m in enumerate(kept[:-1]) if m.get("role") not in ("system", "developer")), None)
        if old is None:
            rest = limit - sum(map(_weight, kept[:-1])) - prompts.PER_MESSAGE
            kept[-1] = {**kept[-1], "content": _cut(prompts.text(kept[-1]), tail=max(1, rest))}
            break
        del kept[old]
    return kept


def _without_end(found: list[dict[str, Any]], limit: int, *, head: bool) -> list[dict[str, Any]]:
    """Keep so many tokens: the last ones if the head is lost, else the first ones."""
    kept: list[dict[str, Any]] = []
    left = limit
    for message in reversed(found) if head else found:
        if left <= prompts.PER_MESSAGE:
            break
        room = left - prompts.PER_MESSAGE
        if _weight(message) > left:
            text = prompts.text(message)
            message = {**message, "content": _cut(text, tail=room) if head else _cut(text, head=room)}
        kept.append(message)
        left -= _weight(message)
    return kept[::-1] if head else kept


def _without_middle(found: list[dict[str, Any]], limit: int) -> list[dict[str, Any]]:
    """Lose the middle of the longest message, then of the next one, until it fits."""
    kept = list(found)
    while (excess := sum(map(_weight, kept)) - limit) > 0:
        longest = max(range(len(kept)), key=lambda n: _weight(kept[n]))
        room = max(2, _weight(kept[longest]) - prompts.PER_MESSAGE - excess)
        cut = _cut(prompts.text(kept[longest]), head=room // 2, tail=room - room // 2)
        if cut == kept[longest].get("content"):
            break
        kept[longest] = {**kept[longest], "content": cut}
    return kept


@acts(Truncate, Order.REQUEST)
def truncate(i: Truncate, stage: Stage) -> Layer:
    """Cut the prompt."""

    def change(body: dict[str, Any]) -> bool:
        found = prompts.messages(body)
        limit = max(1, i.tokens - prompts.TURN)
        if not found or sum(map(_weight, found)) <= limit:
            return False
        if i.how == "turns":
            body["messages"] = _without_oldest(found, limit)
        elif i.how == "middle":
            body["messages"] = _without_middle(found, limit)
        else:
            body["messages"] = _without_end(found, limit, head=i.how == "head") or found[-1:]
        return True

    return _layer(i, change)


# --- headers of the request ----------------------------------------------------------------------


@acts(DropRequestHeader, Order.HEADERS)
def drop_request_header(i: DropRequestHeader, stage: Stage) -> Layer:
    """Lose a header of the request."""

    async def act(turn: Turn, call: Call, channel: Channel, inner: Handler) -> None:
        if call.header(i.name):
            turn.did(i)
            call = msgspec.structs.replace(call, headers=without(call.headers, i.name.lower()))
        await inner(call, channel)

    return act


@acts(SetRequestHeader, Order.HEADERS)
def set_request_header(i: SetRequestHeader, stage: Stage) -> Layer:
    """Set a header of the request."""

    async def act(turn: Turn, call: Call, channel: Channel, inner: Handler) -> None:
        turn.did(i)
        await inner(msgspec.structs.replace(call, headers=with_header(call.headers, i.name, i.value)), channel)

    return act
