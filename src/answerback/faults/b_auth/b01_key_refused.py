"""B01: the key is missing or wrong."""

from __future__ import annotations

from answerback import server
from answerback.checks.auth.accepted import KeyAccepted
from answerback.checks.auth.header import KeyArrives
from answerback.checks.auth.list_scope import KeyMayChat
from answerback.checks.auth.refusal import INVALID, SCOPE
from answerback.checks.chat.answers import Answers
from answerback.checks.connection.any_client import AnyClient
from answerback.fault import Diagnosis, Fault, Remedy, Seen
from answerback.values.injections import ANY, RequireKey
from answerback.values.result import Confidence, Severity
from answerback.values.target import SMOKE
from answerback.values.text import Text


class KeyRefused(Fault):
    """401 for want of a key, or for a key that the service does not know."""

    code = "B01"
    title = Text(en="The API key is missing or wrong", zh="API 密钥缺失或错误")
    cause = Text(
        en="HTTP {status} ({message}): {key_name} holds no key that this service accepts.",
        zh="HTTP {status}（{message}）：{key_name} 中没有该服务认可的密钥。",
    )
    severity = Severity.CRITICAL
    priority = 3
    level = SMOKE

    seen_with = RequireKey(on=ANY)
    evidence = ("vllm-project/vllm#56269",)
    remedy = {
        None: Remedy(
            Text(
                en="Put the right key into {key_name}; it goes out as `Authorization: Bearer KEY`. {header}",
                zh="把正确的密钥写入 {key_name}；它会以 `Authorization: Bearer KEY` 发送。{header}",
            ),
            ("Authorization: Bearer",),
        ),
        **{
            kind.name: Remedy(
                Text(
                    en="Put the key with which the server was started into {key_name} (see the flag shown). {header}",
                    zh="把服务启动时设置的密钥写入 {key_name}（见给出的参数）。{header}",
                ),
                (kind.flags["api_key"],),
            )
            for kind in server.load()
            if "api_key" in kind.flags and kind.name != "nginx"
        },
    }

    def explains(self, seen: Seen) -> Diagnosis | None:
        """Refused, and nothing says that the key got lost on the way."""
        other = seen.failed(KeyArrives, "other-header")
        if seen.failed(KeyArrives, "lost", "lost-bearer") or seen.failed(KeyMayChat, "list-only"):
            return None
        if seen.failed(AnyClient):
            return None
        if not seen.failed(KeyAccepted, "missing", "refused", "chat-refused"):
            return None
        seen.failed(Answers)
        seen.broke(KeyArrives)
        facts = seen.facts(KeyAccepted)
        if seen.failed(KeyAccepted, "missing") or other:
            confidence = Confidence.CERTAIN
        elif seen.failed(KeyAccepted, "chat-refused"):
            confidence = self._of_the_chat(str(facts["message"]), facts["status"])
        else:
            confidence = Confidence.LIKELY
        header = seen.facts(KeyArrives).get("header", "") if other else ""
        named = {name: facts[name] for name in ("status", "message", "key_name")}
        return Diagnosis(confidence, {**named, "header": f"→ {header}: KEY" if header else ""})

    def _of_the_chat(self, message: str, status: int) -> Confidence:
        """The list looks at no key: a wrong one is likelier than one without the right, unless the words tell."""
        if SCOPE.search(message):
            return Confidence.POSSIBLE
        return Confidence.LIKELY if status == 401 or INVALID.search(message) else Confidence.POSSIBLE
