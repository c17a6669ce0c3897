"""What is said of each mistake in a pasted request, by its name."""

from __future__ import annotations

from answerback.pasted.slips import Tell
from answerback.pasted.telling.answer import ANSWER
from answerback.pasted.telling.options import COMMAND
from answerback.pasted.telling.request import REQUEST
from answerback.pasted.telling.spelling import SPELLING
from answerback.pasted.telling.writing import JSON

TELLS: dict[str, Tell] = {**SPELLING, **COMMAND, **JSON, **REQUEST, **ANSWER}
