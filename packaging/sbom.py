"""Writes what an installation consists of: a CycloneDX 1.6 list (JSON), and the licences on the screen.

    python packaging/sbom.py --output sbom.json        # of the environment that runs it, Answerback's base install
    python packaging/sbom.py --extra serve

Format: https://cyclonedx.org/docs/1.6/json/ ; licence fields: packaging.python.org/specifications/core-metadata.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path
from typing import Any

ROOT = "answerback"
REQUIREMENT = re.compile(r"^([A-Za-z0-9][A-Za-z0-9._-]*)(?:\[([^\]]*)\])?[^;]*(?:;(.*))?$")


def closure(name: str, extras: frozenset[str]) -> dict[str, tuple[Distribution, tuple[str, ...]]]:
    """Return the installed distributions that one needs, itself first, each with what it needs directly."""
    found: dict[str, tuple[Distribution, tuple[str, ...]]] = {}
    left = [(name, extras)]
    while left:
        asked, wanted = left.pop(0)
        try:
            one = distribution(asked)
        except PackageNotFoundError:
            if asked == name:
                raise
            continue  # a requirement of another platform
        key = normal(one.metadata["Name"])
        if key in found:
            continue
        needs = [parsed for line in one.requires or [] if (parsed := parse(line, wanted))]
        found[key] = (one, tuple(normal(need) for need, _ in needs))
        left += needs
    return found


def parse(line: str, extras: frozenset[str]) -> tuple[str, frozenset[str]] | None:
    """Return name and extras of a requirement, or None where its extra is not wanted."""
    match = REQUIREMENT.match(line.strip())
    if match is None:
        return None
    marker = match[3] or ""
    asked = re.findall(r"extra\s*==\s*['\"]([^'\"]+)", marker)
    if asked and not set(asked) & extras:
        return None
    return match[1], frozenset(part.strip() for part in (match[2] or "").split(",") if part.strip())


def normal(name: str) -> str:
    """Return a name as registries compare it (PEP 503)."""
    return re.sub(r"[-_.]+", "-", name).lower()


def licence(one: Distribution) -> str:
    """Return the licence: the SPDX expression, else the classifiers, else the first line of the free text."""
    said = one.metadata
    if said.get("License-Expression"):
        return str(said["License-Expression"])
    named = [c.rpartition(" :: ")[2] for c in said.get_all("Classifier") or [] if c.startswith("License ::")]
    if named:
        return " AND ".join(named)
    return (said.get("License") or "unknown").strip().splitlines()[0][:80]


def component(one: Distribution, kind: str = "library") -> dict[str, Any]:
    """Return one entry of the list."""
    name, version = normal(one.metadata["Name"]), one.version
    said = licence(one)
    spdx = one.metadata.get("License-Expression")
    licences = [{"expression": spdx}] if spdx else [{"license": {"name": said}}]
    purl = f"pkg:pypi/{name}@{version}"
    return {"type": kind, "bom-ref": purl, "name": name, "version": version, "licenses": licences, "purl": purl}


def document(extras: frozenset[str]) -> dict[str, Any]:
    """Return the whole list. The same installation yields the same text: no date, no serial number."""
    parts = closure(ROOT, extras)
    refs = {key: component(one)["bom-ref"] for key, (one, _) in parts.items()}
    root, *others = parts.values()
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {"component": component(root[0], "application")},
        "components": [component(one) for one, _ in sorted(others, key=lambda part: part[0].metadata["Name"].lower())],
        "dependencies": [
            {"ref": refs[key], "dependsOn": sorted(refs[need] for need in set(needs) if need in refs)}
            for key, (_, needs) in parts.items()
        ],
    }


def main() -> int:
    """Write the list and print the licences; 1 where a licence is the GPL's or the AGPL's."""
    asked = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    asked.add_argument("--output", default="sbom.json")
    asked.add_argument("--extra", action="append", default=[])
    given = asked.parse_args()
    made = document(frozenset(given.extra))
    Path(given.output).write_text(json.dumps(made, indent=2) + "\n", encoding="utf-8")
    bad = 0
    for part in [made["metadata"]["component"], *made["components"]]:
        said = part["licenses"][0].get("expression") or part["licenses"][0]["license"]["name"]
        forbidden = re.search(r"(?i)\bA?GPL|(?<!Lesser )General Public License", said) is not None
        bad += forbidden and " OR " not in said
        print(f"{part['name']:28} {part['version']:14} {said}{'   <-- not allowed' if forbidden else ''}")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
