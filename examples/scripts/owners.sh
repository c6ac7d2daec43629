#!/usr/bin/env bash
# Points lost per owner, most first. Usage: owners.sh <connection>
set -euo pipefail
"${REVSCHED:-revsched}" run-now --connection "$1" --json |
  jq -r '.review.totals.byOwner | sort_by(-.pointsLost)[] | "\(.pointsLost * 10 | round / 10)\t\(.deals) deals\t\(.key)"'
