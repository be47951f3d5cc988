#!/usr/bin/env bash
# The store's operations with up to 1,000,000 sessions, and docs/performance-scale.svg. Options: --most 1000000
set -euo pipefail
source "$(dirname "$0")/prepare.sh" redis
# Compiled at its best from the start: the first size must not pay for the compiler.
DOTNET_TieredCompilation=0 driver scale --svg ../docs/performance-scale.svg "$@"
