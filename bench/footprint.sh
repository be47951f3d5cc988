#!/usr/bin/env bash
# The Release portal in Production: time to be ready, memory after requests with open sessions and streams, and whether it grows under mixed load with
# revokes. Exits with 1 beyond 3 s, 250 MB or 5 % growth. Arguments: requests, sessions, streams, seconds of soak (1000000 10000 1000 600).
set -euo pipefail
cd "$(dirname "$0")"
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
command -v redis-server >/dev/null || { echo "Install redis-server first." >&2; exit 1; }
dotnet publish ../WebPortal -c Release -v q --nologo -clp:ErrorsOnly -o artifacts/portal
dotnet run --project Portal -c Release -- footprint artifacts/portal/WebPortal.dll "$@"
