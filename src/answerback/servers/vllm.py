"""vLLM (source read: 0.32.0 wheel, entrypoints/; the range of versions matters, see `reasoning_fields`)."""

from __future__ import annotations

from answerback.facts import Change, HealthRoute
from answerback.families import Family
from answerback.gauges import Gauge, Metrics
from answerback.launch import Form, Launch, Rank
from answerback.server import Clues, Loading, Server, Sighting, Treatment
from answerback.values.result import Confidence
from answerback.values.text import Text


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
    # entrypoints/ of the wheel; some exist only with VLLM_SERVER_DEV_MODE=1
    harmful = (
        "/sleep",
        "/wake_up",
        "/release_kv_cache_memory",
        "/reset_prefix_cache",
        "/reset_mm_cache",
        "/reset_encoder_cache",
        "/collective_rpc",
        "/pause",
        "/resume",
        "/abort_requests",
        "/inference/v1/abort_requests",
        "/v1/load_lora_adapter",
        "/v1/unload_lora_adapter",
        "/start_profile",
        "/stop_profile",
        "/scale_elastic_ep",
        "/fault_tolerance/",
        "/init_weight_transfer_engine",
        "/shutdown_weight_transfer_engine",
        "/start_weight_update",
        "/start_draft_weight_update",
        "/update_weights",
        "/finish_weight_update",
        "/update_weight_version",
        "/weight_checker",
    )
    health_routes = (
        HealthRoute(
            "/health",
            Text(
                en="200 with an empty body unless the engine is flagged dead; an engine that hangs stays 200",
                zh="引擎未被标记为死亡就返回 200（空响应体）；引擎卡死时仍是 200",
            ),
        ),
        HealthRoute("/ping", Text(en="the same as /health", zh="与 /health 相同")),
        HealthRoute(
            "/load",
            Text(
                en="requests on their way, and always 0 without --enable-server-load-tracking",
                zh="在途请求数；未加 --enable-server-load-tracking 时恒为 0",
            ),
        ),
    )
    changes = (
        Change(
            "0.32",
            Text(
                en="--gpu-memory-utilization is 0.92 by default, 0.90 before",
                zh="--gpu-memory-utilization 默认值由 0.90 改为 0.92",
            ),
            "vllm/config/cache.py",
        ),
        Change(
            "0.31",
            Text(
                en="max_tokens beyond the context is cut to fit; before, the request was refused with 400",
                zh="max_tokens 超出上下文时自动截短；此前直接返回 400",
            ),
            "vllm-project/vllm#42474",
        ),
        Change(
            "0.16",
            Text(en="thoughts come in `reasoning` alone", zh="思考内容只放在 `reasoning` 字段"),
            "vllm-project/vllm#33402",
        ),
        Change(
            "0.11.1",
            Text(
                en="thoughts come in `reasoning`, and in `reasoning_content` for older clients",
                zh="思考内容放在 `reasoning`，并保留 `reasoning_content` 兼容旧客户端",
            ),
            "vllm-project/vllm#27752",
        ),
        Change(
            "0.10.1",
            Text(
                en='errors are {{"error": {{…}}}}; before, they were flat with "object": "error"',
                zh='错误体改为 {{"error": {{…}}}}；此前为带 "object": "error" 的扁平结构',
            ),
            "vllm-project/vllm#22099",
        ),
        Change(
            "0.9",
            Text(
                en="--reasoning-parser suffices; 0.7 and 0.8 also need --enable-reasoning",
                zh="只需 --reasoning-parser；0.7 和 0.8 还要加 --enable-reasoning",
            ),
            "https://docs.vllm.ai/en/v0.8.3/features/reasoning_outputs.html",
        ),
    )
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

    # vllm/tool_parsers/__init__.py; `minimax` and `qwen3_xml` of older versions are other names or gone
    tool_parsers = {
        Family.QWEN3_CODER: "qwen3_coder",
        Family.QWEN35: "qwen3_coder",
        Family.QWEN3_INSTRUCT: "hermes",
        Family.QWEN3: "hermes",
        Family.QWQ: "hermes",
        Family.QWEN25: "hermes",
        Family.HERMES: "hermes",
        Family.LLAMA4: "llama4_pythonic",
        Family.LLAMA3: "llama3_json",
        Family.DEEPSEEK_V4: "deepseek_v4",
        Family.DEEPSEEK_V32: "deepseek_v32",
        Family.DEEPSEEK_V31: "deepseek_v31",
        Family.DEEPSEEK_R1: "deepseek_v3",
        Family.DEEPSEEK_V3: "deepseek_v3",
        Family.GLM47: "glm47",
        Family.GLM45: "glm45",
        Family.KIMI_THINKING: "kimi_k2",
        Family.KIMI_K2: "kimi_k2",
        Family.GPT_OSS: "openai",
        Family.MAGISTRAL: "mistral",
        Family.MISTRAL: "mistral",
        Family.FUNCTIONGEMMA: "functiongemma",
        Family.GEMMA4: "gemma4",
        Family.GEMMA3: "pythonic",
        Family.MINIMAX_M3: "minimax_m3",
        Family.MINIMAX_M2: "minimax_m2",
        Family.MINIMAX_M1: "minimax",
        Family.GRANITE4: "granite4",
        Family.GRANITE3: "granite",
        Family.GRANITE_20B: "granite-20b-fc",
        Family.XLAM: "xlam",
        Family.PHI4: "phi4_mini_json",
        Family.INTERN_S1: "internlm",
        Family.INTERNLM: "internlm",
        Family.HUNYUAN_V3: "hy_v3",
        Family.HUNYUAN: "hunyuan_a13b",
        Family.SEED_OSS: "seed_oss",
        Family.STEP35: "step3p5",
        Family.STEP3: "step3",
        Family.LFM2: "lfm2",
        Family.OLMO3: "olmo3",
        Family.COMMAND: "cohere_command3",
        Family.APERTUS: "apertus",
        Family.ERNIE45: "ernie45",
        Family.LONGCAT: "longcat",
        Family.JAMBA: "jamba",
        Family.MIMO: "mimo",
        Family.NEMOTRON3: "qwen3_coder",
        Family.NEMOTRON: "NAME --tool-parser-plugin FILE.py",  # from the model's repository
    }
    # vllm/reasoning/__init__.py and docs/features/reasoning_outputs.md
    reasoning_parsers = {
        Family.QWEN35: "qwen3",
        Family.QWEN3: "qwen3",
        Family.QWQ: "deepseek_r1",
        Family.DEEPSEEK_V4: "deepseek_v4",
        Family.DEEPSEEK_V32: "deepseek_v3",
        Family.DEEPSEEK_V31: "deepseek_v3",
        Family.DEEPSEEK_DISTILL: "deepseek_r1",
        Family.DEEPSEEK_R1: "deepseek_r1",
        Family.GLM47: "glm45",
        Family.GLM45: "glm45",
        Family.KIMI_THINKING: "kimi_k2",
        Family.GPT_OSS: "openai_gptoss",
        Family.MAGISTRAL: "mistral",
        Family.GEMMA4: "gemma4",
        Family.MINIMAX_M3: "minimax_m3",
        Family.MINIMAX_M2: "minimax_m2",
        Family.HUNYUAN_V3: "hy_v3",
        Family.HUNYUAN: "hunyuan_a13b",
        Family.SEED_OSS: "seed_oss",
        Family.STEP35: "step3p5",
        Family.STEP3: "step3",
        Family.MIMO: "mimo",
    }
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
