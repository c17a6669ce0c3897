#!/usr/bin/env bash
# Builds the wheel, installs it into an empty environment, checks the simulator with it, and tells its size.
set -euo pipefail
cd "$(dirname "$0")/.."
python=${PYTHON:-python3}
work=$(mktemp -d)
served=
trap 'if [ -n "$served" ]; then kill "$served" 2>/dev/null || true; fi; rm -rf "$work"' EXIT
"$python" -m venv "$work/env"
bin=$work/env/bin
export PIP_DISABLE_PIP_VERSION_CHECK=1
before=$(du -sk "$work/env" | cut -f1)
"$bin/pip" wheel --quiet --no-deps --wheel-dir "$work/dist" .
"$bin/pip" install --quiet --only-binary :all: "$work"/dist/answerback-*.whl
after=$(du -sk "$work/env" | cut -f1)
cd "$work"
"$bin/answerback" --version
"$bin/answerback" sim --port 0 > sim.out 2>&1 &
served=$!
for _ in $(seq 100); do
  url=$(grep -om1 'http://127.0.0.1:[0-9]*[^ ]*' sim.out 2>/dev/null || true)
  if [ -n "$url" ]; then break; fi
  sleep 0.1
done
"$bin/answerback" check "$url" --level smoke --quiet
packages=$("$bin/pip" list --format freeze | grep -vciE '^(pip|setuptools|wheel)==')
echo "packages: $packages, size: $(((after - before) / 1024)) MB"
test "$packages" -lt 15
