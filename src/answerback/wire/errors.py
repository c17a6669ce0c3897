"""The error in a response, whatever envelope it came in. Pure."""

from __future__ import annotations

import re
from typing import Any

import msgspec

from answerback.values.answer import ErrorInfo, ErrorShape

_PAGE = re.compile(r"(?:\ufeff|\s|<\?xml[^>]*>|<!--.*?-->)*<(?:!doctype\s+html|html\b|head\b|body\b)", re.I | re.S)
_MESSAGES = ("message", "msg", "error_msg", "errmsg", "error_message", "status_msg", "err_msg", "reason", "info")
_CODES = ("code", "error_code", "errcode", "err_code", "status_code", "errno", "ret", "status")
_FINE = (0, 200, "0", "200", "ok", "OK", "success", "SUCCESS", "")
"""What stands in a code where nothing went wrong."""
_HOLDERS = ("base_resp", "header", "meta", "result", "response")
"""Where gateways put the code and message of their own envelope (MiniMax: base_resp, iFlytek: header)."""
_YIELD = frozenset({"choices", "output", "candidates", "content", "generated_text", "data", "models"})
"""What an answer of some other API carries: then a message beside it is none of an error."""


def is_page(text: str) -> bool:
    """Whether a text is an HTML page."""
    return _PAGE.match(text) is not None


def read_error(raw: Any) -> ErrorInfo | None:
    """Return the error in a decoded body of any known shape, or None if it holds none."""
    if not isinstance(raw, dict):
        return None
    inner = raw.get("error")
    if isinstance(inner, dict):
        message = inner.get("message")
        said = message if isinstance(message, str) else compact(message if message is not None else inner)
        return ErrorInfo(
            ErrorShape.OPENAI,
            said,
            word(inner.get("type")),
            word(inner.get("code")),
            word(inner.get("param")),
        )
    if isinstance(inner, str) and inner:
        return ErrorInfo(ErrorShape.STRING, inner, word(raw.get("error_type")))
    if "detail" in raw and "choices" not in raw:
        detail = raw["detail"]
        return ErrorInfo(ErrorShape.DETAIL, detail if isinstance(detail, str) else compact(detail))
    if raw.get("object") == "error" or ("message" in raw and "choices" not in raw and "id" not in raw):
        shape = ErrorShape.FLAT if raw.get("object") == "error" or "type" in raw else ErrorShape.CODE
        return ErrorInfo(
            shape,
            word(raw.get("message")),
            word(raw.get("type")),
            word(raw.get("code")),
            word(raw.get("param")),
        )
    return _envelope(raw)


def _envelope(raw: dict[str, Any]) -> ErrorInfo | None:
    """Return the error in an envelope of a gateway's own: a code that is not fine, and mostly a message."""
    if any(raw.get(name) for name in _YIELD):
        return None
    errors = raw.get("errors")
    if isinstance(errors, list) and errors and isinstance(errors[0], dict):  # Cloudflare
        return _coded(errors[0]) or ErrorInfo(ErrorShape.CODE, compact(errors[0]))
    found = _coded(raw)
    holders = (raw[name] for name in _HOLDERS if isinstance(raw.get(name), dict))
    return found or next((error for holder in holders if (error := _coded(holder)) is not None), None)


def _coded(holder: dict[str, Any]) -> ErrorInfo | None:
    code = next((holder[name] for name in _CODES if _is_code(name, holder.get(name))), None)
    message = next((holder[name] for name in _MESSAGES if isinstance(holder.get(name), str)), "")
    if code is None and holder.get("success") is not False:
        return None
    return ErrorInfo(ErrorShape.CODE, message or compact(holder), code=word(code))


def _is_code(name: str, value: Any) -> bool:
    if name == "status":  # also of a job that goes on
        return value in ("error", "failed", "failure") or (isinstance(value, int) and value >= 400)
    return isinstance(value, int | str) and not isinstance(value, bool) and value not in _FINE


def read_text(text: str, status: int, content_type: str) -> ErrorInfo | None:
    """Return the error in a body that is no JSON: a page is one at any status, a text only where the status says so."""
    text = text.strip()
    if is_page(text[:512]) or (content_type == "text/html" and text):
        return ErrorInfo(ErrorShape.HTML, _title(text))
    if 200 <= status < 300:
        return None
    if not text:
        return ErrorInfo(ErrorShape.EMPTY, "") if status >= 400 else None
    if "<html" in text[:512].lower():
        return ErrorInfo(ErrorShape.HTML, _title(text))
    return ErrorInfo(ErrorShape.TEXT, text[:300])


def _title(html: str) -> str:
    lowered = html.lower()
    begin = lowered.find("<title")
    begin = lowered.find(">", begin) + 1 if begin >= 0 else 0
    end = lowered.find("</title", begin)
    return html[begin : end if end > begin else begin + 120].strip()[:120]


def word(value: Any) -> str:
    """Return a value as text; nothing for null."""
    return "" if value is None else value if isinstance(value, str) else compact(value)


def compact(value: Any) -> str:
    """Return the beginning of a value as JSON."""
    return msgspec.json.encode(value).decode()[:500]
