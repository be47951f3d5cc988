#!/usr/bin/env bash
# Makes every secret of docker-compose.yml, each in a file of its own below deploy/secrets (or the directory given as first argument).
# What is there already is kept: delete a file to get a new one. Nothing here is ever committed.
#
#   REDIS_HOST, SQL_HOST   where the stores are            (redis:6379, sql)
#   TLS_NAMES              names of the trial certificate  (portal.example and issuer.example)
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
out=${1:-$here/secrets}
umask 077
mkdir -p "$out"
cd "$out"
chmod 700 .
# The directory is its owner's alone. Files are readable, since a container's user is another than yours, and sees only what it is given.
put() {
  if [ -s "$1" ]; then cat > /dev/null; return; fi
  cat > "$1.new" && chmod 444 "$1.new" && mv "$1.new" "$1"
}
random() { openssl rand -hex 32; }
sha256() { printf %s "$1" | openssl dgst -sha256 -r | cut -d' ' -f1; }

# Redis: only hashes of the passwords are in the ACL file. "probe" may say PING and nothing else, for the health check.
# "default" is off: nobody can be it. It keeps its rights, since Redis replays its append-only file as "default", and with a default user that
# may do nothing every script in that file is refused (NOPERM in its log): all sessions are lost at a restart. ./rehearse.sh found that.
random | put redis-portal-password
random | put redis-operator-password
rules=$(grep -v '^#' "$here/redis/webportal.rules" | tr '\n' ' ')
put redis-users.acl <<ACL
user default off resetpass ~* &* +@all
user webportal on #$(sha256 "$(cat redis-portal-password)") $rules
user operator on #$(sha256 "$(cat redis-operator-password)") ~* &* +@all
user probe on nopass resetkeys resetchannels -@all +ping
ACL
printf %s "${REDIS_HOST:-redis:6379},user=webportal,password=$(cat redis-portal-password),configChannel=,tieBreaker=" \
  | put ConnectionStrings__Redis

# SQL Server: the portal reads and writes rows, the migration changes tables, and neither is the administrator.
sql() { printf %s "Server=${SQL_HOST:-sql};Database=WebPortal;User Id=$1;Password=$(cat "$2");Encrypt=True;TrustServerCertificate=True"; }
printf 'Aa1!%s' "$(random)" | put sql-sa-password
printf 'Aa1!%s' "$(random)" | put sql-portal-password
printf 'Aa1!%s' "$(random)" | put sql-migrate-password
sql portal sql-portal-password | put ConnectionStrings__Portal
sql portal_migrate sql-migrate-password | put ConnectionStrings__Portal.migrate

# The certificate that encrypts the data-protection keys in the database. Lose it, and open forms, mail links and sign-ins under way are void.
random | put DataProtection__Certificate__Password
if [ ! -s data-protection.p12 ]; then
  openssl req -x509 -newkey rsa:3072 -nodes -sha256 -days 1825 -subj "/CN=WebPortal data protection" \
    -keyout dp.key -out dp.crt 2>/dev/null
  openssl pkcs12 -export -inkey dp.key -in dp.crt -passout file:DataProtection__Certificate__Password | put data-protection.p12
  rm -f dp.key dp.crt
fi

# A certificate for a trial. Put the real one in its place: tls.crt with its chain, tls.key.
if [ ! -s tls.crt ]; then
  names=${TLS_NAMES:-portal.example,issuer.example}
  openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 90 -subj "/CN=${names%%,*}" \
    -addext "subjectAltName=DNS:${names//,/,DNS:}" -keyout trial.key -out trial.crt 2>/dev/null
  put tls.key < trial.key
  put tls.crt < trial.crt
  rm -f trial.key trial.crt
fi

random | put Issuer__Clients__webportal__Secret
random | put grafana-admin-password
echo "Secrets are in $out."
