"""Text Generation Inference (source read: 3.3.7, router/src; in maintenance mode)."""

from __future__ import annotations

from answerback.facts import HealthRoute
from answerback.gauges import Gauge, Metrics
from answerback.server import Clues, Loading, Server, Sighting, Treatment
from answerback.values.result import Confidence
from answerback.values.text import Text


class Tgi(Server):
    """`/health` runs a probe through the model; 503 with `error_type: healthcheck` when it fails."""

    name = "tgi"
    title = "Text Generation Inference"
    ports = (3000, 80)
    processes = ("text-generation-launcher", "text-generation-router")
    looks_at = ("/info",)
    health = "/health"
    start = "text-generation-launcher --model-id {model} --hostname 0.0.0.0 --port {port}"
    # router/src/server.rs has none
    harmful = ()
    health_routes = (
        HealthRoute(
            "/health",
            Text(
                en="asks the model for a token; 503 with `error_type: healthcheck` when that fails",
                zh="会让模型生成一个 token；失败返回 503，`error_type: healthcheck`",
            ),
            generates=True,
        ),
    )
    # https://huggingface.co/docs/text-generation-inference/reference/launcher
    flags = {
        "host": "--hostname 0.0.0.0",
        "port": "--port 3000",
        "api_key": "--api-key KEY",
        "context": "--max-total-tokens 32768 --max-input-tokens 31744",
        "parallel": "--max-concurrent-requests 128",
        "gpu_memory": "--cuda-memory-fraction 0.9",
        "dtype": "--dtype float16",
        "kv_cache_dtype": "--kv-cache-dtype fp8_e4m3fn",
        "cors": "--cors-allow-origin *",
        "tensor_parallel": "--num-shard 2",
        "template": "--tokenizer-config-path FILE.json",
    }
    accepts_any_model = True
    repeats_role = True
    unique_ids = False
    reasoning_fields = ()
    thinking_switches = dict.fromkeys(
        ("extra_body", "enable_thinking", "chat_template_kwargs", "reasoning_effort", "thinking"), Treatment.IGNORED
    )
    ignores = frozenset({"n", "logit_bias", "model", "user", "max_completion_tokens"})
    top_p_below_one = True
    finish_reasons = frozenset({"stop_sequence", "eos_token"})
    open_routes = ("/health", "/info", "/metrics")
    while_loading = Loading.REFUSED

    # the KV cache's use is not told; tgi_batch_current_max_tokens is what the batch may grow to
    metrics = Metrics(
        {
            Gauge.RUNNING: ("tgi_batch_current_size",),
            Gauge.WAITING: ("tgi_queue_size",),
            Gauge.QUEUE_TIME: ("tgi_request_queue_duration",),
            Gauge.ITL: ("tgi_request_mean_time_per_token_duration",),
            Gauge.SUCCESSES: ("tgi_request_success",),
            Gauge.FAILURES: ("tgi_request_failure",),
        },
        source="https://huggingface.co/docs/text-generation-inference/reference/metrics",
    )

    @classmethod
    def recognise(cls, clues: Clues) -> Sighting | None:
        """`/info` with its limits, or one of its timing headers."""
        info = clues.page("/info")
        if "max_total_tokens" in info or "max_input_tokens" in info:
            return Sighting(Confidence.CERTAIN, str(info.get("version", "")))
        owns_itself = bool(clues.cards) and all(card.get("owned_by") == card.get("id") for card in clues.cards)
        # router/ is Rust and names no server: a card like that from uvicorn is another product's (transformers serve)
        if clues.header("x-compute-type") or (owns_itself and clues.header("server") != "uvicorn"):
            return Sighting(Confidence.LIKELY)
        return None
