"""N24: installed packages do not fit each other."""

from __future__ import annotations

from answerback.fault import Case, Logged, Remedy
from answerback.values.text import Text


class PackagesMismatch(Logged):
    """PyTorch, transformers and compiled extensions are tied to each other's versions."""

    code = "N24"
    title = Text(en="Installed packages do not fit each other", zh="已安装的软件包互不匹配")
    cause = Text(
        en="The Python package or name {package} is missing, or of another version than the server wants.",
        zh="Python 包或名称 {package} 缺失，或版本与服务端要求的不同。",
    )
    priority = 2
    assumes = {"package": "?"}
    remedy = {
        None: Remedy(
            Text(
                en="Install the server into a fresh environment of its own, so that it brings the versions it "
                "wants (`python -m venv`, `uv venv`), or take its container image; adding or upgrading "
                "single packages is how it broke.",
                zh="在全新的独立环境中安装服务端，让它带上自己要求的版本（`python -m venv`、`uv "
                "venv`），或直接使用官方镜像；单独添加或升级某个包正是出错的原因。",
            ),
            ("uv venv",),
        ),
        "vllm": Remedy(
            Text(
                en="Install it into a fresh environment: `uv venv && uv pip install vllm "
                "--torch-backend=auto`, or take the image `vllm/vllm-openai`; do not upgrade torch beside "
                "it.",
                zh="在全新环境中安装：`uv venv && uv pip install vllm "
                "--torch-backend=auto`，或使用镜像 `vllm/vllm-openai`；不要单独升级"
                " torch。",
            ),
            ("uv pip install vllm --torch-backend=auto",),
        ),
        "sglang": Remedy(
            Text(
                en='Install it into a fresh environment: `uv venv && uv pip install "sglang[all]"`, or take '
                "the image `lmsysorg/sglang:latest`.",
                zh='在全新环境中安装：`uv venv && uv pip install "sglang[all]"`，或使用镜像 `lmsysorg/sglang:latest`。',
            ),
            ('uv pip install "sglang[all]"',),
        ),
        "litellm": Remedy(
            Text(
                en="Install the proxy's packages: `pip install 'litellm[proxy]'`.",
                zh="安装代理所需的依赖：`pip install 'litellm[proxy]'`。",
            ),
            ("pip install 'litellm[proxy]'",),
        ),
        "transformers": Remedy(
            Text(
                en="Install the server's packages: `pip install 'transformers[serving]'`.",
                zh="安装服务所需的依赖：`pip install 'transformers[serving]'`。",
            ),
            ("pip install 'transformers[serving]'",),
        ),
        "xinference": Remedy(
            Text(
                en="Install the engine as well: `pip install 'xinference[all]'` (or `[vllm]`, "
                "`[transformers]`, `[llama_cpp]`).",
                zh="把对应引擎也装上：`pip install 'xinference[all]'`（或 `[vllm]`、"
                "`[transformers]`、`[llama_cpp]`）。",
            ),
            ("pip install 'xinference[all]'",),
        ),
        "openvino": Remedy(
            Text(
                en="Install the packages for serving: `pip install 'answerback[serve]'`.",
                zh="安装服务所需的依赖：`pip install 'answerback[serve]'`。",
            ),
            ("pip install 'answerback[serve]'",),
        ),
    }
    cases = {
        "c-library": Case(
            Text(
                en="The packages were built for {library}, and this system's C or C++ library is older.",
                zh="软件包是针对 {library} 构建的，而本系统的 C/C++ 运行库更旧。",
            ),
            {
                None: Remedy(
                    Text(
                        en="Take the server's container image, or a newer system (Ubuntu 22.04 or above); for "
                        "GLIBCXX in conda: `conda install -c conda-forge libstdcxx-ng`.",
                        zh="使用官方容器镜像，或换更新的系统（Ubuntu 22.04 及以上）；conda 中缺 "
                        "GLIBCXX 时：`conda install -c conda-forge "
                        "libstdcxx-ng`。",
                    ),
                    ("conda install -c conda-forge libstdcxx-ng",),
                ),
            },
        ),
        "build": Case(
            Text(
                en="A compiled package does not fit the PyTorch, Python or CUDA beside it: {package}.",
                zh="某个编译好的包与同环境的 PyTorch、Python 或 CUDA 不匹配：{package}。",
            ),
        ),
        "cpu-torch": Case(
            Text(
                en="PyTorch is installed without CUDA, so that no GPU can be used.",
                zh="安装的 PyTorch 不带 CUDA，因此无法使用 GPU。",
            ),
            {
                None: Remedy(
                    Text(
                        en="Install PyTorch with CUDA: `uv pip install torch --torch-backend=auto`, best in a "
                        "fresh environment together with the server.",
                        zh="安装带 CUDA 的 PyTorch：`uv pip install torch "
                        "--torch-backend=auto`，最好在全新环境中与服务端一起安装。",
                    ),
                    ("uv pip install torch --torch-backend=auto",),
                ),
            },
        ),
    }
