#!/usr/bin/env bash
# Installs what a fresh Debian machine lacks, builds, checks the formatting and runs every test.
# Arguments go to `dotnet test`, for example: ./test.sh --filter-class '*RevocationTests'
# ./test.sh --without-lab proves, in a copy of the tree, that the lab can be deleted: what is left builds, and its tests pass.
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

if [ "${1:-}" = --without-lab ]; then
  shift
  copy=$(mktemp -d)
  trap 'rm -rf "$copy"' EXIT
  tar -c --exclude=bin --exclude=obj --exclude=.git --exclude=.data --exclude=artifacts --exclude=TestResults . | tar -x -C "$copy"
  cd "$copy"
  rm -r WebPortal/Features/Lab WebPortal.Tests/{Unit,Integration,Browser}/Lab WebPortal.Tests/Hosting/LabFixture.cs
  # "using", "AddLab" and "MapLab"; and the lab's addresses in the list of what strangers may open.
  sed -i '/Lab/d' WebPortal/Program.cs
  sed -i '/"lab[/"]/d; /"live\/lab/d; /"decide"/d' WebPortal.Tests/Integration/Security/EndpointsTests.cs
  # The analyzers have their say in the tree itself.
  dotnet build WebPortal.Tests -v q --nologo -clp:ErrorsOnly -p:RunAnalyzers=false
  # Three tests of four. Not a second time: what kills servers, waits for providers, or looks at every page in three looks, which takes longer than all
  # the rest. Everything: ./test.sh --without-lab --filter-namespace 'WebPortal.Tests.*'
  [ $# -gt 0 ] || set -- --filter-not-namespace '*.Drills' '*.SocialLogin' '*.Hosting' '*.Looks' '*.Browser.Admin' '*.Browser.Security'
  WEBPORTAL_CHROMIUM="$chromium" dotnet test --project WebPortal.Tests --no-build --no-progress "$@"
  exit
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
# Again at the end, where whoever reads only that finds them.
[ "$rc" = 0 ] || grep -E -A 12 '^ *failed .*\([0-9hms ]+\)$' "$log" | cut -c 1-400 || true
awk '/^ *succeeded:/{p+=$2} /^ *failed:/{f+=$2} /^ *skipped:/{s+=$2} END{printf "%d passed, %d failed, %d skipped\n",p,f,s}' "$log"
exit $rc
