#!/usr/bin/env bash
# Rehearses docker-compose.yml without a container: two Release portals in Production, the issuer, nginx with TLS and the committed configuration,
# Redis with the same ACL file and AOF. Walks through it, restarts and kills parts of it under load, and prints what was measured.
# The database is a SQLite file, or SQL Server's when WEBPORTAL_SQL is a connection string. It ends every process that it started.
#   KEEP=1 ./rehearse.sh     leaves the logs behind
set -euo pipefail
cd "$(dirname "$0")"
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
# Any Chromium: WEBPORTAL_CHROMIUM names it, otherwise Debian's.
export WEBPORTAL_CHROMIUM="${WEBPORTAL_CHROMIUM:-$(command -v chromium-headless-shell || command -v chromium || echo /usr/bin/chromium-headless-shell)}"
missing=()
[ -x "$WEBPORTAL_CHROMIUM" ] || missing+=(chromium-headless-shell)
for tool in nginx redis-server openssl; do command -v "$tool" >/dev/null || missing+=("$tool"); done
if [ ${#missing[@]} -gt 0 ]; then
  command -v apt-get >/dev/null || { echo "Install ${missing[*]} first." >&2; exit 1; }
  sudo=(); [ "$(id -u)" = 0 ] || sudo=(sudo)
  "${sudo[@]}" apt-get update -qq
  "${sudo[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
fi
work=$(mktemp -d)
chmod 711 "$work"
trap '[ -n "${KEEP:-}" ] && echo "Logs: $work" || rm -rf "$work"' EXIT
dotnet publish WebPortal -c Release -o "$work/portal" -v q --nologo -clp:ErrorsOnly
dotnet publish WebPortal.Issuer -c Release -o "$work/issuer" -v q --nologo -clp:ErrorsOnly
dotnet build deploy/Rehearsal -c Release -v q --nologo -clp:ErrorsOnly >/dev/null
dotnet deploy/Rehearsal/bin/Release/net10.0/Rehearsal.dll "$PWD" "$work"
