"""The promise that the service lists the models it serves."""

from __future__ import annotations

from typing import Any

import msgspec

from answerback.check import Check, Reason, Steps
from answerback.checks.connection.reached import Reached
from answerback.checks.probes import MODELS
from answerback.values.injections import MODELS as ON_MODELS
from answerback.values.injections import Configure, Reply
from answerback.values.result import Severity
from answerback.values.target import SMOKE, Setting
from answerback.values.text import Text
from answerback.wire.openai import Reading


class ModelsListed(Check):
    """Takes the real id from the list; a missing list is legal as long as chat works."""

    promise = Text(en="The models that are served are listed.", zh="能列出正在提供服务的模型。")
    why = Text(
        en="A request must name the model exactly as the service does.",
        zh="请求里的模型名必须与服务登记的名字完全一致。",
    )
    level = SMOKE
    needs = (Reached,)
    severity = Severity.MINOR
    capability = "models"
    reasons = {
        "empty": Reason(
            Text(en="the list of models is empty: no model is loaded", zh="模型列表为空：没有加载任何模型"),
            Configure(name="models", value=[]),
        ),
        "missing": Reason(
            Text(en="no list of models (HTTP {status})", zh="没有模型列表接口（HTTP {status}）"),
            Reply(on=ON_MODELS, status=404, body='{"detail":"Not Found"}'),
        ),
        "malformed": Reason(
            Text(en="the list of models cannot be read: {excerpt}", zh="模型列表无法读取：{excerpt}"),
            Reply(on=ON_MODELS, status=200, body='{"object":"list","data":"none"}'),
        ),
        "breaks": Reason(
            Text(
                en="the list of models is answered with HTTP {status} {message}",
                zh="模型列表接口返回 HTTP {status} {message}",
            ),
            Reply(on=ON_MODELS, status=500, body='{"detail":"Internal Server Error"}'),
        ),
        "refused": Reason(
            Text(
                en="the list of models is refused: HTTP {status} {message}",
                zh="模型列表被拒绝：HTTP {status} {message}",
            ),
            Reply(
                on=ON_MODELS,
                status=503,
                body='{"error":{"message":"Loading model","type":"unavailable_error","code":503}}',
            ),
        ),
    }

    def run(self) -> Steps:
        """Read the cards of GET /models."""
        heard: Reading = yield MODELS
        if not heard.ok:
            message = heard.error.message if heard.error else ""
            if heard.status in (404, 405, 501):
                return self.unsupported("missing", status=heard.status)
            if heard.status in (401, 403):  # whether there is a list stays open
                return self.unsupported("refused", status=heard.status, message=message, capability="untested")
            if heard.status in (500, 502, 504):
                return self.warn("breaks", status=heard.status, message=message)
            return self.unsupported("refused", status=heard.status, message=message)
        raw = heard.json
        data = raw.get("data") if isinstance(raw, dict) else None
        if data is None and isinstance(raw, dict) and "models" in raw:
            data = raw["models"]
        ids = (
            [c["id"] for c in data if isinstance(c, dict) and isinstance(c.get("id"), str)]
            if isinstance(data, list)
            else None
        )
        if ids is None or (data and not ids):
            return self.warn("malformed", excerpt=heard.text[:120])
        if not ids:
            return self.warn("empty", ids=[])
        cards = [c for c in data or () if isinstance(c, dict)]
        adapters = [c["id"] for c in cards if c.get("parent") and isinstance(c.get("id"), str)]
        context = next((c["max_model_len"] for c in cards if isinstance(c.get("max_model_len"), int)), None)
        return self.ok(ids=ids, adapters=adapters, context=context)

    def settle(self, setting: Setting, facts: dict[str, Any]) -> Setting:
        """Without a name from the user, the first model that is no adapter is used."""
        ids = facts.get("ids") or []
        plain = [i for i in ids if i not in facts.get("adapters", [])]
        chosen = setting.model or next(iter(plain or ids), None)
        return msgspec.structs.replace(setting, models=tuple(ids), model=chosen)
