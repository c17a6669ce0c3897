"""Ollama's log (wordings from the tracker, 0.1 to 0.34; server/routes.go, server/sched.go, discover/gpu.go)."""

from __future__ import annotations

from answerback.logs.shape import Failure, Mark, Marks, Progress, Stage, Weight

MARKS = Marks(
    server="ollama",
    begins=(Mark("Listening on ", r"Listening on \S+?:(?P<port>\d+) \(version (?P<version>[^)\s]+)\)"),),
    clues=(
        Mark("OLLAMA_"),
        Mark("level=", r"source=(?:routes|sched|gpu|server|runner|images|types|download|memory|ggml)\.go"),
        Mark("[GIN]"),
        Mark("ollama serve"),
        Mark("listen tcp", r"^Error: listen tcp \S+:(?P<port>11434)"),
    ),
    tells=(
        Mark("llama_model_loader: - kv", r"general\.name str\s+= (?P<model>.+)"),
        Mark("starting llama server", r"--ctx-size (?P<context>\d+)"),
        Mark("inference compute", r"library=(?P<gpu>(?i:cuda|rocm|vulkan))\b"),
        Mark("OLLAMA_CONTEXT_LENGTH", r"OLLAMA_CONTEXT_LENGTH:(?P<asked>\d+)"),
    ),
    progress=(
        Progress("Listening on", r"version ", stage=Stage.READY),
        Progress("downloading", r"msg=\"downloading (?P<blob>\w+)", stage=Stage.DOWNLOAD),
        Progress("starting llama server", stage=Stage.LOAD),
        Progress("starting runner", stage=Stage.LOAD),
        Progress("llama runner started in", stage=Stage.READY),
    ),
    failures=(
        Failure("more system memory",
                r"system memory \((?P<wants>[\d.]+ \w+)\) than is available \((?P<has>[\d.]+ \w+)\)",
                code="N21", weight=Weight.EXACT),
        Failure("cudaMalloc failed: out of memory", r"allocating (?P<tried>[\d.]+ \w+) on device", code="N02",
                weight=Weight.EXACT),
        Failure("CUDA error: out of memory", code="N02"),
        Failure("offloaded ", r"offloaded 0/(?P<layers>\d+) layers to GPU", code="N04", case="log", weight=Weight.EXACT,
                needs="gpu", runs=True),
        Failure("unknown model architecture", r"architecture: '(?P<architecture>[^']*)'", code="N08",
                weight=Weight.EXACT),
        Failure("no such host", r"lookup (?P<hub>\S+?)(?: on \S+)?: no such host", code="N22", weight=Weight.EXACT),
        Failure("pull model manifest", r"dial tcp|i/o timeout|TLS handshake|connection refused", code="N22",
                weight=Weight.EXACT),
        Failure("file does not exist", r"pull model manifest: file does not exist", code="N07", weight=Weight.EXACT),
        Failure("digest mismatch", code="N10", weight=Weight.EXACT),
        Failure("unexpected EOF", r"error loading model|gguf|tensor", code="N10"),
        Failure("no space left on device", code="N10", case="full", weight=Weight.EXACT),
        Failure("permission denied", r"(?:mkdir|open|stat) (?P<path>\S+): permission denied", code="N23",
                weight=Weight.EXACT),
        Failure("address already in use", r"listen tcp \S+?:(?P<port>\d+): bind", code="N03", case="log",
                weight=Weight.EXACT, ends=True),
        Failure("Only one usage of each socket", r"listen tcp \S+?:(?P<port>\d+): bind", code="N03", case="log",
                weight=Weight.EXACT, ends=True),
        Failure("timed out waiting for llama runner to start", r"to start - progress (?P<progress>[\d.]+)", code="N35",
                weight=Weight.EXACT),
    ),
    wrappers=(),
    noise=("[GIN]",),
    hosts=True,
    inside=("llamacpp",),
)  # fmt: skip
