"""Records a standard check of a real service into NAME.json: `python tests/recorded/record.py URL NAME`."""

from __future__ import annotations

import sys
from pathlib import Path

from answerback.run import Run
from answerback.values.result import Severity
from answerback.values.target import STANDARD, Target
from answerback.wire import redact
from answerback.wire.curl import CurlWire
from answerback.wire.recorded import Recorder, save


def main(url: str, name: str) -> int:
    """Check, keep, and say what was found."""
    target = Target(url, timeout_s=120)
    wire = Recorder(CurlWire())
    report = Run(target, wire, STANDARD).report()
    wire.close()
    save(Path(__file__).with_name(f"{name}.json"), wire.kept, redact.for_target(target))
    faults = [found.code for found in report.faults if found.severity is not Severity.INFO]
    print(name, report.verdict, faults, report.cost.requests, "requests", round(report.timing.wall_s, 1), "s")
    return report.exit_code


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:3]))
