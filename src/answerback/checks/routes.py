"""Tells whether a route is there by an empty request, which generates nothing."""

from __future__ import annotations

from collections.abc import Generator
from typing import Any

from answerback.check import Check
from answerback.values.asks import Ask, Raw
from answerback.values.result import Result
from answerback.wire.openai import Reading

ABSENT = (404, 405, 501)
REFUSED = (400, 422)
"""How the frameworks refuse a body without its required fields."""


def probed(check: Check, path: str) -> Generator[Ask, Any, Result]:
    """Ask a route with `{}`; the check needs the reasons `no-route` and `unclear`."""
    heard: Reading = yield Raw(method="POST", path=path, body="{}", wait_s=10)
    if heard.status in ABSENT:
        return check.unsupported("no-route", status=heard.status)
    if heard.status in REFUSED and isinstance(heard.json, dict):
        return check.ok(status=heard.status)
    return check.unknown("unclear", status=heard.status)
