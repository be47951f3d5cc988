#!/usr/bin/env bash
# Installs what a fresh Debian machine lacks, builds, checks the formatting and runs every test.
# Arguments go to `dotnet test`, for example: ./test.sh --filter-class '*RevocationTests'
set -euo pipefail
cd "$(dirname "$0")"
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
have() { command -v "$1" >/dev/null 2>&1; }
have dotnet || { echo "WebPortal needs the .NET SDK 10: https://dot.net" >&2; exit 1; }

missing=()
have redis-server || missing+=(redis-server)
chromium="${WEBPORTAL_CHROMIUM:-}"
if [ -z "$chromium" ]; then
  for candidate in chromium-headless-shell chromium google-chrome; do
    if have "$candidate"; then chromium=$(command -v "$candidate"); break; fi
  done
fi
# Debian has a headless shell. Elsewhere Playwright brings its own browser (below).
if [ -z "$chromium" ] && grep -qs '^ID=debian' /etc/os-release; then missing+=(chromium-headless-shell); fi
if [ ${#missing[@]} -gt 0 ]; then
  if have apt-get; then
    sudo=(); [ "$(id -u)" = 0 ] || sudo=(sudo)
    "${sudo[@]}" apt-get update -qq
    "${sudo[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
    [ -n "$chromium" ] || chromium=$(command -v chromium-headless-shell || true)
  elif have brew; then
    brew install redis
  else
    echo "redis-server was not found: install Redis 6 or later." >&2
    exit 1
  fi
fi

dotnet tool restore >/dev/null
dotnet build WebPortal.sln -v q --nologo -clp:ErrorsOnly
dotnet csharpier check . || { echo "Run: dotnet csharpier format ." >&2; exit 1; }
if [ -z "$chromium" ]; then
  playwright=WebPortal.Tests/bin/Debug/net10.0/.playwright
  "$(ls "$playwright"/node/*/node* | head -1)" "$playwright/package/cli.js" install --only-shell chromium
fi
export WEBPORTAL_CHROMIUM="$chromium"

log=$(mktemp)
trap 'rm -f "$log"' EXIT
rc=0
dotnet test --solution WebPortal.sln --no-build --no-progress "$@" 2>&1 | tee "$log" || rc=$?
# A skipped test is a failure in CI, unless it needs a Docker engine and says so.
excused() {
  awk '/^ *skipped [A-Z]/ { if (open) bad = 1; open = 1; left = 3 }
       left-- > 0 && /no Docker engine/ { open = 0 }
       END { exit bad || open }' "$log"
}
if [ -n "${CI:-}" ] && ! excused; then
  echo "A test was skipped in CI." >&2
  rc=1
fi
awk '/^ *succeeded:/{p+=$2} /^ *failed:/{f+=$2} /^ *skipped:/{s+=$2} END{printf "%d passed, %d failed, %d skipped\n",p,f,s}' "$log"
exit $rc
