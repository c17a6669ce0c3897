"""The same small task for many at once, each with words of its own; and what the answers show. Pure."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from typing import Any

import msgspec

from answerback.checks.probes import HELLO, brief
from answerback.values.asks import Chat, chat
from answerback.values.target import Setting
from answerback.wire.openai import Reading

LIMIT = 64
ALONE, FEW, MANY = 4, 4, 16
"""How many are asked one after the other, then at once, then at once again."""
EACH = 6
_WORDS = """
walrus lemon violin harbor candle rocket pepper saddle meadow copper ribbon falcon cactus marble turnip lantern
canyon beaver magnet velvet orchid hammer puddle ginger anchor badger cherry donkey engine feather garlic helmet
iguana jacket kettle ladder mirror napkin oyster parrot quiver rabbit salmon teapot urchin vessel wallet yogurt
zipper almond basket camera dagger eagle fiddle goblet hornet insect jigsaw kitten lizard mitten needle otter pillow
quartz raisin shovel tunnel unicorn valley wizard acorn bonnet cobweb dragon easel fennel gravel hazel icicle jungle
kernel locust mustard nutmeg olive pigeon quail radish sponge thistle umpire violet walnut yeast zebra apron bamboo
cradle dolphin ember ferret guitar hamster igloo jasmine koala lobster mosaic noodle ostrich pebble quilt rhubarb
spider tulip turtle ukulele vulture whistle yarn zinc amber bucket cello daisy elbow funnel giraffe hockey ink jelly
kayak lilac monkey nest onion penguin quarry robin tractor pancake scarf
""".split()  # noqa: SIM905 (a list of them would fill three screens)
_SYLLABLES = ("ba", "ko", "ri", "su", "ve", "mo", "za", "ti", "lu", "ne", "po", "da", "xi", "fo", "gu", "wy")


def nonce(number: int) -> str:
    """Return a word that no language has, another one for each number."""
    first, second, third = number % 16, (number * 7 + 3) % 16, (number * 11 + number // 16 + 5) % 16
    return f"{_SYLLABLES[first]}{_SYLLABLES[second]}{_SYLLABLES[third]}x{number:02d}".lower()


class Task(msgspec.Struct, frozen=True):
    """One text to repeat."""

    number: int

    @property
    def words(self) -> tuple[str, ...]:
        """The words that belong to this task alone."""
        start = self.number * EACH % len(_WORDS)
        return (nonce(self.number), *_WORDS[start : start + EACH])

    @property
    def text(self) -> str:
        """What is to be repeated."""
        return f"{' '.join(self.words)} one two three four five six seven eight nine ten"

    def ask(self, setting: Setting, hello: Reading, **how: Any) -> Chat:
        """Return the request."""
        asked = chat(f'Repeat exactly, and say nothing else: "{self.text}"', temperature=0, stream=True)
        return asked.with_(**brief(setting, hello, LIMIT)).with_(**how)


class Done(msgspec.Struct, frozen=True):
    """A task and what came of it."""

    task: Task
    reading: Reading

    @property
    def said(self) -> str:
        """All that was said, in lower case."""
        first = self.reading.answer.first
        return f"{first.thought} {first.text}".lower() if first is not None else ""

    @property
    def right(self) -> bool:
        """Whether all words of the task came back."""
        return self.reading.ok and all(word in self.said for word in self.task.words)

    @property
    def start_s(self) -> float:
        """When it was sent, since the run began."""
        return self.reading.exchange.started_ns / 1e9

    @property
    def end_s(self) -> float:
        """When it was over, since the run began."""
        return self.start_s + self.reading.exchange.phases.end_s

    @property
    def first_s(self) -> float:
        """When the first word came, since it was sent; its end where none did."""
        spoken = self.reading.spoken_ns
        return spoken[0] / 1e9 if spoken else self.reading.exchange.phases.end_s


class Rounds(msgspec.Struct, frozen=True):
    """Tasks one after the other, a few at once, many at once (empty where the service is too slow for that)."""

    alone: tuple[Done, ...]
    few: tuple[Done, ...]
    many: tuple[Done, ...]

    @property
    def all(self) -> tuple[Done, ...]:
        """Every task."""
        return (*self.alone, *self.few, *self.many)

    @property
    def single_s(self) -> float:
        """The median time of one task alone."""
        times = sorted(d.reading.exchange.phases.end_s for d in self.alone if d.reading.ok)
        return times[len(times) // 2] if times else 0.0


def rounds(setting: Setting) -> Generator[Any, Any, Rounds]:
    """Give out the tasks: bounded by the run's concurrency, and by the time that a service takes for a few."""
    return (yield from _rounds(setting, midway=False))


def midway(setting: Setting) -> Generator[Any, Any, Rounds]:
    """Go the same way, and come back when the first of the many is answered: the others are still under way.

    Only where the engine lets wait; where it works on all of them at once they end together. `many` has the first.
    """
    return (yield from _rounds(setting, midway=True))


def _rounds(setting: Setting, *, midway: bool) -> Generator[Any, Any, Rounds]:
    hello: Reading = yield HELLO
    few, many = min(FEW, setting.target.concurrency), min(MANY, 4 * setting.target.concurrency)
    alone: list[Done] = []
    for number in range(ALONE):
        task = Task(number)
        heard: Reading = yield task.ask(setting, hello, alone=True)
        alone.append(Done(task, heard))
        if not heard.ok:
            return Rounds(tuple(alone), (), ())
    second = yield from _burst(setting, hello, range(ALONE, ALONE + few), 1)
    slowest = max((done.reading.exchange.phases.end_s for done in second), default=0.0)
    if slowest * many / few > setting.target.timeout_s / 2:
        return Rounds(tuple(alone), second, ())
    most = range(ALONE + FEW, ALONE + FEW + (1 if midway else many))
    third = yield from _burst(setting, hello, most, 2)
    return Rounds(tuple(alone), second, third)


def _burst(
    setting: Setting, hello: Reading, numbers: Sequence[int], burst: int
) -> Generator[Any, Any, tuple[Done, ...]]:
    tasks = [Task(number) for number in numbers]
    heard: list[Reading] = yield tuple(task.ask(setting, hello, burst=burst) for task in tasks)
    return tuple(Done(task, reading) for task, reading in zip(tasks, heard, strict=True))


def foreign(done: Done, others: Sequence[Done]) -> tuple[str, ...]:
    """Return words in an answer that belong to another task: its made-up word, or two of its six."""
    said = done.said
    for other in others:
        if other.task == done.task:
            continue
        found = tuple(word for word in other.task.words if f" {word}" in f" {said}")
        if other.task.words[0] in found or len(found) >= 2:
            return found
    return ()
