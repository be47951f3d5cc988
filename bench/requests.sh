#!/usr/bin/env bash
# Server CPU and Redis commands per request, against what else one could use. Options: --rounds 7 --seconds 2 --only portal,jwt-rs256
set -euo pipefail
source "$(dirname "$0")/prepare.sh" load redis node django go
driver requests "$@"
