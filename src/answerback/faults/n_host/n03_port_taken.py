"""N03: the port is held by another process."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from answerback import server
from answerback.checks.connection.neighbours import RightPort
from answerback.checks.connection.reached import Reached
from answerback.checks.host.machine import MachineAgrees
from answerback.fault import Case, Diagnosis, Logged, Remedy, Seen
from answerback.values.asked import Asked
from answerback.values.injections import ANY, Reply
from answerback.values.result import Confidence, Severity
from answerback.values.target import SMOKE
from answerback.values.text import Text

OTHER_PORTS = {
    None: "--port 8001",
    "vllm": "--port 8001",
    "sglang": "--port 30001",
    "llamacpp": "--port 8081",
    "ollama": "OLLAMA_HOST=127.0.0.1:11435",
    "lmdeploy": "--server-port 23334",
    "tgi": "--port 3001",
    "litellm": "--port 4001",
    "xinference": "--port 9998",
    "transformers": "--port 8001",
    "openvino": "--port 8001",
}
"""A port beside the usual one, as each server wants it said."""


class PortTaken(Logged):
    """A server runs and waits for a port that somebody else holds."""

    code = "N03"
    title = Text(en="The port is already held by another process", zh="端口已被其他进程占用")
    cause = Text(
        en="{title} (pid {pid}) is to listen on port {port}, but pid {holder} holds it: its log says "
        "`address already in use`.",
        zh="{title}（pid {pid}）要监听端口 {port}，但该端口被 pid {holder} 占用：日志里会有 `address already in use`。",
    )
    severity = Severity.CRITICAL
    priority = 3
    level = SMOKE
    seen_with = Reply(on=ANY, body="<html><title>Blog</title></html>", content_type="text/html")
    asked = Asked(
        url="http://127.0.0.1:{port}{path}",
        machine={
            "holders": [{"port": 8000, "addresses": ["0.0.0.0"], "pid": 211, "command": "nginx", "product": ""}],
            "servers": [{"product": "vllm", "title": "vLLM", "pid": 412, "pids": [412], "command": "vllm serve m",
                         "wants": 8000, "listens": [], "readable": False, "environment": {}}],
        },
        by_hand=Text(
            en="run `answerback sim --port 8000`, start a server on the same port, then check it",
            zh="先运行 `answerback sim --port 8000`，再让一个服务端使用同一端口启动，然后检查",
        ),
    )  # fmt: skip
    evidence = ("vllm-project/vllm#7514", "vllm-project/vllm#8204", "gpustack/gpustack#4312")
    remedy = {
        None: Remedy(
            Text(
                en="End the process that holds it (`ss -ltnp` names it), or start the server on another port; after "
                "a crash "
                "wait a minute for TIME_WAIT.",
                zh="结束占用端口的进程（用 `ss -ltnp` 查看），或换一个端口启动；崩溃后等一分钟，让 TIME_WAIT 结束。",
            ),
            ("--port", "ss -ltnp"),
        ),
        **{
            kind.name: Remedy(
                Text(
                    en="End pid {holder}, or start the server on another port with the flag shown.",
                    zh="结束 pid {holder}，或用给出的参数换一个端口启动。",
                ),
                (kind.flags["port"],),
            )
            for kind in server.load()
            if "port" in kind.flags and kind.start
        },
    }

    assumes = {"title": "The server", "pid": "?", "port": "?", "holder": "?"}
    cases = {
        "log": Case(
            Text(
                en="Another process holds the port that was asked for{at}: an earlier start of the"
                " server that still lives, or another program.",
                zh="要监听的端口{at}被其他进程占用：可能是上一次启动后仍未退出的服务，或别的程序。",
            ),
            {
                name: Remedy(
                    Text(
                        en="`ss -ltnp` names the process that holds it: end it, or start on another port with the"
                        " flag shown.",
                        zh="用 `ss -ltnp` 找到占用端口的进程并结束它，或用给出的参数换一个端口启动。",
                    ),
                    (flag, "ss -ltnp"),
                )
                for name, flag in OTHER_PORTS.items()
            },
        )
    }

    def works_out(self, facts: Mapping[str, Any]) -> dict[str, Any]:
        """Return the port as the sentence wants it, where it is known."""
        return {"at": f" ({facts['port']})" if str(facts.get("port", "")).isdigit() else ""}

    def explains(self, seen: Seen) -> Diagnosis | None:
        """This machine shows both, or the log says so."""
        if self.code in seen.log:
            return super().explains(seen)
        if not seen.failed(MachineAgrees, "taken"):
            return None
        seen.failed(Reached)
        seen.failed(RightPort)
        facts = seen.facts(MachineAgrees)
        return Diagnosis(Confidence.CERTAIN, {name: facts[name] for name in ("title", "pid", "port", "holder")})
