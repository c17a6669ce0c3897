"""LangChain."""

from __future__ import annotations

from answerback.client import Client
from answerback.clients._needs import CHAT, FIELDS, FRAMED, SCHEMA, STREAM, TOOL_RESULTS, TOOLS, TOOLS_STREAMED

CLIENT = Client(
    name="langchain",
    title="LangChain",
    needs=(CHAT, FIELDS, STREAM, FRAMED, TOOLS, TOOLS_STREAMED, TOOL_RESULTS, SCHEMA),
    sources=("https://docs.langchain.com/oss/python/integrations/chat/openai",),
    settings='ChatOpenAI(base_url="{base}", model="{model}")',
)
