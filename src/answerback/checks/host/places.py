"""The promise that a local service was started for more than one request at a time."""

from __future__ import annotations

from answerback.check import Check, Reason, Steps
from answerback.checks.chat.answers import Answers
from answerback.checks.machine import local
from answerback.checks.models.recognised import Recognised
from answerback.values.result import Severity
from answerback.values.text import Text

FLAGS = {
    "vllm": ("--max-num-seqs", "--max_num_seqs"),
    "sglang": ("--max-running-requests",),
    "llamacpp": ("-np", "--parallel", "LLAMA_ARG_N_PARALLEL"),
    "ollama": ("OLLAMA_NUM_PARALLEL",),
    "lmdeploy": ("--max-batch-size",),
    "tgi": ("--max-concurrent-requests", "--max-batch-size"),
}
"""How each product is told the number of requests that it works on at once."""


class SeveralPlaces(Check):
    """Reads the flags of the process; what nobody set is the product's affair."""

    promise = Text(en="The service was started for several requests at once.", zh="服务启动时允许并行处理多个请求。")
    why = Text(
        en="With one place, everybody waits for the longest answer before them.",
        zh="只有一个位置时，所有人都得等前面最长的那个回答。",
    )
    needs = (Answers,)
    after = (Recognised,)
    severity = Severity.INFO
    reasons = {
        "one": Reason(
            Text(
                en="it was started with `{flag}` (pid {pid}): one request at a time",
                zh="启动参数是 `{flag}`（pid {pid}）：一次只处理一个请求",
            ),
        ),
    }

    def run(self) -> Steps:
        """Look for the flag."""
        here = yield from local(self.setting)
        names = FLAGS.get(str(here.service.get("product"))) if here is not None else None
        if here is None or names is None:
            return self.not_needed()
        flag = here.flag(*names)
        if flag is not None and flag[1] == "1":
            return self.warn("one", flag=flag[0], pid=min(here.pids, default=0))
        return self.ok(flag=flag[0] if flag is not None else "")
