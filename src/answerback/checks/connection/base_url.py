"""The promise that the URL, as it was spelled, is the base that clients need."""

from __future__ import annotations

from urllib.parse import urlsplit

from answerback.check import Check, Reason, Steps
from answerback.checks.connection.reached import Reached, is_api
from answerback.values.asks import ListModels
from answerback.values.result import Severity
from answerback.values.target import ENDPOINTS, with_scheme
from answerback.values.text import Text
from answerback.wire.openai import Reading


class BaseUrl(Check):
    """The service is right either way; a client that is given this URL as it stands would fail."""

    promise = Text(
        en="The URL as spelled is the base that clients need.", zh="给出的 URL 就是客户端应配置的 base_url。"
    )
    why = Text(
        en="Clients append `/chat/completions` to it; a wrong base looks like a dead service (404).",
        zh="客户端会在它后面拼接 /chat/completions；写错了就是 404，看起来像服务挂了。",
    )
    needs = (Reached,)
    severity = Severity.INFO
    reasons = {
        "missing-v1": Reason(
            Text(en="{spelled} is no base: use {base}", zh="{spelled} 不能直接用作 base_url，应为 {base}"),
        ),
        "doubled-v1": Reason(
            Text(en="`/v1` is doubled in {spelled}: use {base}", zh="{spelled} 里 /v1 写了两遍，应为 {base}"),
        ),
        "endpoint": Reason(
            Text(
                en="{spelled} is an endpoint, not a base: use {base}",
                zh="{spelled} 是具体接口，不是 base_url，应为 {base}",
            ),
        ),
        "other-prefix": Reason(
            Text(
                en="the API is not under {spelled} but under {base}",
                zh="接口不在 {spelled} 下，而在 {base} 下",
            ),
        ),
    }

    def run(self) -> Steps:
        """Compare the URL with the base that works; one request where only the service can tell."""
        base = self.setting.base
        spelled = with_scheme(self.setting.target.url).partition("?")[0].rstrip("/")
        if urlsplit(spelled).path == urlsplit(base).path:
            return self.ok(base=base)
        facts = {"spelled": spelled, "base": base}
        if spelled.endswith(ENDPOINTS):
            return self.warn("endpoint", **facts)
        as_it_is: Reading = yield ListModels(base=spelled)
        if is_api(as_it_is):
            return self.ok(base=base, also=spelled)
        if "/v1/v1" in spelled:
            return self.warn("doubled-v1", **facts)
        return self.warn("missing-v1" if base == f"{spelled}/v1" else "other-prefix", **facts)
