#!/usr/bin/env bash
# Fails a build (exit code 9) when a deal has a critical finding. Usage: gate.sh <connection>
set -euo pipefail
"${REVSCHED:-revsched}" run-now --connection "$1" --fail-on critical --format markdown
