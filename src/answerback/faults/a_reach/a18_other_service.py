"""A18: another service owns the port."""

from __future__ import annotations

from answerback import server
from answerback.checks.connection.any_client import AnyClient
from answerback.checks.connection.neighbours import RightPort
from answerback.checks.connection.reached import Reached
from answerback.checks.connection.scheme import SchemeFits
from answerback.checks.host.machine import MachineAgrees
from answerback.fault import Diagnosis, Fault, Remedy, Seen
from answerback.values.injections import Reply, When
from answerback.values.result import Confidence, Severity
from answerback.values.target import SMOKE
from answerback.values.text import Text


class OtherService(Fault):
    """Something answers, and it is no LLM service."""

    code = "A18"
    title = Text(en="Another service answers on that port", zh="该端口上是另一个服务")
    cause = Text(
        en="What answers at {url} is no OpenAI-compatible API ({what}).",
        zh="{url} 上应答的不是 OpenAI 兼容接口（{what}）。",
    )
    severity = Severity.CRITICAL
    priority = 2
    level = SMOKE
    yields_to = ("A23", "A24", "N03")
    seen_with = Reply(
        on=When(route="any"),
        body="<html><head><title>Grafana</title></head></html>",
        content_type="text/html",
    )
    evidence = ("vllm-project/vllm#7514", "vllm-project/vllm#5899")
    remedy = {
        None: Remedy(
            Text(
                en="Use the port on which the LLM server listens (its log names it), or free this one: `ss -ltnp` "
                "shows "
                "who holds it; start the server on another with `--port`.",
                zh="改用大模型服务实际监听的端口（见其日志），或腾出这个端口：`ss -ltnp` 可查占用者；"
                "也可以用 `--port` 换一个端口启动。",
            ),
            ("--port", "ss -ltnp"),
        ),
        **{
            kind.name: Remedy(
                Text(
                    en=f"Start it on a free port: `{kind.flags['port']}`",
                    zh=f"换一个空闲端口启动：`{kind.flags['port']}`",
                ),
                (kind.flags["port"],),
            )
            for kind in server.load()
            if "port" in kind.flags and kind.start
        },
    }

    def explains(self, seen: Seen) -> Diagnosis | None:
        """No spelling of the URL led to an API."""
        if seen.failed(SchemeFits) or seen.failed(AnyClient) or not seen.failed(Reached, "no-api", "not_http"):
            return None
        facts = seen.facts(Reached)
        seen.failed(RightPort)
        what = facts.get("title") or facts.get("server") or f"HTTP {facts.get('status', 0)}"
        if seen.failed(MachineAgrees, "foreign"):
            machine = seen.facts(MachineAgrees)
            return Diagnosis(
                Confidence.CERTAIN,
                {"url": facts["url"], "what": f"{what}, pid {machine['pid']}"},
                exchange=seen.first(Reached),
            )
        page = facts.get("content_type") == "text/html" or facts.get("kind") == "not_http"
        confidence = Confidence.LIKELY if page else Confidence.POSSIBLE
        return Diagnosis(confidence, {"url": facts["url"], "what": what}, exchange=seen.first(Reached))
