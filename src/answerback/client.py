"""The shape of a client: a program that people point at LLM services, and the promises that it needs of one."""

from __future__ import annotations

import importlib
from collections.abc import Iterable, Mapping
from enum import StrEnum
from functools import cache
from types import ModuleType
from typing import Any

import msgspec

from answerback import found
from answerback.values.readiness import Readiness, Ready
from answerback.values.result import Result, Status
from answerback.values.text import Text


class Weight(StrEnum):
    """What is lost without a promise."""

    ALL = "all"
    """The client does not work."""
    PART = "part"
    """One of its features does not."""


class Need(msgspec.Struct, frozen=True):
    """A promise that a client needs, what it needs it for, and why."""

    check: str
    feature: Text
    why: Text
    weight: Weight = Weight.PART


class Client(msgspec.Struct, frozen=True):
    """All that is known of one client. `sources`: where its needs are documented."""

    name: str
    title: str
    needs: tuple[Need, ...]
    sources: tuple[str, ...]
    settings: str
    """How it is told of the service, as it is typed; may hold {base}, {root} (without `/v1`) and {model}."""


@cache
def load() -> tuple[Client, ...]:
    """Return every client known, by name: each is a file."""
    from answerback import clients

    return tuple(_client(importlib.import_module(name)) for name, _ in found.modules(clients) if "._" not in name)


def _client(module: ModuleType) -> Client:
    client: Client = module.CLIENT
    return client


def wanted() -> frozenset[str]:
    """Return the ids of the checks that some client needs."""
    return frozenset(need.check for client in load() for need in client.needs)


def judge(client: Client, results: Mapping[str, Result]) -> Readiness:
    """Return whether the client works, by the promises that it needs."""
    states = {need.check: _state(results.get(need.check)) for need in client.needs}
    missing = tuple(need.check for need in client.needs if states[need.check] is False)
    untested = tuple(need.check for need in client.needs if states[need.check] is None)
    vital = {need.check for need in client.needs if need.weight is Weight.ALL}
    if vital & set(missing):
        ready = Ready.NOT
    elif vital & set(untested):
        ready = Ready.UNTESTED
    else:
        ready = Ready.PARTLY if missing else Ready.WORKS
    return Readiness(client.name, ready, missing, untested)


def judge_all(results: Iterable[Result]) -> tuple[Readiness, ...]:
    """Return it for every client known."""
    by_id = {result.check: result for result in results}
    return tuple(judge(client, by_id) for client in load())


_BROKEN: tuple[Any, ...] = (Status.FAIL, Status.IGNORED, Status.UNSUPPORTED)


def _state(result: Result | None) -> bool | None:
    if result is None or result.status in (Status.UNKNOWN, Status.CRASH):
        return None
    return result.status not in _BROKEN
