"""The promise that each request gets its own answer."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations

from answerback.check import Check, Reason, Steps
from answerback.checks.bursts import Done, foreign, rounds
from answerback.checks.chat.answers import Answers
from answerback.values.injections import CrossTalk
from answerback.values.result import Severity
from answerback.values.target import DEEP
from answerback.values.text import Text


class OwnAnswers(Check):
    """Each request has words that no other has; another's words in an answer prove that answers get mixed up."""

    promise = Text(en="Simultaneous requests get their own answers.", zh="并发请求各自得到自己的回答。")
    why = Text(en="What one user is told must never reach another.", zh="给一个用户的内容绝不能出现在另一个用户那里。")
    level = DEEP
    needs = (Answers,)
    severity = Severity.CRITICAL
    reasons = {
        "foreign": Reason(
            Text(
                en="{count} of {of} simultaneous answers hold words of another request: {words}",
                zh="{of} 个并发回答中有 {count} 个出现了别的请求里的词：{words}",
            ),
            CrossTalk(),
        ),
        "foreign-alone": Reason(
            Text(
                en="even one after the other, {count} of {of} answers hold words of another request: {words}",
                zh="即使逐个请求，{of} 个回答中也有 {count} 个出现了别的请求里的词：{words}",
            ),
        ),
    }

    def run(self) -> Steps:
        """Look for foreign words in every answer."""
        found = yield from rounds(self.setting)
        for done, reason in ((found.alone, "foreign-alone"), ((*found.few, *found.many), "foreign")):
            guilty = [words for one in done if (words := foreign(one, found.all))]
            if guilty:
                return self.fail(reason, count=len(guilty), of=len(done), words=list(guilty[0])[:4])
        for done in (found.few, found.many):
            if words := exchanged(done):
                return self.fail("foreign", count=2, of=len(done), words=list(words))
        return self.ok(answers=len(found.all), right=sum(one.right for one in found.all))


def exchanged(burst: Sequence[Done]) -> tuple[str, ...]:
    """Return two words that two simultaneous answers have from each other instead of their own."""
    said = [(done, set(done.said.replace('"', " ").split())) for done in burst if done.reading.ok]
    for (one, mine), (other, yours) in combinations(said, 2):
        lost = next((word for word in one.task.words if word not in mine and word in yours), "")
        gained = next((word for word in other.task.words if word not in yours and word in mine), "")
        if lost and gained:
            return lost, gained
    return ()
