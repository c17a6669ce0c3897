"""vLLM's log (sources read: 0.6 to 0.32 in the tracker's logs; engine, worker and entrypoints of the 0.32.0 wheel)."""

from __future__ import annotations

from answerback.logs.shape import Failure, Mark, Marks, Progress, Stage, Weight

_TRY = "Try increasing `gpu_memory_utilization`"

MARKS = Marks(
    server="vllm",
    begins=(
        Mark("vLLM API server version", r"vLLM API server version (?P<version>\S+)"),
        Mark("vllm-openai  version", r"version (?P<version>\d\S*)"),
    ),
    clues=(
        Mark("LLM engine (v", r"Initializing an? (?:V1 )?LLM engine \(v(?P<version>[^)\s]+)\)"),
        Mark("Initializing an LLM engine"),
        Mark("(EngineCore"),
        Mark("(APIServer pid="),
        Mark("EngineCore failed to start"),
        Mark("Engine core initialization failed"),
        Mark("Starting vLLM API server"),
        Mark("/vllm/entrypoints/"),
        Mark("vllm serve: error:"),
        Mark("VllmWorker"),
    ),
    tells=(
        Mark("non-default args", r"'model(?:_tag)?': '(?P<model>[^']+)'"),
        Mark("non-default args", r"'port': (?P<port>\d+)"),
        Mark("non-default args", r"'tensor_parallel_size': (?P<parallel>\d+)"),
        Mark("non-default args", r"'max_model_len': (?P<asked>\d+)"),
        Mark("non-default args", r"'gpu_memory_utilization': (?P<share>[\d.]+)"),
        Mark("LLM engine", r"\bmodel='(?P<model>[^']+)'"),
        Mark("Using max model len", r"max model len (?P<asked>\d+)"),
    ),
    progress=(
        Progress("Downloading", r"Downloading.*?(?P<percent>\d+)%\|", stage=Stage.DOWNLOAD),
        Progress("Time spent downloading weights", stage=Stage.LOAD),
        Progress("Starting to load model", stage=Stage.LOAD),
        Progress("checkpoint shards", r"shards: +(?P<percent>\d+)%", stage=Stage.LOAD),
        Progress("Loading weights took", stage=Stage.LOAD),
        Progress("Model loading took", stage=Stage.WARM_UP),
        Progress("Dynamo bytecode transform time", stage=Stage.WARM_UP),
        Progress("torch.compile takes", stage=Stage.WARM_UP),
        Progress("Available KV cache memory", stage=Stage.WARM_UP),
        Progress("Capturing CUDA graph", r"(?:(?P<percent>\d+)%\||Capturing cudagraphs|may)", stage=Stage.WARM_UP),
        Progress("Graph capturing finished", stage=Stage.WARM_UP),
        Progress("Application startup complete", stage=Stage.READY),
        Progress("Uvicorn running on", stage=Stage.READY),
        Progress("Shutting down", r"INFO:\s+Shutting down", stage=Stage.STOP),
        Progress("Received SIGTERM", stage=Stage.STOP),
    ),
    failures=(
        # worker/worker.py, raise_if_cache_size_invalid: vllm-project/vllm#2418, #12865
        Failure(
            "tokens that can be stored in KV cache",
            r"max seq len \((?P<wants>\d+)\) is larger than .*? KV cache \((?P<fits>\d+)\)",
            code="N01",
            weight=Weight.EXACT,
        ),
        # v1/core/kv_cache_utils.py: vllm-project/vllm#16118, #34076
        Failure(
            "KV cache is needed",
            r"max seq len \((?P<wants>\d+)\).*?estimated maximum model length is (?P<fits>\d+)",
            code="N01",
            weight=Weight.EXACT,
        ),
        Failure(
            "KV cache is needed",
            r"max seq len \((?P<wants>\d+)\)(?!.*estimated maximum)",
            code="N01",
            weight=Weight.EXACT,
        ),
        # v1/worker/gpu_worker.py, request_memory: vllm-project/vllm#20305, #25837
        Failure(
            "Free memory on device",
            r"Free memory on device\s?\S* \((?P<free>[\d.]+)/(?P<total>[\d.]+) GiB\) on startup is less than desired "
            r"GPU memory utilization \((?P<share>[\d.]+)",
            code="N13",
            weight=Weight.EXACT,
        ),
        # vllm-project/vllm#14452, #27508
        Failure(
            "out of memory occurred when warming up sampler",
            r"with (?P<seqs>\d+) dummy",
            code="N14",
            weight=Weight.EXACT,
        ),
    ),
    wrappers=(
        "Engine core initialization failed",
        "EngineCore failed to start",
        "EngineCore hit an exception",
        "Engine process failed to start",
        "EngineDeadError",
        "EngineCore encountered a fatal error",
        "WorkerProc failed to start",
        "WorkerProc initialization failed",
        "WorkerProc hit an exception",
        "Error executing method",
        "AsyncLLMEngine has failed",
        "Background loop has errored",
        "engine process is dead",
        "MQEngineDeadError",
    ),
    noise=(
        "Received request",
        "Added request",
        'HTTP/1.1"',
    ),
)
