"""Plays the blocks of a documentation page as a reader would: commands in a shell, services in terminals of their own.

A `console` block holds commands (`$ …`) with what they print; one whose command prints a URL of its own is a service,
which goes on running. A `log` block holds the last lines of the service that was started last. A `python` block is
run, or written to the file that its first line names. In what is shown, `…` stands for anything in a line, and a line
`…` for any number of lines.
"""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import NamedTuple

PATIENCE_S = 60.0
END = "\x1e"
SHOWN_PORTS = {"sim": "8008", "proxy": "8009"}
"""The ports that pages use; the tests take free ones."""


class Block(NamedTuple):
    kind: str
    text: str
    line: int


class Step(NamedTuple):
    command: str
    shown: str


def blocks(page: str) -> list[Block]:
    """Return the fenced blocks of a page that can be played."""
    found = re.finditer(r"^```(console|log|python)\n(.*?)^```$", page, re.MULTILINE | re.DOTALL)
    return [Block(one[1], one[2], page.count("\n", 0, one.start()) + 1) for one in found]


def steps(text: str) -> list[Step]:
    """Return the commands of a console block, each with what it prints."""
    assert text.startswith("$ "), "a console block begins with a command"
    parts = re.split(r"^\$ ", text, flags=re.MULTILINE)[1:]
    return [Step(*part.partition("\n")[::2]) for part in parts]


def fits(shown: str, printed: str) -> bool:
    """Whether what was printed is what the page shows."""
    pattern = ""
    for line in _plain(shown):
        pattern += r"(?:.*\n)*?" if line == "…" else re.escape(line).replace("…", ".*?") + r"\n"
    return re.fullmatch(pattern, "".join(f"{line}\n" for line in _plain(printed))) is not None


def _plain(text: str) -> list[str]:
    """Return the lines without what differs each time: the time of day, blanks at ends."""
    lines = [re.sub(r"^\d\d:\d\d:\d\d ", "00:00:00 ", line.rstrip()) for line in text.rstrip().split("\n")]
    return [] if lines == [""] else lines


class Service:
    """A command that goes on running, and what it has printed."""

    def __init__(self, command: str, folder: Path, environ: dict[str, str]) -> None:
        self.process = subprocess.Popen(
            ["bash", "-c", f"exec {command}"], cwd=folder, env=environ, text=True,
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        )  # fmt: skip
        self.printed: list[str] = []
        self.told = 0
        self.more = threading.Condition()
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            with self.more:
                self.printed.append(line)
                self.more.notify_all()
        with self.more:
            self.more.notify_all()

    def wait_for(self, shown: str, ports: dict[str, str]) -> tuple[bool, str]:
        """Wait until it has printed what is shown; returns whether, and what it printed since the last time."""
        end = time.monotonic() + PATIENCE_S
        with self.more:
            while True:
                new = _shown("".join(self.printed[self.told :]), ports)
                if fits(shown, new):
                    self.told = len(self.printed)
                    return True, new
                left = end - time.monotonic()
                if left <= 0 or self.process.poll() is not None or new.count("\n") > shown.count("\n") + 50:
                    return False, new
                self.more.wait(min(left, 1.0))

    def end(self) -> None:
        """End it as Ctrl-C does."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()


class Reader:
    """Somebody who reads a page and does what it says."""

    def __init__(self, folder: Path, lang: str) -> None:
        self.folder = folder
        self.ports = {name: _free_port() for name in SHOWN_PORTS}
        self.services: dict[str, Service] = {}
        hidden = ("_proxy", "_PROXY")
        self.environ = {name: value for name, value in os.environ.items() if not name.endswith(hidden)}
        self.environ.pop("OPENAI_API_KEY", None)
        path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', '')}"
        self.environ.update(PATH=path, ANSWERBACK_LANG=lang, NO_COLOR="1", COLUMNS="80")

    def play(self, block: Block) -> None:
        """Do what a block says. Raises AssertionError where something else comes of it."""
        if block.kind == "python":
            self._python(block)
        elif block.kind == "log":
            service = list(self.services.values())[-1]
            done, printed = service.wait_for(f"…\n{block.text}", self.ports)
            assert done, f"line {block.line}: the log says\n{printed}"
        else:
            self._console(block)

    def _python(self, block: Block) -> None:
        named = re.match(r"# ([\w/]+\.py)\n", block.text)
        place = self.folder / (named[1] if named else "block.py")
        place.write_text(_real(block.text, self.ports), encoding="utf-8")
        if named is None:
            done = self._run([sys.executable, place.name])
            assert done.returncode == 0, f"line {block.line}:\n{done.stdout}"

    def _console(self, block: Block) -> None:
        asked = steps(block.text)
        while asked and _serves(asked[0]):
            self._serve(asked.pop(0), block.line)
        if not asked:
            return
        script = "".join(f"{one.command}\n__said=$?; printf '{END}'; (exit $__said)\n" for one in asked)
        done = self._run(["bash", "-c", _real(script, self.ports)])
        for step, printed in zip(asked, done.stdout.split(END), strict=False):
            said = _shown(printed, self.ports)
            assert fits(step.shown, said), f"line {block.line}: `{step.command}` prints\n{said}"
        assert done.stdout.count(END) == len(asked), f"line {block.line}: a command did not end\n{done.stdout}"

    def _serve(self, step: Step, line: int) -> None:
        name = step.command.split()[1]
        old = self.services.pop(name, None)
        if old is not None:
            old.end()
        command = f"{_real(step.command, self.ports)} --port {self.ports[name]}"
        service = self.services[name] = Service(command, self.folder, self.environ)
        done, printed = service.wait_for(step.shown, self.ports)
        assert done, f"line {line}: `{step.command}` prints\n{printed}"

    def _run(self, words: list[str]) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            words, cwd=self.folder, env=self.environ, text=True, timeout=PATIENCE_S, check=False,
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        )  # fmt: skip

    def close(self) -> None:
        """End every service."""
        for service in self.services.values():
            service.end()


def _serves(step: Step) -> bool:
    return re.match(r"answerback (sim|proxy) ", step.command) is not None and "\nhttp://" in f"\n{step.shown}"


def _free_port() -> str:
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        return str(held.getsockname()[1])


def _real(text: str, ports: dict[str, str]) -> str:
    for name, port in ports.items():
        text = text.replace(SHOWN_PORTS[name], port)
    return text


def _shown(text: str, ports: dict[str, str]) -> str:
    for name, port in ports.items():
        text = text.replace(f":{port}", f":{SHOWN_PORTS[name]}")
    return text
