"""L07: answers get worse when many are made at once."""

from __future__ import annotations

from answerback.checks.load.keeps_quality import KeepsQuality
from answerback.fault import OF_WORDS, UNEXPLAINED, Diagnosis, Fault, Remedy, Seen
from answerback.values.injections import Garble, When
from answerback.values.result import Confidence, Severity
from answerback.values.target import DEEP
from answerback.values.text import Text

OF_OTHERS = tuple(code for code in OF_WORDS if code not in ("L07", UNEXPLAINED))
"""What is read from answers, some of which were made beside others."""


class QualityCollapses(Fault):
    """More than other words at temperature 0: tasks fail that succeed alone."""

    code = "L07"
    title = Text(en="Answers get worse under load", zh="高并发时回答质量下降")
    cause = Text(
        en="{worse} of {of} tasks fail when given at once and succeed alone ({better} the other way round): kernels of "
        "large batches, paged caches or CUDA graphs compute wrongly.",
        zh="{of} 个任务中有 {worse} 个并发时失败、单独时成功（反过来的有 {better} 个）：大批次算子、分页缓存或 CUDA "
        "graph 计算出错。",
    )
    severity = Severity.MAJOR
    priority = 2
    level = DEEP
    evidence = ("vllm-project/vllm#5607", "ml-explore/mlx-lm#965", "vllm-project/vllm#15194")
    seen_with = Garble(on=When(above=6))
    remedy = {
        None: Remedy(
            Text(
                en="Upgrade the server and its kernels; lower the batch size until answers are right again.",
                zh="升级服务端及其算子库；调小批次，直到回答恢复正确。",
            )
        ),
        "vllm": Remedy(
            Text(
                en="Compare with `--enforce-eager`, `--max-num-seqs 8` and another attention backend "
                "(`VLLM_ATTENTION_BACKEND`); `VLLM_BATCH_INVARIANT=1` removes batching noise.",
                zh="用 `--enforce-eager`、`--max-num-seqs 8` 和其他注意力后端（`VLLM_ATTENTION_BACKEND`）对比；"
                "`VLLM_BATCH_INVARIANT=1` 可去掉批处理噪声。",
            ),
            ("--enforce-eager", "--max-num-seqs 8", "VLLM_BATCH_INVARIANT=1"),
        ),
        "sglang": Remedy(
            Text(
                en="Compare with `--disable-cuda-graph`, `--max-running-requests 8` and another `--attention-backend`.",
                zh="用 `--disable-cuda-graph`、`--max-running-requests 8` 和其他 `--attention-backend` 对比。",
            ),
            ("--disable-cuda-graph", "--max-running-requests 8"),
        ),
        "llamacpp": Remedy(
            Text(
                en="Compare with `-np 1` and without `-fa on`; update llama.cpp.",
                zh="用 `-np 1`、不加 `-fa on` 对比；并升级 llama.cpp。",
            ),
            ("-np 1", "-fa"),
        ),
    }

    def explains(self, seen: Seen) -> Diagnosis | None:
        """By the sign test of the check."""
        if not seen.failed(KeepsQuality, "collapses"):
            return None
        facts = seen.facts(KeepsQuality)
        told = {name: facts[name] for name in ("worse", "better", "of")}
        return Diagnosis(Confidence.LIKELY, told, covers=OF_OTHERS)
