#!/usr/bin/env bash
# The five deals that cost most points, with their reasons. Usage: worst-deals.sh <connection>
set -euo pipefail
"${REVSCHED:-revsched}" run-now --connection "$1" --json |
  jq -r '.review.deals[:5][] | "\(.pointsLost * 10 | round / 10)\t\(.name)\t\([.findings[].message] | join("; "))"'
