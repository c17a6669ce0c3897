"""The promise that structured output holds in a stream as well."""

from __future__ import annotations

from answerback.check import Check, Steps
from answerback.checks.json.schema import FollowsSchema
from answerback.checks.probes import HELLO, IN_SCHEMA, JSON_TOKENS, SCHEMA, brief
from answerback.checks.streaming.streams import Streams
from answerback.patience import patiently
from answerback.structured import conclude, declined, schema_reasons
from answerback.values.injections import When
from answerback.values.target import DEEP
from answerback.values.text import Text
from answerback.wire.openai import Reading

_STREAM = When(has="response_format", stream=True)


class SchemaInStreams(Check):
    """The same question, streamed, is put together and judged like the whole answer."""

    promise = Text(en="A schema shapes streamed answers too.", zh="json_schema 对流式输出同样有效。")
    why = Text(
        en="Gateways often treat the two ways differently, and most programs stream.",
        zh="网关常常对两种方式区别对待，而大多数程序用的是流式。",
    )
    level = DEEP
    needs = (FollowsSchema, Streams)
    reasons = schema_reasons(_STREAM)

    def run(self) -> Steps:
        """Stream the question with a schema."""
        hello: Reading = yield HELLO
        options = brief(self.setting, hello, JSON_TOKENS)
        heard = yield from patiently(IN_SCHEMA.with_(stream=True, **options))
        return declined(self, heard) or conclude(self, heard, SCHEMA, options["max_tokens"])
