"""OpenAI's own API (https://platform.openai.com/docs/api-reference)."""

from __future__ import annotations

from answerback.server import Vendor


class OpenAi(Vendor):
    """What every default of `Server` describes."""

    name = "openai"
    title = "OpenAI"
    hosts = ("api.openai.com",)
    telling_headers = ("openai-processing-ms", "openai-version")
    rejects_unknown_fields = True
    max_temperature = 2.0
    reasoning_fields = ()
