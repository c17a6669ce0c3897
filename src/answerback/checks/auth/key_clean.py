"""The promise that the key is written as a key is."""

from __future__ import annotations

from answerback.check import Check, Reason, Steps
from answerback.values.result import Severity
from answerback.values.target import SMOKE
from answerback.values.text import Text

QUOTES = "'\"`“”‘’"


class KeyClean(Check):
    """Looks at the key itself, asks nothing, and shows nothing of it."""

    promise = Text(en="The key has no stray characters.", zh="密钥中没有多余的字符。")
    why = Text(
        en="A line break or a quote copied along makes an illegal header, or a wrong key that looks right.",
        zh="复制时带进的换行或引号会让请求头非法，或让看起来正确的密钥实际上是错的。",
    )
    level = SMOKE
    severity = Severity.MINOR
    reasons = {
        "blanks": Reason(
            Text(
                en="{key_name} holds a line break or blanks around or inside the key",
                zh="{key_name} 的密钥首尾或中间含有换行或空白",
            )
        ),
        "quotes": Reason(
            Text(en="{key_name} holds quotes around the key", zh="{key_name} 的密钥两端带有引号"),
        ),
        "bearer": Reason(
            Text(
                en="{key_name} begins with `Bearer `, which clients add themselves",
                zh="{key_name} 以 `Bearer ` 开头，而客户端会自己加上它",
            )
        ),
        "not-ascii": Reason(
            Text(
                en="{key_name} holds characters that no header may carry",
                zh="{key_name} 含有请求头不允许的字符",
            )
        ),
    }

    def run(self) -> Steps:
        """Judge the characters."""
        yield from ()
        target = self.setting.target
        if target.key is None:
            return self.not_needed()
        key = target.key.reveal()
        name = {"key_name": target.key_name}
        if key[:1] in QUOTES or key[-1:] in QUOTES:
            return self.warn("quotes", **name)
        if key.strip().lower().startswith("bearer "):
            return self.warn("bearer", **name)
        if key != key.strip() or any(c.isspace() for c in key):
            return self.warn("blanks", **name)
        if not key.isascii() or not key.isprintable():
            return self.warn("not-ascii", **name)
        return self.ok()
