"""Fields that every answer must have, left out or alike: a promise that does not hold."""

from __future__ import annotations

import pytest
from naming import checked, harmful

from answerback.values.injections import CHAT, STREAMED, WHOLE, Drop, Injection, Set


@pytest.mark.parametrize(
    "act",
    [
        Drop(on=CHAT, path="id"),
        Drop(on=WHOLE, path="id"),
        Drop(on=STREAMED, path="id"),
        Set(on=CHAT, path="id", value=None),
        Set(on=CHAT, path="choices[1].index", value=0, within="whole"),
    ],
    ids=["no id", "no id, whole", "no id, streamed", "null id", "two choices with one index"],
)
def test_it_is_no_healthy_service(act: Injection) -> None:
    assert harmful(checked(act)) == ["U00"]
