"""P: what was declared of a service beforehand, and does not hold."""

from __future__ import annotations

from answerback.values.text import Text

BY_HAND = Text(
    en="declare it in a file for `answerback check --targets`.", zh="请在 `answerback check --targets` 的文件中声明。"
)
