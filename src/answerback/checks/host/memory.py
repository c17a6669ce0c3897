"""The promise that a local service lies in main memory."""

from __future__ import annotations

from answerback.check import Check, Reason, Steps
from answerback.checks.chat.answers import Answers
from answerback.checks.machine import GB, gigabytes, local
from answerback.checks.models.recognised import Recognised
from answerback.values.result import Severity
from answerback.values.text import Text

SHARE, LEAST = 0.1, 0.25 * GB
"""Less than this in swap is what nobody needs: code of the start-up."""
NEARLY = 0.95


class InMemory(Check):
    """Reads how much of the process was moved out to swap, and how near its memory limit is."""

    promise = Text(en="The service lies in main memory.", zh="服务完全在内存中，没有被换出。")
    why = Text(
        en="Weights that must come back from disk for each token make a model a hundred times slower.",
        zh="权重被换到磁盘后，每生成一个 token 都要读回来，会慢上百倍。",
    )
    needs = (Answers,)
    after = (Recognised,)
    severity = Severity.MINOR
    reasons = {
        "swapped": Reason(
            Text(
                en="{swapped} GB of the service (pid {pid}) lie in swap, {resident} GB in main memory",
                zh="服务（pid {pid}）有 {swapped} GB 被换出，{resident} GB 在内存中",
            ),
        ),
        "at-limit": Reason(
            Text(
                en="its container may use {limit} GB of memory, and {used} GB are used: the model file is read again "
                "and again",
                zh="容器内存上限为 {limit} GB，已用 {used} GB：模型文件会被反复从磁盘读取",
            ),
        ),
    }

    def run(self) -> Steps:
        """Look at the process."""
        here = yield from local(self.setting)
        if here is None:
            return self.not_needed()
        swapped, resident = here.size("swapped") or 0.0, here.size("resident") or 0.0
        facts = {
            "pid": min(here.pids, default=0), "swapped": gigabytes(swapped), "resident": gigabytes(resident),
            "shared_memory": gigabytes(here.machine.get("shared") or 0),
            "free": gigabytes(here.machine.get("available") or 0), "load": here.machine.get("load"),
        }  # fmt: skip
        if swapped >= LEAST and swapped >= SHARE * (swapped + resident):
            return self.warn("swapped", **facts)
        limit, used = here.limit("memory"), here.limit("memory_used")
        if limit and used and used >= NEARLY * limit and resident < 0.5 * limit:  # what fills it is the file's cache
            return self.warn("at-limit", **facts, limit=gigabytes(limit), used=gigabytes(used))
        return self.ok(**facts)
