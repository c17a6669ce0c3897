"""Acts out text that comes out wrong: nonsense, mixed scripts, broken characters, altered details."""

from __future__ import annotations

import re
from random import Random

import msgspec

from answerback.sim.acts.parts import Kind, Part
from answerback.sim.acts.retelling import Teller, tells
from answerback.sim.stage import Call
from answerback.values.injections import Garble

_WORD = re.compile(r"[^\W\d_]+")
_CJK = re.compile(r"[\u3400-\u9fff]")
_SCRIPTS = (
    "ังคาร", "ющий", "مدينة", "への", "अनुसार", "кращ", "설명", "ließ", "της", "żeby", "ünlü", "的是", "ことが",
    "באופן", "լավ",
)  # fmt: skip


@tells(Garble)
class Garbling(Teller):
    """Changes texts piece by piece."""

    def __init__(self, injection: Garble, call: Call, rng: Random, field: str) -> None:
        super().__init__(injection, call, rng, field)
        self.broken = 0

    def feed(self, part: Part) -> list[Part]:
        how = self.injection.how
        if part.kind is Kind.CALL or (part.kind is Kind.REASONING and how in ("digits", "case")):
            return [part]
        return [msgspec.structs.replace(part, text=self._change(part.text, how))]

    def _change(self, text: str, how: str) -> str:
        if how == "fffd":
            return "".join(map(self._break, text))
        if how == "digits":
            return re.sub(r"\d", lambda m: str((int(m[0]) + 3) % 10) if self._struck() else m[0], text)
        return _WORD.sub(lambda m: self._word(m[0], how) if self._struck() else m[0], text)

    def _struck(self) -> bool:
        share: float = self.injection.share
        return share >= 1.0 or self.rng.random() < share

    def _word(self, word: str, how: str) -> str:
        if how == "case":
            return word.swapcase()
        if how == "script":
            return self.rng.choice(_SCRIPTS)
        return "".join(map(self._letter, word))

    def _letter(self, char: str) -> str:
        if _CJK.match(char):
            return chr(self.rng.randrange(0x4E00, 0x9FA5))
        letter = self.rng.choice("abcdefghijklmnopqrstuvwxyz")
        return letter.upper() if char.isupper() else letter

    def _break(self, char: str) -> str:
        """Break each character outside the basic plane, and every third of the others that are not ASCII."""
        if char < "\x80":
            return char
        self.broken += 1
        return "\ufffd\ufffd" if char > "\uffff" or self.broken % 3 == 1 else char
