"""The command line: one file per command; nothing heavy is imported before it is needed."""

from __future__ import annotations

import sys


def main() -> None:
    """Entry point of `answerback`."""
    if sys.argv[1:] in (["--version"], ["-V"]):
        from answerback import __version__

        print(f"answerback {__version__}")
        return
    import gc

    gc.set_threshold(50_000)  # start-up makes many objects and no garbage: 5 ms of 85 went into looking for it
    from answerback.cli.app import run

    run()


if __name__ == "__main__":
    main()
