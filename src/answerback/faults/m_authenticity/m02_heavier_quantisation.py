"""M02: the weights are coarser than the name says."""

from __future__ import annotations

from answerback.checks.authenticity.precision_told import PrecisionTold
from answerback.fault import Diagnosis, Fault, Remedy, Seen
from answerback.values.injections import Configure, Set, When
from answerback.values.result import Confidence, Severity
from answerback.values.target import DEEP
from answerback.values.text import Text


class HeavierQuantisation(Fault):
    """The server contradicts the name. What it does not tell needs a reference, and is not concluded."""

    code = "M02"
    title = Text(en="The loaded weights are coarser than the model's name says", zh="实际加载的权重比模型名所说的更粗")
    cause = Text(
        en="`{wanted}` promises about {claimed} bits per weight; {source} says `{told}`, about {held}: another file "
        "was loaded under that name, or the name was never changed with the file.",
        zh="`{wanted}` 意味着每个权重约 {claimed} bit，而 {source} 显示 `{told}`，约 {held} bit："
        "要么用这个名字加载了别的文件，要么换了文件却没有改名字。",
    )
    severity = Severity.MINOR
    priority = 2
    level = DEEP
    dialect = "llamacpp"
    seen_with = (
        Configure(name="models", value=["Qwen3-0.6B-BF16"]),
        Set(on=When(route="/props"), path="model_path", value="/models/Qwen3-0.6B-Q4_K_M.gguf"),
    )
    evidence = ("MoonshotAI/K2-Vendor-Verifier", "arXiv 2506.06975")
    remedy = {
        None: Remedy(
            Text(
                en="Load the weights that the name promises, or name the precision that is served; with a vendor, ask "
                "for the dtype in writing and compare on a hard set against a reference.",
                zh="加载名字所承诺的权重，或让名字如实反映精度；如果是第三方服务，请要求对方书面说明 dtype，"
                "并用难题集与参考实现对比。",
            ),
            ("dtype",),
        ),
        "llamacpp": Remedy(
            Text(
                en="Start llama-server with the file that is meant (`-m FILE-BF16.gguf`), or give it its true name "
                "with `--alias`.",
                zh="用正确的文件启动 llama-server（`-m FILE-BF16.gguf`），或用 `--alias` 给出真实的名字。",
            ),
            ("-m FILE-BF16.gguf", "--alias"),
        ),
        "ollama": Remedy(
            Text(
                en="Pull the tag that is meant (`ollama pull NAME:TAG-fp16`); `ollama show NAME` tells what is there.",
                zh="拉取正确的标签（`ollama pull NAME:TAG-fp16`）；`ollama show NAME` 会显示当前的量化方式。",
            ),
            ("ollama pull NAME:TAG-fp16", "ollama show NAME"),
        ),
        "vllm": Remedy(
            Text(
                en="Give `--model` the unquantised weights, or `--served-model-name` the true name.",
                zh="用 `--model` 指定未量化的权重，或用 `--served-model-name` 给出真实的名字。",
            ),
            ("--model", "--served-model-name"),
        ),
        "lmstudio": Remedy(
            Text(
                en="Load the variant that is meant: `lms get MODEL@bf16`, then `lms load`.",
                zh="加载正确的版本：`lms get MODEL@bf16`，再执行 `lms load`。",
            ),
            ("lms get MODEL@bf16", "lms load"),
        ),
    }

    def explains(self, seen: Seen) -> Diagnosis | None:
        """A page about what is loaded makes it likely; a path in a card may be just a name, too."""
        if not seen.failed(PrecisionTold, "contradicted"):
            return None
        facts = seen.facts(PrecisionTold)
        sure = Confidence.POSSIBLE if facts["source"] == "/models" else Confidence.LIKELY
        return Diagnosis(sure, {name: facts[name] for name in ("wanted", "claimed", "source", "told", "held")})
