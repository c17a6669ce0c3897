"""B07: the key was copied with stray characters."""

from __future__ import annotations

from answerback.checks.auth.accepted import KeyAccepted
from answerback.checks.auth.key_clean import KeyClean
from answerback.checks.chat.answers import Answers
from answerback.fault import Diagnosis, Fault, Remedy, Seen
from answerback.values.asked import Asked
from answerback.values.result import Confidence, Severity
from answerback.values.target import SMOKE
from answerback.values.text import Text


class KeyWithBlanks(Fault):
    """A line break, quotes or the word Bearer around the key."""

    code = "B07"
    title = Text(en="The key was copied with stray characters", zh="密钥里混入了多余字符")
    cause = Text(
        en="The value of {key_name} is not just the key: {what}. Clients send it as it stands, or refuse to.",
        zh="{key_name} 的值不只是密钥：{what}。客户端会原样发送，或直接报错。",
    )
    severity = Severity.MINOR
    priority = 2
    level = SMOKE
    asked = Asked(key='"sk-quoted"')
    evidence = ()
    remedy = {
        None: Remedy(
            Text(
                en="Set it again without them: `export {key_name}=$(tr -d '[:space:]' < key.txt)`; write files with "
                "`echo -n`.",
                zh="去掉后重新设置：`export {key_name}=$(tr -d '[:space:]' < key.txt)`；写文件时用 `echo -n`。",
            ),
            ("echo -n",),
        ),
    }

    def explains(self, seen: Seen) -> Diagnosis | None:
        """The key itself shows it."""
        if not seen.broke(KeyClean):
            return None
        refused = seen.failed(KeyAccepted)
        seen.failed(Answers)
        result = seen.result(KeyClean)
        reason = result.reason if result else ""
        facts = {"key_name": seen.facts(KeyClean)["key_name"], "what": reason}
        return Diagnosis(Confidence.CERTAIN, facts, Severity.CRITICAL if refused else None)
