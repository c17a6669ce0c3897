"""The promise that the service is on the port that the URL names, not on a neighbouring one."""

from __future__ import annotations

from urllib.parse import urlsplit

from answerback import server
from answerback.check import Check, Reason, Steps
from answerback.checks.connection.reached import Reached, is_api, is_page
from answerback.server import Clues
from answerback.values.asks import Auth, ListModels, Look
from answerback.values.exchange import FailureKind
from answerback.values.result import Severity
from answerback.values.target import SMOKE
from answerback.values.text import Text
from answerback.wire.openai import Reading

USUAL = (8000, 30000, 8080, 11434, 1234, 23333, 4000, 9997, 3000)
"""vLLM, SGLang, llama.cpp, Ollama, LM Studio, LMDeploy, LiteLLM, Xinference, TGI."""
WAIT_S = 2.0


class RightPort(Check):
    """Looks for the service on usual ports of the same host; no key goes there."""

    promise = Text(en="The service is on the port that the URL names.", zh="服务就在 URL 指定的端口上。")
    why = Text(
        en="Each server has another default port; the service often runs, next door.",
        zh="各种服务端的默认端口不同，服务往往在运行，只是端口不对。",
    )
    level = SMOKE
    when_failed = (Reached,)
    severity = Severity.CRITICAL
    reasons = {
        "elsewhere": Reason(
            Text(
                en="nothing useful on port {port}, but {title} answers at {works}",
                zh="端口 {port} 上没有可用的服务，但 {title} 在 {works} 有应答",
            )
        ),
    }

    def run(self) -> Steps:
        """On this machine only ports that are open are asked, elsewhere the usual ones."""
        parts = urlsplit(self.setting.base)
        port = parts.port or (443 if parts.scheme == "https" else 80)
        heard: Reading = yield ListModels()
        kind = heard.failure.kind if heard.failure is not None else None
        if kind not in (None, FailureKind.REFUSED, FailureKind.NOT_HTTP):
            return self.not_needed()
        look: Reading = yield Look(port=port)
        view = look.json if look.ok else {}
        if kind is None and not view:  # something answers on another machine: its other ports are not ours to try
            return self.not_needed()
        ports = _candidates(view, port)
        bases = [_with_port(self.setting.base, other) for other in ports]
        asks = tuple(ListModels(base=base, auth=Auth.NONE, wait_s=WAIT_S) for base in bases)
        again: list[Reading] = (yield asks) if asks else []
        for base, reading in zip(bases, again, strict=True):
            if reading.failure is None and is_api(reading) and not is_page(reading):
                return self.fail("elsewhere", port=port, works=base, title=_title(reading))
        return self.ok(tried=ports)


def _candidates(view: dict[str, list[int]], port: int) -> list[int]:
    if not view:
        return [p for p in USUAL if p != port]
    listening = set(view.get("listening") or [])
    servers: list[int] = [p for s in view.get("servers") or [] for p in s["listens"]]  # type: ignore[index]
    return [p for p in dict.fromkeys((*servers, *USUAL)) if p != port and p in listening]


def _with_port(base: str, port: int) -> str:
    parts = urlsplit(base)
    host = f"[{parts.hostname}]" if ":" in (parts.hostname or "") else parts.hostname
    return f"http://{host}:{port}/v1"


def _title(reading: Reading) -> str:
    clues = Clues(reading, {}, wildcard=False)
    kind = next((k for k in server.load() if k.recognise(clues) is not None), None)
    return kind.title if kind else "an OpenAI-compatible service"
