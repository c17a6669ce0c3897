"""Tells whether a route is there by an empty request, which generates nothing."""

from __future__ import annotations

from collections.abc import Generator
from typing import Any

from answerback.check import Check, Reason
from answerback.values.asks import Ask, Raw
from answerback.values.result import Result
from answerback.values.text import Text
from answerback.wire.openai import Reading

ABSENT = (404, 405, 501)
REFUSED = (400, 422)
"""How the frameworks refuse a body without its required fields."""

REASONS = {
    "no-route": Reason(
        Text(en="HTTP {status}: there is no such route", zh="返回 HTTP {status}：没有这个路由"), owed=False
    ),
    "unclear": Reason(
        Text(en="HTTP {status} does not tell whether it is there", zh="返回 HTTP {status}，无法判断有无该路由"),
        owed=False,
    ),
}


def probed(check: Check, path: str) -> Generator[Ask, Any, Result]:
    """Ask a route with `{}`; the check has `REASONS`."""
    heard: Reading = yield Raw(method="POST", path=path, body="{}", wait_s=10)
    if heard.status in ABSENT:
        return check.unsupported("no-route", status=heard.status)
    if heard.status in REFUSED and isinstance(heard.json, dict):
        return check.ok(status=heard.status)
    return check.unknown("unclear", status=heard.status)
