#!/usr/bin/env bash
# The lab's race on two instances with the real lifetimes, alone and ten at once, against the bounds of docs/lab.md. Options: --at-once 10
set -euo pipefail
source "$(dirname "$0")/prepare.sh" redis
dotnet publish ../WebPortal -c Release -v q --nologo -clp:ErrorsOnly -o artifacts/portal
dotnet publish ../WebPortal.Issuer -c Release -v q --nologo -clp:ErrorsOnly -o artifacts/issuer
driver race "$@"
