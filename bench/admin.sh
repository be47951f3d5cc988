#!/usr/bin/env bash
# Milliseconds of the administrators' pages as whole requests, over 1,000,000 sessions in SQLite (or as many as the first argument says).
set -euo pipefail
cd "$(dirname "$0")"
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
command -v redis-server >/dev/null || { echo "Install redis-server first." >&2; exit 1; }
dotnet publish ../WebPortal -c Release -v q --nologo -clp:ErrorsOnly -o artifacts/portal
dotnet run --project Portal -c Release -- admin artifacts/portal/WebPortal.dll "$@"
