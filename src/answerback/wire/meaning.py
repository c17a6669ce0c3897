"""What a refusal means, whatever its shape and language: read from its words. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable
from enum import StrEnum

from answerback.values.pattern import lazy
from answerback.wire.openai import Reading


class Meaning(StrEnum):
    """The causes of a refusal that can be told from its words."""

    LOADING = "loading"
    """The model is not there yet."""
    CHANNEL = "channel"
    """The name is known, but nothing behind the gateway serves it."""
    MODEL = "model"
    """No such model."""
    NOT_CHAT = "not-chat"
    """The model embeds, ranks or transcribes; it does not chat."""
    TEMPLATE = "template"
    """There is no chat template."""
    ROLES = "roles"
    """The template does not know a role, or wants them in turn."""
    PARAMETER = "parameter"
    """A field of the request is not known or not supported."""


# words as they stand in the sources of the products (see servers/) and in their issue trackers
_WORDS = (
    (
        Meaning.LOADING,
        r"loading model|model (?:is )?(?:currently |still )?(?:loading|being loaded|not ready|launching|starting)|"
        r"still loading|is currently loading|warming up|not ready yet|server is (?:still )?starting|模型.{0,4}加载中",
    ),
    (
        Meaning.CHANNEL,
        r"无可用渠道|no available channel|no (?:available |healthy |allowed )?(?:deployments?|providers?|endpoints?) "
        r"(?:are |is )?(?:available(?! for service)|found|for)|no deployments available",
    ),
    (
        Meaning.TEMPLATE,
        r"jinja|chat template is no longer allowed|no chat[_ ]template|chat_template is not set|"
        r"chat[_ ]template\b.{0,40}\b(?:missing|not (?:set|found|defined|provided|available)|"
        r"required|must be provided)|"
        r"(?:does not|doesn't) (?:have|define) a (?:default )?chat[_ ]template|must provide a chat template",
    ),
    (
        Meaning.NOT_CHAT,
        r"does not support chat|doesn't support chat|not a chat model|not support(?:ed)? (?:in|by|for) the "
        r"v1/chat/completions|does not support (?:the )?(?:chat completions? api|generat|text generation|"
        r"chat/completions|completions)|is (?:an? )?(?:embedding|rerank\w*|pooling) model|不支持(?:对话|聊天)",
    ),
    (
        Meaning.MODEL,
        r"model_not_found|deployment\b.{0,60}?(?:does not exist|not found)|"
        r"deploymentnotfound|model[- ]?not[- ]?exist|no such model|unknown model|invalid model(?: name)?\b|"
        r"not a valid model|model\b.{0,160}?(?:does ?n[o']t exist|not found|"
        r"is not (?:available|served|loaded|deployed)|"
        r"could not be found|unavailable)|模型.{0,120}?(?:不存在|未找到|不可用|无效)|no model (?:is )?loaded|"
        r"model is required",
    ),
    (
        Meaning.ROLES,
        r"system role (?:is )?not supported|roles must alternate|only user and assistant roles|conversation roles|"
        r"unsupported role|unknown role",
    ),
    (
        Meaning.PARAMETER,
        r"unsupported[_ ](?:parameter|value)|unrecognized (?:request )?argument|unknown[_ ]parameter|extra_forbidden|"
        r"extra (?:inputs|fields)|unexpected (?:fields?|keyword)|unknown (?:field|argument|parameter)|"
        r"does not support parameters?|"
        r"(?:parameter|field|option)\b.{0,60}\b(?:not|n't) (?:supported|allowed|permitted)|"
        r"is not (?:currently )?supported|n't supported|不支持.{0,12}参数|参数.{0,20}不支持",
    ),
)
_PATTERNS = tuple((meaning, lazy(words, re.IGNORECASE | re.DOTALL)) for meaning, words in _WORDS)
_CAUSES = frozenset({400, 403, 404, 405, 406, 409, 422, 429, 500, 501, 502, 503})


def meaning(heard: Reading) -> Meaning | None:
    """Return what a refusal (or an error inside a 200) means, or None where its words do not tell."""
    error = heard.error
    if error is None or (not heard.ok and heard.status not in _CAUSES):
        return None
    said = f"{error.message} {error.code} {error.type} {error.param}"
    return next((kind for kind, pattern in _PATTERNS if pattern.search(said)), None)


def base_name(model: str) -> str:
    """Return a model's bare name in lower case: without folders, owner, `:latest` and file ending."""
    bare = model.rstrip("/\\").replace("\\", "/").rpartition("/")[2].lower()
    return bare.removesuffix(":latest").removesuffix(".gguf")


def nearest(wanted: str, served: Iterable[str]) -> str:
    """Return the served name that was most likely meant; empty when nothing is served."""
    from difflib import SequenceMatcher

    names = list(served)
    bare = base_name(wanted)

    def likeness(name: str) -> float:
        own = base_name(name)
        if own == bare:
            return 2.0
        inside = bool(bare) and (bare in own or own in bare)
        return SequenceMatcher(None, bare, own).ratio() + (0.5 if inside else 0.0)

    return max(names, key=likeness) if names else ""
