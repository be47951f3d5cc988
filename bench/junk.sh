#!/usr/bin/env bash
# What a well-formed cookie that names no session costs. Options: --rounds 7 --seconds 2
set -euo pipefail
source "$(dirname "$0")/prepare.sh" load redis
driver junk "$@"
