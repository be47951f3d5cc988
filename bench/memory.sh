#!/usr/bin/env bash
# What a session weighs in Redis. Options: --most 1000000
set -euo pipefail
source "$(dirname "$0")/prepare.sh" redis
driver memory "$@"
