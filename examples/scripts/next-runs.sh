#!/usr/bin/env bash
# The local times of the next runs of a schedule. Usage: next-runs.sh "<schedule>" <time zone>
set -euo pipefail
"${REVSCHED:-revsched}" next --schedule "$1" --timezone "$2" --json | jq -r '.occurrences[].local'
