"""llama.cpp's llama-server (source read: b11434, tools/server)."""

from __future__ import annotations

from answerback.facts import Change, HealthRoute
from answerback.gauges import Gauge, Metrics
from answerback.launch import Form, Launch, Rank
from answerback.server import Clues, Loading, Server, Sighting, Treatment
from answerback.values.result import Confidence
from answerback.values.text import Text


class LlamaCpp(Server):
    """`/health` answers 503 `Loading model` until the model is there; afterwards it tests no inference."""

    name = "llamacpp"
    title = "llama.cpp"
    ports = (8080,)
    processes = ("llama-server", "llama.cpp/server", "llama_cpp.server")
    looks_at = ("/props",)
    owner = "llamacpp"
    says_not_found = "File Not Found"
    health = "/health"
    start = "llama-server -m {model} --host 0.0.0.0 --port {port}"
    # tools/server/README.md; GET of the same paths only reads
    harmful = (
        "POST /props",
        "POST /slots/",
        "POST /lora-adapters",
        "/models/load",
        "/models/unload",
    )
    health_routes = (
        HealthRoute(
            "/health",
            Text(
                en="503 `Loading model` until the model is there; then"
                " 200 without any inference: a hung slot stays 200",
                zh="模型加载完成前返回 503 `Loading model`；之后返回 200，但不做推理：slot 卡死时仍是 200",
            ),
        ),
    )
    changes = (
        Change(
            "2025",
            Text(
                en="the metrics page no longer tells the KV cache's use (`kv_cache_usage_ratio`); /slots does",
                zh="指标页不再提供 KV 缓存占用（`kv_cache_usage_ratio`），改看 /slots",
            ),
            "tools/server/README.md",
        ),
    )
    # https://github.com/ggml-org/llama.cpp/blob/master/tools/server/README.md
    flags = {
        "host": "--host 0.0.0.0",
        "port": "--port 8080",
        "api_key": "--api-key $LLAMA_API_KEY",
        "model_name": "--alias NAME",
        "context": "-c 32768",
        "context_per_slot": "-c 32768 -np 1",
        "context_shift": "--no-context-shift",
        "tools": "--jinja",
        "reasoning": "--reasoning-format auto",
        "thinking_off": """--chat-template-kwargs '{"enable_thinking": false}'""",
        "template": "--jinja --chat-template-file FILE.jinja",
        "sampling_defaults": "--temp 1.0 --top-k 0 --top-p 1.0 --min-p 0",
        "parallel": "-np 4",
        "gpu_layers": "-ngl 99",
        "kv_cache_dtype": "-ctk f16 -ctv f16",
        "prefix_cache": "--cache-ram 0",
        "lora": "--lora FILE.gguf",
        "keep_alive": "--sse-ping-interval 15",
        "embeddings": "--embeddings",
        "metrics": "--metrics",
        "special_tokens": "-sp",
    }
    accepts_any_model = True
    while_loading = Loading.UNAVAILABLE
    reasoning_fields = ("reasoning_content",)
    seed_drifts = True  # tools/server/README.md of llama.cpp, `cache_prompt`
    thinking_switches = {
        "extra_body": Treatment.IGNORED,
        "enable_thinking": Treatment.IGNORED,
        "chat_template_kwargs": Treatment.HONOURED,
        "reasoning_effort": Treatment.HONOURED,
        "thinking": Treatment.IGNORED,
    }
    open_routes = ("/health", "/v1/health", "/")

    # no use of the KV cache any more (`kv_cache_usage_ratio` up to 2025): /slots tells it
    metrics = Metrics(
        {
            Gauge.RUNNING: ("llamacpp:requests_processing",),
            Gauge.WAITING: ("llamacpp:requests_deferred",),
            Gauge.KV_USE: ("llamacpp:kv_cache_usage_ratio",),
            Gauge.PROMPT_TOKENS: ("llamacpp:prompt_tokens_total",),
            Gauge.GENERATED_TOKENS: ("llamacpp:tokens_predicted_total",),
            Gauge.PROMPT_SPEED: ("llamacpp:prompt_tokens_seconds",),
            Gauge.SPEED: ("llamacpp:predicted_tokens_seconds",),
        },
        source="tools/server/server-task.cpp, server-context.cpp",
        turned_on_by="--metrics",
        without=501,
    )

    launch = Launch(
        program="llama-server",
        words=("-m", "{model}", "--host", "{host}", "--port", "{port}"),
        forms={Form.GGUF_HUB: ("-hf", "{model}", "--host", "{host}", "--port", "{port}")},
        suits={Form.GGUF: Rank(gpu=1, cpu=1), Form.GGUF_HUB: Rank(gpu=1, cpu=1)},
        install="brew install llama.cpp",
        source="tools/server/README.md",
        name=("--alias", "{name}"),
        context=("-c", "{context}"),
        slots=("-np", "{slots}"),
        key_variable="LLAMA_API_KEY",
        image="ghcr.io/ggml-org/llama.cpp",
        image_words=("-m", "{model}", "--host", "0.0.0.0", "--port", "{port}"),
    )

    @classmethod
    def recognise(cls, clues: Clues) -> Sighting | None:
        """The `Server: llama.cpp` header, `owned_by: llamacpp`, `/props`, or its own words for a 404."""
        props = clues.page("/props")
        build = str(props.get("build_info", "")).removesuffix("b0-unknown")  # a build outside of git
        if clues.header("server") == "llama.cpp" or clues.owned_by(cls.owner):
            return Sighting(Confidence.CERTAIN, build)
        if "build_info" in props and "total_slots" in props:
            return Sighting(Confidence.CERTAIN, build)
        if clues.not_found == "File Not Found":
            return Sighting(Confidence.LIKELY)
        return None
