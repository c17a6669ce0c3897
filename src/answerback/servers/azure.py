"""Azure OpenAI (https://learn.microsoft.com/azure/ai-services/openai/reference)."""

from __future__ import annotations

from answerback.server import Vendor


class Azure(Vendor):
    """The first chunk has empty `choices` and `prompt_filter_results`; the key goes into the `api-key` header."""

    name = "azure"
    title = "Azure OpenAI"
    hosts = (".openai.azure.com", ".cognitiveservices.azure.com", ".services.ai.azure.com")
    telling_headers = ("apim-request-id", "x-ms-region")
    prefix = "/openai/v1"
    key_header = "api-key"
    rejects_unknown_fields = True
    max_temperature = 2.0
    reasoning_fields = ()
    flags = {"api_key": "api-key: $AZURE_OPENAI_API_KEY"}
