#!/usr/bin/env bash
# Nanoseconds and bytes of the hot path's pieces, and of a whole authentication, by BenchmarkDotNet (short job). Options go to it.
set -euo pipefail
source "$(dirname "$0")/prepare.sh" redis
port=$((30000 + RANDOM % 20000))
redis-server --port "$port" --bind 127.0.0.1 --save '' --appendonly no >/dev/null &
redis=$!
trap 'kill $redis' EXIT
[ $# -gt 0 ] || set -- --filter '*'
BENCH_REDIS=127.0.0.1:$port dotnet run --project Micro -c Release -- "$@" --artifacts "$BENCH_ROOT/artifacts/micro"
