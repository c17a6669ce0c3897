"""From a pasted request to what goes on the wire."""

from __future__ import annotations

import re
from urllib.parse import unquote

from answerback.pasted.command import Pasted
from answerback.wire.once import Sending

PATIENCE_S = 300.0
"""Seconds after which a request without `--max-time` is given up; curl itself would wait for ever."""
_PASSWORD = re.compile(r"://[^/\s:@]*:([^/\s@]+)@")


def sending(pasted: Pasted, timeout_s: float = PATIENCE_S) -> Sending:
    """Return the request as curl would send it."""
    flags = pasted.flags
    url = pasted.url if "://" in pasted.url else f"http://{pasted.url}"
    if "get" in flags and pasted.parts:
        url += ("&" if "?" in url else "?") + pasted.body
    return Sending(
        url,
        pasted.verb,
        tuple(pasted.sent),
        pasted.body if pasted.has_body else "",
        has_body=pasted.has_body,
        insecure="insecure" in flags,
        follow="location" in flags or "location-trusted" in flags,
        proxy=flags.get("proxy"),
        no_proxy=flags.get("noproxy"),
        compressed="compressed" in flags,
        ip=4 if "ipv4" in flags else 6 if "ipv6" in flags else 0,
        timeout_s=pasted.number("max-time") or timeout_s,
        connect_s=pasted.number("connect-timeout") or 30.0,
        agent=flags.get("user-agent", ""),
        secrets=tuple(_secrets(pasted)),
        key_name=_key_name(pasted),
    )


def _secrets(pasted: Pasted) -> list[str]:
    flags = pasted.flags
    found = [flags[name] for name in ("cookie", "oauth2-bearer") if name in flags]
    for name in ("user", "proxy-user"):
        if ":" in flags.get(name, ""):
            found.append(flags[name].partition(":")[2])
    for text in (flags.get("proxy", ""), pasted.url):
        if match := _PASSWORD.search(text):
            found += [match[1], unquote(match[1])]
    return found


def _key_name(pasted: Pasted) -> str:
    """Return the variable that holds the key in the command, or the usual one."""
    for (name, _), word in zip(pasted.headers, pasted.header_words, strict=True):
        if name.lower() == "authorization" and (*word.filled, *word.unset):
            return (*word.filled, *word.unset)[0]
    return "OPENAI_API_KEY"
