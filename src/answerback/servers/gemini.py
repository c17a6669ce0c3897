"""Gemini's OpenAI endpoint (https://ai.google.dev/gemini-api/docs/openai): base /v1beta/openai."""

from __future__ import annotations

from answerback.server import Treatment, Vendor


class Gemini(Vendor):
    """Errors may come as a list of one object."""

    name = "gemini"
    title = "Gemini API"
    hosts = ("generativelanguage.googleapis.com",)
    prefix = "/v1beta/openai"
    max_temperature = 2.0
    reasoning_fields = ()
    thinking_switches = {"reasoning_effort": Treatment.HONOURED}
    flags = {"thinking_off": '"reasoning_effort": "none"', "base": "/v1beta/openai"}
