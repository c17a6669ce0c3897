"""N22: the model hub cannot be reached."""

from __future__ import annotations

from answerback.fault import Logged, Remedy
from answerback.values.text import Text


class HubUnreachable(Logged):
    """No network, no name service, a proxy that is missing, or a country where the hub is blocked."""

    code = "N22"
    title = Text(en="The model hub cannot be reached from this machine", zh="本机无法访问模型库")
    cause = Text(
        en="The server wanted to download from {hub}, and there was no connection: no internet, no proxy set, "
        "or the hub is blocked (huggingface.co is, in mainland China).",
        zh="服务要从 {hub} 下载，但连不上：没有外网、没设代理，或该站点被屏蔽（中国大陆无法直接访问 huggingface.co）。",
    )
    priority = 3
    assumes = {"hub": "huggingface.co"}
    evidence = ("ollama/ollama#4402", "ollama/ollama#3434", "intel/ipex-llm#12953")
    remedy = {
        None: Remedy(
            Text(
                en="Set a mirror: `HF_ENDPOINT=https://hf-mirror.com`, or take the model from ModelScope "
                "(`modelscope download --model OWNER/NAME --local_dir DIR`) and give the folder's path; "
                "behind a proxy set `HTTPS_PROXY`. With all files in the cache: `HF_HUB_OFFLINE=1`.",
                zh="设置镜像：`HF_ENDPOINT=https://hf-mirror.com`；或从魔搭下载（"
                "`modelscope download --model OWNER/NAME --local_dir DIR`）后"
                "填本地路径；有代理时设置 `HTTPS_PROXY`。文件已在缓存中时："
                "`HF_HUB_OFFLINE=1`。",
            ),
            (
                "HF_ENDPOINT=https://hf-mirror.com",
                "modelscope download --model OWNER/NAME --local_dir DIR",
                "HF_HUB_OFFLINE=1",
            ),
        ),
        "vllm": Remedy(
            Text(
                en="Take it from ModelScope: `VLLM_USE_MODELSCOPE=True`, or a mirror: "
                "`HF_ENDPOINT=https://hf-mirror.com`; or download it elsewhere and give the folder's path. "
                "Behind a proxy set `HTTPS_PROXY`; with all files in the cache: `HF_HUB_OFFLINE=1`.",
                zh="改从魔搭下载：`VLLM_USE_MODELSCOPE=True`，或使用镜像："
                "`HF_ENDPOINT=https://hf-mirror.com`；或在别处下载后填本地路径。有代理时"
                "设置 `HTTPS_PROXY`；文件已在缓存中时：`HF_HUB_OFFLINE=1`。",
            ),
            ("HF_ENDPOINT=https://hf-mirror.com", "VLLM_USE_MODELSCOPE=True", "HF_HUB_OFFLINE=1"),
        ),
        "sglang": Remedy(
            Text(
                en="Take it from ModelScope: `SGLANG_USE_MODELSCOPE=true`, or a mirror: "
                "`HF_ENDPOINT=https://hf-mirror.com`; or download it elsewhere and give the folder's path.",
                zh="改从魔搭下载：`SGLANG_USE_MODELSCOPE=true`，或使用镜像："
                "`HF_ENDPOINT=https://hf-mirror.com`；或在别处下载后填本地路径。",
            ),
            ("HF_ENDPOINT=https://hf-mirror.com", "SGLANG_USE_MODELSCOPE=true"),
        ),
        "lmdeploy": Remedy(
            Text(
                en="Take it from ModelScope: `LMDEPLOY_USE_MODELSCOPE=True`, or a mirror: "
                "`HF_ENDPOINT=https://hf-mirror.com`; or give a folder's path.",
                zh="改从魔搭下载：`LMDEPLOY_USE_MODELSCOPE=True`，或使用镜像："
                "`HF_ENDPOINT=https://hf-mirror.com`；或填本地路径。",
            ),
            ("HF_ENDPOINT=https://hf-mirror.com", "LMDEPLOY_USE_MODELSCOPE=True"),
        ),
        "xinference": Remedy(
            Text(
                en="Take models from ModelScope: `XINFERENCE_MODEL_SRC=modelscope`, or a mirror: "
                "`HF_ENDPOINT=https://hf-mirror.com`.",
                zh="改从魔搭下载：`XINFERENCE_MODEL_SRC=modelscope`，或使用镜像：`HF_ENDPOINT=https://hf-mirror.com`。",
            ),
            ("XINFERENCE_MODEL_SRC=modelscope", "HF_ENDPOINT=https://hf-mirror.com"),
        ),
        "llamacpp": Remedy(
            Text(
                en="Set a mirror (`HF_ENDPOINT=https://hf-mirror.com`), or download the GGUF elsewhere and "
                "give it with `-m FILE.gguf`.",
                zh="设置镜像（`HF_ENDPOINT=https://hf-mirror.com`），或在别处下载 GGUF 后用 `-m FILE.gguf` 指定。",
            ),
            ("HF_ENDPOINT=https://hf-mirror.com", "-m FILE.gguf"),
        ),
        "ollama": Remedy(
            Text(
                en="Set a proxy for the service itself: `systemctl edit ollama`, "
                "`Environment=HTTPS_PROXY=http://HOST:PORT`; or import a GGUF from ModelScope: `ollama run "
                "modelscope.cn/OWNER/NAME`.",
                zh="为服务本身设置代理：`systemctl edit ollama`，写入 "
                "`Environment=HTTPS_PROXY=http://HOST:PORT`；或直接用魔搭的 "
                "GGUF：`ollama run modelscope.cn/OWNER/NAME`。",
            ),
            ("HTTPS_PROXY=http://HOST:PORT", "ollama run modelscope.cn/OWNER/NAME"),
        ),
    }
