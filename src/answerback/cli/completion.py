"""`answerback completion`: a script that teaches a shell our commands and options."""

from __future__ import annotations

from answerback.cli._parse import SHARED, hint
from answerback.command import Argument, Command, Example, Given, Kind, Option, UsageError
from answerback.values.text import Lang, Text

SHELLS = ("bash", "zsh", "fish")
NO_SHELL = Text(
    en="no completion for the shell {word!r}{hint} (choose from {choices})",
    zh="没有 {word!r} 的补全脚本{hint}（可选 {choices}）",
)


def act(given: Given) -> int:
    """Print the script for a shell."""
    shell = (given.word("SHELL") or "").lower()
    if shell not in SHELLS:
        raise UsageError(NO_SHELL, word=shell, hint=hint(shell, SHELLS), choices=" · ".join(SHELLS))
    print({"bash": bash, "zsh": zsh, "fish": fish}[shell](_commands(), given.lang))
    return 0


def _commands() -> dict[str, Command]:
    from answerback.cli import app

    return {name: app.load(name) for name in app.names()}


def _options(command: Command) -> tuple[Option, ...]:
    return (*command.options, *SHARED)


def bash(commands: dict[str, Command], lang: Lang) -> str:
    """Return a function for bash's `complete`; files are completed wherever nothing else fits."""
    cases: list[str] = []
    choices: dict[str, tuple[str, ...]] = {}
    for name, command in commands.items():
        flags = " ".join(f"--{o.name}" for o in _options(command))
        cases.append(f'    {name}) words="{flags}" ;;')
        choices |= {o.name: o.choices for o in _options(command) if o.choices}
    values = [f'    --{name}) words="{" ".join(of)}" ;;' for name, of in choices.items()]
    return "\n".join(
        [
            "_answerback() {",
            '  local words="" here="${COMP_WORDS[COMP_CWORD]}" before="${COMP_WORDS[COMP_CWORD-1]}"',
            '  if [ "$COMP_CWORD" -eq 1 ]; then',
            f'    words="{" ".join(commands)}"',
            '  else case "${COMP_WORDS[1]}" in',
            *cases,
            "  esac; fi",
            '  case "$before" in',
            *values,
            "  esac",
            '  COMPREPLY=($(compgen -W "$words" -- "$here"))',
            "}",
            "complete -o default -F _answerback answerback",
        ]
    )


def zsh(commands: dict[str, Command], lang: Lang) -> str:
    """Return a completion function for zsh, with descriptions."""
    lines = ["#compdef answerback", "_answerback() {", "  local -a commands=("]
    lines += [f"    {_single(name + ':' + command.summary.fill(lang))}" for name, command in commands.items()]
    lines += [
        "  )",
        "  if (( CURRENT == 2 )); then _describe command commands; _files; return; fi",
        "  case $words[2] in",
    ]
    for name, command in commands.items():
        specs = " ".join(_spec(option, lang) for option in _options(command))
        lines.append(f"    {name}) shift words; (( CURRENT-- )); _arguments {specs} '*:file:_files' ;;")
    return "\n".join([*lines, "  esac", "}", "compdef _answerback answerback"])


def _spec(option: Option, lang: Lang) -> str:
    text = option.help.fill(lang)
    for char in "[]:":
        text = text.replace(char, f"\\{char}")
    value = (
        ""
        if option.kind is Kind.FLAG
        else f":{option.name}:" + (f"({' '.join(option.choices)})" if option.choices else "_files")
    )
    return _single(f"{'*' if option.many else ''}--{option.name}[{text}]{value}")


def fish(commands: dict[str, Command], lang: Lang) -> str:
    """Return fish's `complete` lines, with descriptions."""
    lines = []
    for name, command in commands.items():
        text = _single(command.summary.fill(lang))
        lines.append(f"complete -c answerback -n __fish_use_subcommand -a {name} -d {text}")
        for option in _options(command):
            part = f"complete -c answerback -n '__fish_seen_subcommand_from {name}' -l {option.name}"
            part += f" -s {option.short}" if option.short else ""
            part += "" if option.kind is Kind.FLAG else " -r"
            part += f" -f -a {_single(' '.join(option.choices))}" if option.choices else ""
            lines.append(f"{part} -d {_single(option.help.fill(lang))}")
    return "\n".join(lines)


def _single(text: str) -> str:
    return "'" + text.replace("'", "'\\''") + "'"


COMMAND = Command(
    summary=Text(
        en="Print a script that completes commands and options in your shell.",
        zh="输出命令与选项的 shell 补全脚本。",
    ),
    act=act,
    arguments=(Argument("SHELL", Text(en="bash, zsh or fish", zh="bash、zsh 或 fish"), required=True),),
    examples=(
        Example("answerback completion bash > ~/.local/share/bash-completion/completions/answerback",
                Text(en="for bash", zh="用于 bash")),
        Example("answerback completion fish > ~/.config/fish/completions/answerback.fish",
                Text(en="for fish", zh="用于 fish")),
    ),
)  # fmt: skip
