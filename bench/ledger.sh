#!/usr/bin/env bash
# Milliseconds of the administrators' list over 1,000,000 sessions in SQLite (or as many as the first argument says).
set -euo pipefail
cd "$(dirname "$0")"
dotnet run --project Ledger -c Release -- "$@"
