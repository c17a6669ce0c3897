"""Where the API lies, and which model is asked."""

from __future__ import annotations

import pytest

from answerback.bench import aim
from answerback.command import UsageError
from answerback.sim.app import refused, running
from answerback.sim.stage import reply_json
from answerback.values.target import Target


def test_the_first_model_listed_is_asked(url):
    found = aim.find(Target(url))
    assert (found.base, found.model) == (f"{url}/v1", "tiny")
    assert aim.find(Target(url, model="other")).model == "other"


def test_a_service_that_is_not_there():
    with refused() as url, pytest.raises(aim.Unreachable) as caught:
        aim.find(Target(url))
    assert caught.value.failure.curl == 7


def test_without_a_list_a_model_must_be_named():
    async def nothing(call, channel):
        await reply_json(channel, 404, {"error": {"message": "Not Found"}})

    with running(nothing) as url:
        with pytest.raises(UsageError, match="--model"):
            aim.find(Target(url))
        assert aim.find(Target(url, model="m")).model == "m"
