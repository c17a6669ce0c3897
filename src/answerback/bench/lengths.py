"""How long prompts and answers are: `512`, `uniform:100-900`, `normal:512,64`, `lognormal:512,300`, `choice:64,512`."""

from __future__ import annotations

import re
from enum import StrEnum
from math import ceil, log, sqrt
from random import Random

import msgspec

from answerback.command import UsageError
from answerback.values.text import Text

FORM = Text(
    en="{spec!r} is no length; write tokens (`512`), `uniform:100-900`, `normal:MEAN,DEVIATION`, "
    "`lognormal:MEAN,DEVIATION` or `choice:64,512,2048`",
    zh="{spec!r} 不是有效的长度；可写 token 数（`512`）、`uniform:100-900`、`normal:均值,标准差`、"
    "`lognormal:均值,标准差` 或 `choice:64,512,2048`",
)
TAIL = 8
"""No draw is longer than so many times the mean: a length without a bound could not be budgeted."""
_SPEC = re.compile(r"(?:([a-z]+):)?([\d.,\-\s]+)")


class Shape(StrEnum):
    """A distribution."""

    FIXED = "fixed"
    UNIFORM = "uniform"
    NORMAL = "normal"
    LOGNORMAL = "lognormal"
    CHOICE = "choice"


class Lengths(msgspec.Struct, frozen=True):
    """A distribution of lengths in tokens; every draw is a whole number from 1 to `most`."""

    shape: Shape
    figures: tuple[float, ...]
    """Fixed: the length; uniform: both ends; normal, lognormal: mean and standard deviation of the lengths; choice:
    all of them, each as likely."""

    @property
    def mean(self) -> float:
        """The mean, in tokens."""
        if self.shape in (Shape.NORMAL, Shape.LOGNORMAL):
            return self.figures[0]
        return sum(self.figures) / len(self.figures)

    @property
    def most(self) -> int:
        """The longest that may be drawn."""
        if self.shape is Shape.NORMAL:
            return ceil(min(self.figures[0] + 6 * self.figures[1], TAIL * self.figures[0]))
        if self.shape is Shape.LOGNORMAL:
            return ceil(TAIL * self.figures[0])
        return int(max(self.figures))

    def draw(self, rng: Random) -> int:
        """Return one length."""
        if self.shape is Shape.FIXED:
            return int(self.figures[0])
        if self.shape is Shape.UNIFORM:
            return rng.randint(int(self.figures[0]), int(self.figures[1]))
        if self.shape is Shape.CHOICE:
            return int(rng.choice(self.figures))
        mean, deviation = self.figures
        if self.shape is Shape.NORMAL:
            drawn = rng.gauss(mean, deviation)
        else:
            spread = log(1 + (deviation / mean) ** 2)  # of the logarithm, so that the lengths have mean and deviation
            drawn = rng.lognormvariate(log(mean) - spread / 2, sqrt(spread))
        return min(max(1, round(drawn)), self.most)


def fixed(tokens: int) -> Lengths:
    """Return the distribution that is always the same."""
    return Lengths(Shape.FIXED, (float(tokens),))


def parse(spec: str) -> Lengths:
    """Return a distribution as it was written; UsageError for anything else."""
    match = _SPEC.fullmatch(spec.strip().lower())
    if match is None:
        raise UsageError(FORM, spec=spec)
    name, rest = match.groups()
    shape = Shape.FIXED if name is None else next((one for one in Shape if one.value == name), None)
    try:
        figures = tuple(float(part) for part in re.split(r"[-,]" if shape is Shape.UNIFORM else ",", rest))
    except ValueError:
        raise UsageError(FORM, spec=spec) from None
    wanted = {Shape.FIXED: 1, Shape.CHOICE: len(figures)}.get(shape, 2) if shape is not None else -1
    whole = shape in (Shape.FIXED, Shape.UNIFORM, Shape.CHOICE)
    least = (1, 0) if shape in (Shape.NORMAL, Shape.LOGNORMAL) else (1,) * len(figures)
    if (
        shape is None
        or len(figures) != wanted
        or any(figure < bound for figure, bound in zip(figures, least, strict=True))
        or (whole and any(figure != int(figure) for figure in figures))
        or (shape is Shape.UNIFORM and figures[0] > figures[1])
    ):
        raise UsageError(FORM, spec=spec)
    return Lengths(shape, figures)
