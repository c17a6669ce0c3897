"""vLLM (source read: 0.32.0 wheel, entrypoints/; the range of versions matters, see `reasoning_fields`)."""

from __future__ import annotations

from answerback.gauges import Gauge, Metrics
from answerback.launch import Form, Launch, Rank
from answerback.server import Clues, Loading, Server, Sighting, Treatment
from answerback.values.result import Confidence


class Vllm(Server):
    """`/health` returns 200 with an empty body unless the engine is flagged dead; a hung engine stays 200."""

    name = "vllm"
    title = "vLLM"
    ports = (8000,)
    processes = ("vllm serve", "vllm.entrypoints", "VLLM::")
    looks_at = ("/version",)
    owner = "vllm"
    says_not_found = "Not Found"
    health = "/health"
    start = "vllm serve {model} --host 0.0.0.0 --port {port}"
    harmful = ("/sleep", "/wake_up", "/reset_prefix_cache", "/collective_rpc")
    # https://docs.vllm.ai/en/latest/cli/serve.html, and entrypoints/openai/cli_args.py of the wheel
    flags = {
        "host": "--host 0.0.0.0",
        "port": "--port 8000",
        "api_key": "--api-key $VLLM_API_KEY",
        "model_name": "--served-model-name NAME",
        "context": "--max-model-len 32768",
        "tools": "--enable-auto-tool-choice --tool-call-parser hermes",
        "reasoning": "--reasoning-parser qwen3",
        "thinking_off": """--default-chat-template-kwargs '{"enable_thinking": false}'""",
        "template": "--chat-template FILE.jinja",
        "sampling_defaults": "--generation-config vllm",
        "parallel": "--max-num-seqs 256",
        "queue": "--max-num-queued-reqs 512",
        "gpu_memory": "--gpu-memory-utilization 0.95",
        "dtype": "--dtype half",
        "kv_cache_dtype": "--kv-cache-dtype auto",
        "eager": "--enforce-eager",
        "prefix_cache": "--no-enable-prefix-caching",
        "lora": "--enable-lora --lora-modules NAME=PATH",
        "logprobs": "--max-logprobs 20",
        "usage": "--enable-force-include-usage",
        "usage_details": "--enable-prompt-tokens-details",
        "stream_interval": "--stream-interval 1",
        "keep_alive": "--sse-keep-alive-interval 15",
        "cors": """--allowed-origins '["*"]'""",
        "tls": "--ssl-keyfile KEY.pem --ssl-certfile CERT.pem",
        "root_path": "--root-path /PREFIX",
        "trust_remote_code": "--trust-remote-code",
        "tensor_parallel": "--tensor-parallel-size 2",
    }
    while_loading = Loading.REFUSED
    reasoning_fields = ("reasoning", "reasoning_content")
    # chat_template_kwargs reach the template; reasoning_effort also sets enable_thinking; the rest is dropped
    # (extra="allow" in entrypoints/openai/engine/protocol.py)
    thinking_switches = {
        "extra_body": Treatment.IGNORED,
        "enable_thinking": Treatment.IGNORED,
        "chat_template_kwargs": Treatment.HONOURED,
        "reasoning_effort": Treatment.HONOURED,
        "thinking": Treatment.IGNORED,
    }
    greedy_n = False
    max_temperature = 2.0
    finish_reasons = frozenset({"abort", "repetition", "error"})
    open_routes = ("/health", "/version", "/metrics", "/ping", "/load", "/tokenize", "/detokenize")

    # Old names: deprecated in 0.9 (gpu_…), 0.11 (time_per_output_token_seconds); counters end in _total on the page.
    metrics = Metrics(
        {
            Gauge.RUNNING: ("vllm:num_requests_running",),
            Gauge.WAITING: ("vllm:num_requests_waiting",),
            Gauge.KV_USE: ("vllm:kv_cache_usage_perc", "vllm:gpu_cache_usage_perc"),
            Gauge.PREEMPTIONS: ("vllm:num_preemptions_total",),
            Gauge.PREFIX_QUERIES: ("vllm:prefix_cache_queries_total", "vllm:gpu_prefix_cache_queries_total"),
            Gauge.PREFIX_HITS: ("vllm:prefix_cache_hits_total", "vllm:gpu_prefix_cache_hits_total"),
            Gauge.QUEUE_TIME: ("vllm:request_queue_time_seconds",),
            Gauge.TTFT: ("vllm:time_to_first_token_seconds",),
            Gauge.ITL: ("vllm:inter_token_latency_seconds", "vllm:time_per_output_token_seconds"),
            Gauge.PROMPT_TOKENS: ("vllm:prompt_tokens_total",),
            Gauge.GENERATED_TOKENS: ("vllm:generation_tokens_total",),
            Gauge.SUCCESSES: ("vllm:request_success_total",),
        },
        source="vllm/v1/metrics/loggers.py",
    )

    launch = Launch(
        program="vllm",
        words=("serve", "{model}", "--host", "{host}", "--port", "{port}"),
        suits={Form.FOLDER: Rank(gpu=1, cpu=1), Form.HUB: Rank(gpu=1, cpu=3)},
        install="pip install vllm",
        source="https://docs.vllm.ai/en/latest/cli/serve.html",
        package="vllm",
        cpu_mark="cpu",
        name=("--served-model-name", "{name}"),
        context=("--max-model-len", "{context}"),
        slots=("--max-num-seqs", "{slots}"),
        tools=("--enable-auto-tool-choice", "--tool-call-parser", "{tools}"),
        reasoning=("--reasoning-parser", "{reasoning}"),
        key_variable="VLLM_API_KEY",
        image="vllm/vllm-openai",
        image_words=("--model", "{model}", "--host", "0.0.0.0", "--port", "{port}"),
        image_run=("--gpus", "all", "--ipc", "host"),
    )

    @classmethod
    def recognise(cls, clues: Clues) -> Sighting | None:
        """`owned_by: vllm` in the cards, or `/version` with a lone version (surer with FastAPI's 404)."""
        page = clues.page("/version")
        version = str(page.get("version", ""))
        if clues.owned_by(cls.owner):
            return Sighting(Confidence.CERTAIN, version)
        if version and set(page) == {"version"}:
            return Sighting(Confidence.LIKELY if clues.not_found == "Not Found" else Confidence.POSSIBLE, version)
        return None
