"""The promise that natural questions are answered as well as those that look like a test."""

from __future__ import annotations

import re
from typing import Any

import msgspec

from answerback.check import Check, Reason, Steps
from answerback.checks.chat.answers import Answers
from answerback.checks.probes import HELLO, brief
from answerback.checks.prose import said
from answerback.values.asks import Chat, chat
from answerback.values.injections import Say, When
from answerback.values.result import Severity
from answerback.values.target import DEEP
from answerback.values.text import Text
from answerback.wire.openai import Reading

TOKENS = 48
FIRST = 4
"""Natural questions that are asked of every service."""
RIGHT_ENOUGH = 2
"""So many right among the first, and nothing is hidden."""
MOST_RIGHT, LEAST_RIGHT = 1, 7
"""Of eight each: at most one right in everyday words, and at least seven in a test's dress.

Guessing among four letters gets seven of eight with a chance of one in 2,600; and a model that picks letters so well
knows the capital of France, however it is asked. A weak one, or one that only continues texts, picks none.
"""


class Fact(msgspec.Struct, frozen=True):
    """One thing that everybody knows, asked in two ways."""

    city: str
    letter: str
    natural: str
    benchmark: str


def _capital(country: str, cities: str, letter: str, natural: str) -> Fact:
    options = dict(zip("ABCD", cities.split(), strict=True))
    listed = "\n".join(f"{name}. {city}" for name, city in options.items())
    question = f"Question: What is the capital of {country}?\n{listed}\nAnswer with the letter only.\nAnswer:"
    return Fact(options[letter], letter, natural, question)


FACTS = (
    _capital("France", "Rome Paris Bonn Madrid", "B", "my daughter has a geography quiz tomorrow, which city is the "
             "capital of France again?"),
    _capital("Japan", "Seoul Osaka Beijing Tokyo", "D", "we're planning a trip to the capital of Japan in spring. "
             "what's that city called?"),
    _capital("Italy", "Rome Milan Athens Vienna", "A", "silly question, I keep mixing them up: which city is the "
             "capital of Italy?"),
    _capital("Germany", "Munich Vienna Berlin Prague", "C", "an old friend moved to the capital of Germany, so which "
             "city do I book a train to?"),
    _capital("Spain", "Lisbon Madrid Rome Barcelona", "B", "a colleague says he lives in the capital of Spain. where "
             "would that be?"),
    _capital("Egypt", "Tunis Rabat Cairo Alexandria", "C", "crossword, five letters: the capital of Egypt. what is "
             "it?"),
    _capital("Greece", "Athens Sofia Rome Patras", "A", "grandma wants a postcard from the capital of Greece, which "
             "city should I write from?"),
    _capital("Russia", "Kyiv Warsaw Minsk Moscow", "D", "on the old map at home the capital of Russia is torn off. "
             "which city was there?"),
)  # fmt: skip
EVERYDAY = "quiz tomorrow|trip to|silly question|old friend|colleague says|crossword|grandma|old map"
"""What the everyday questions have and a test has not."""


class NaturalAnswered(Check):
    """Four plain questions in everyday words. Only where most are wrong are all eight asked, in both dresses."""

    promise = Text(
        en="Everyday questions are answered as well as those that look like a benchmark.",
        zh="日常提问与看上去像评测的提问，回答得一样好。",
    )
    why = Text(
        en="A relay that knows tests by their looks sends them to a good model, and everything else to a cheap one.",
        zh="能识别评测题的中转会把评测题交给好模型，其余请求交给廉价模型。",
    )
    level = DEEP
    needs = (Answers,)
    severity = Severity.MAJOR
    reasons = {
        "benchmarks-only": Reason(
            Text(
                en="of {of} facts {dressed} are known when asked as `Question: … Answer:`, and {natural} in everyday "
                "words ({excerpt!r})",
                zh="{of} 个常识，用 `Question: … Answer:` 的形式提问答对 {dressed} 个，用日常说法只答对 {natural} 个"
                "（{excerpt!r}）",
            ),
            Say(on=When(says=EVERYDAY), text="That is an interesting question, and there are many ways to see it."),
        ),
        "too-weak": Reason(
            Text(
                en="{natural} of {of} everyday questions and {dressed} of their twins are answered right: too little "
                "to tell",
                zh="日常说法答对 {natural}/{of}，评测形式答对 {dressed}/{of}：不足以判断",
            ),
            owed=False,
        ),
    }

    def run(self) -> Steps:
        """Stop at the first sign that everyday questions are answered."""
        hello: Reading = yield HELLO
        room = brief(self.setting, hello, TOKENS)
        natural: list[Reading] = yield tuple(_ask(fact.natural, room) for fact in FACTS[:FIRST])
        if _right(natural) >= RIGHT_ENOUGH:
            return self.ok(natural=_right(natural), of=FIRST)
        natural += yield tuple(_ask(fact.natural, room) for fact in FACTS[FIRST:])
        dressed: list[Reading] = yield tuple(_ask(fact.benchmark, room) for fact in FACTS)
        answered = all(one.ok and said(one) for one in (*natural, *dressed))
        plain, picked = _right(natural), _picked(dressed)
        facts = {"of": len(FACTS), "natural": plain, "dressed": picked, "excerpt": said(natural[0])[:80]}
        if answered and plain <= MOST_RIGHT and picked >= LEAST_RIGHT:
            return self.warn("benchmarks-only", **facts)
        return self.unknown("too-weak", **facts)


def _ask(question: str, room: dict[str, Any]) -> Chat:
    return chat(question, temperature=0, **room)


def _right(heard: list[Reading]) -> int:
    """Return how many answers name their city."""
    return sum(fact.city.lower() in said(one).lower() for fact, one in zip(FACTS, heard, strict=False))


def _picked(heard: list[Reading]) -> int:
    """Return how many answers are the right letter."""
    return sum(
        re.match(rf"\W*{fact.letter}(?![A-Za-z])", said(one)) is not None
        for fact, one in zip(FACTS, heard, strict=True)
    )
