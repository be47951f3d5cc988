#!/usr/bin/env bash
# From the call that revokes a session to its refusal on another instance. Options: --count 1000
set -euo pipefail
source "$(dirname "$0")/prepare.sh" load redis
driver revoke "$@"
