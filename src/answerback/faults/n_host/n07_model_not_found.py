"""N07: there is no such model, or it is not for everyone."""

from __future__ import annotations

from answerback.fault import Case, Logged, Remedy
from answerback.values.text import Text


class ModelNotFound(Logged):
    """A wrong name or path, a missing mount, or a gated repository."""

    code = "N07"
    title = Text(en="The model is not there, or not for this account", zh="模型不存在，或当前账号无权访问")
    cause = Text(
        en="Neither a folder nor a repository is called {model}, or files are missing in it: a typing error, "
        "a path that does not exist inside the container, or a private repository.",
        zh="没有名为 {model} 的目录或仓库，或其中缺少文件：可能是写错了、容器内没有这个路径，或是私有仓库。",
    )
    priority = 3
    assumes = {"model": "MODEL"}
    evidence = ("vllm-project/vllm#31444", "vllm-project/vllm#13510", "tenstorrent/tt-inference-server#37")
    remedy = {
        None: Remedy(
            Text(
                en="Spell the name as on the hub (`OWNER/NAME`) or give the path as it is where the server "
                "runs: `ls PATH` there; in Docker mount the folder (`-v /models:/models`). A private "
                "repository wants `HF_TOKEN`.",
                zh="按模型库上的写法填写（`OWNER/NAME`），或给出服务所在环境里的真实路径（在那里执行 `ls "
                "PATH`）；Docker 需挂载目录（`-v /models:/models`）。私有仓库需设置 "
                "`HF_TOKEN`。",
            ),
            ("-v /models:/models", "HF_TOKEN=$HF_TOKEN"),
        ),
        "vllm": Remedy(
            Text(
                en="Spell the name as on the hub (`OWNER/NAME`), or give the path as it is inside the "
                "container (mount it: `-v /models:/models`). From ModelScope: `VLLM_USE_MODELSCOPE=True`. "
                "A private repository wants `HF_TOKEN`.",
                zh="按模型库上的写法填写（`OWNER/NAME`），或给出容器内的真实路径（用 `-v "
                "/models:/models` 挂载）。从魔搭下载："
                "`VLLM_USE_MODELSCOPE=True`。私有仓库需设置 `HF_TOKEN`。",
            ),
            ("-v /models:/models", "VLLM_USE_MODELSCOPE=True", "HF_TOKEN=$HF_TOKEN"),
        ),
        "llamacpp": Remedy(
            Text(
                en="Give the path of a GGUF file that is there (`-m FILE.gguf`), or let it be fetched: `-hf "
                "OWNER/NAME-GGUF:Q4_K_M`.",
                zh="给出存在的 GGUF 文件路径（`-m FILE.gguf`），或让它自动下载：`-hf OWNER/NAME-GGUF:Q4_K_M`。",
            ),
            ("-m FILE.gguf", "-hf OWNER/NAME-GGUF:Q4_K_M"),
        ),
        "ollama": Remedy(
            Text(
                en="`ollama list` shows what is there, `ollama pull NAME:TAG` fetches; the library's page "
                "lists the tags.",
                zh="`ollama list` 查看本地模型，`ollama pull NAME:TAG` 下载；可用的标签见模型库页面。",
            ),
            ("ollama pull NAME:TAG",),
        ),
        "xinference": Remedy(
            Text(
                en="`xinference registrations --model-type LLM` lists the names that are known; register your "
                "own model, or spell it as there.",
                zh="`xinference registrations --model-type LLM` 列出可用的名字；请按其写法填写，或注册自定义模型。",
            ),
            ("xinference registrations --model-type LLM",),
        ),
    }
    cases = {
        "gated": Case(
            Text(
                en="{model} is gated: the hub refuses it, as its licence was not accepted by the account, or "
                "no token was sent.",
                zh="{model} 需要授权：模型库拒绝了下载，因为账号未接受其许可协议，或没有提供令牌。",
            ),
            {
                None: Remedy(
                    Text(
                        en="Accept the licence on the model's page, then give the server a token of that "
                        "account: `HF_TOKEN=$HF_TOKEN` (Docker: `-e HF_TOKEN`). From ModelScope most are "
                        "open.",
                        zh="在模型页面接受许可协议，再把该账号的令牌交给服务：`HF_TOKEN=$HF_TOKEN`（"
                        "Docker 用 `-e HF_TOKEN`）。魔搭上大多无需授权。",
                    ),
                    ("HF_TOKEN=$HF_TOKEN", "-e HF_TOKEN"),
                ),
                "vllm": Remedy(
                    Text(
                        en="Accept the licence on the model's page, then give the server a token of that "
                        "account: `HF_TOKEN=$HF_TOKEN` (Docker: `-e HF_TOKEN`). Or take it from "
                        "ModelScope: `VLLM_USE_MODELSCOPE=True`.",
                        zh="在模型页面接受许可协议，再把该账号的令牌交给服务：`HF_TOKEN=$HF_TOKEN`（"
                        "Docker 用 `-e HF_TOKEN`）。或改从魔搭下载："
                        "`VLLM_USE_MODELSCOPE=True`。",
                    ),
                    ("HF_TOKEN=$HF_TOKEN", "-e HF_TOKEN"),
                ),
                "tgi": Remedy(
                    Text(
                        en="Accept the licence on the model's page, then give the container a token of that "
                        "account: `-e HF_TOKEN=$HF_TOKEN`.",
                        zh="在模型页面接受许可协议，再把该账号的令牌交给容器：`-e HF_TOKEN=$HF_TOKEN`。",
                    ),
                    ("HF_TOKEN=$HF_TOKEN",),
                ),
            },
        ),
    }
