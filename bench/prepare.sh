#!/usr/bin/env bash
# Sourced by the scripts beside it: installs what the run needs and this machine lacks, and builds into bench/artifacts.
# Arguments: what to prepare, of: load (wrk), redis, node, django, go. What cannot be had is said, and left out of the run.
BENCH_ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
export BENCH_ROOT DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
cd "$BENCH_ROOT"
apt_get() {
  command -v apt-get >/dev/null || { echo "Not Debian: install $* by hand." >&2; return 1; }
  local sudo=(); [ "$(id -u)" = 0 ] || sudo=(sudo)
  "${sudo[@]}" apt-get update -qq &&
    "${sudo[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" >/dev/null
}
need() { command -v "$1" >/dev/null 2>&1 || apt_get "${@:2}" || echo "$1 cannot be installed here." >&2; }

for what in "$@"; do
  case $what in
    load) need wrk wrk; need taskset util-linux ;;
    redis) need redis-server redis-server ;;
    node)
      need node nodejs npm
      (cd peers/node && npm install --no-audit --no-fund --ignore-scripts --no-package-lock --loglevel=error >&2) ||
        echo "The Node peers cannot be installed here." >&2 ;;
    django)
      [ -x /usr/bin/gunicorn ] && /usr/bin/python3 -c 'import django, django_redis' 2>/dev/null ||
        apt_get python3-django python3-django-redis gunicorn || echo "Django cannot be installed here." >&2 ;;
    go)
      { command -v go >/dev/null && [ -d /usr/share/gocode/src/github.com/boj/redistore ]; } ||
        apt_get golang-go golang-github-boj-redistore-dev
      (cd peers/go && GO111MODULE=off GOPATH=/usr/share/gocode go build -o ../../artifacts/go-peer main.go) ||
        echo "The Go peer cannot be built here." >&2 ;;
  esac
done
dotnet publish App -c Release -v q --nologo -clp:ErrorsOnly -o artifacts/app
dotnet publish Driver -c Release -v q --nologo -clp:ErrorsOnly -o artifacts/driver
driver() { dotnet artifacts/driver/Bench.Driver.dll "$@"; }
