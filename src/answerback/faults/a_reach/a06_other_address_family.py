"""A06: the server listens on the other address family."""

from __future__ import annotations

from answerback.checks.connection.loopbacks import LoopbacksAgree
from answerback.checks.connection.reached import Reached
from answerback.checks.host.machine import MachineAgrees
from answerback.fault import Diagnosis, Fault, Remedy, Seen
from answerback.values.asked import Asked
from answerback.values.injections import Configure
from answerback.values.result import Confidence, Severity
from answerback.values.target import SMOKE
from answerback.values.text import Text


class OtherAddressFamily(Fault):
    """::1 is refused and 127.0.0.1 works, or the reverse."""

    code = "A06"
    title = Text(
        en="The server listens on the other address family (IPv4/IPv6)", zh="服务监听的是另一个地址族（IPv4/IPv6）"
    )
    cause = Text(
        en="{url} is refused while {works} answers: the server is bound to one family, and the name leads to the "
        "other.",
        zh="{url} 被拒绝，而 {works} 有应答：服务只绑定了一个地址族，而这个主机名指向另一个。",
    )
    severity = Severity.CRITICAL
    priority = 3
    level = SMOKE
    seen_with = Configure(name="family", value=6)
    asked = Asked(url="{scheme}://127.0.0.1:{port}{path}")
    evidence = ("ollama/ollama-js#102", "promptfoo/promptfoo#160")
    remedy = {
        None: Remedy(
            Text(
                en="Use {works} as the base, or bind the server to both families (`--host ::`, or `--host 0.0.0.0` and "
                "127.0.0.1 in the URL).",
                zh="把 base_url 改为 {works}，或让服务同时监听两个地址族（`--host ::`，或用 `--host 0.0.0.0` 并在 "
                "URL 里写 "
                "127.0.0.1）。",
            ),
            ("--host 0.0.0.0",),
        ),
    }

    def explains(self, seen: Seen) -> Diagnosis | None:
        """The other loopback address answers."""
        if not seen.failed(LoopbacksAgree, "other-family"):
            return None
        seen.failed(Reached)
        seen.failed(MachineAgrees)
        facts = seen.facts(LoopbacksAgree)
        return Diagnosis(
            Confidence.CERTAIN, {"url": facts["url"], "works": facts["works"]}, exchange=seen.first(Reached)
        )
