#!/usr/bin/env bash
# Fills a database with three million studies, seven million instances and ten million lines, in about ten minutes on two cores.
# It needs 12 GB, a superuser (keys and triggers are left out while it fills) and a sandbox that has started on the database once, with
#   --Demo:Films=false --Demo:Guide=false
#   loadtests/fill/fill.sh "host=127.0.0.1 user=postgres dbname=fill" [studies] [conversations]
set -e
here=$(dirname "$0")
psql "$1" -v ON_ERROR_STOP=1 -q -c '\timing on' -c 'set session_replication_role = replica; set synchronous_commit = off' \
  -c "set fill.hospitals = 30; set fill.patients = 300000; set fill.studies = ${2:-3000000}; set fill.conversations = ${3:-1000000}" \
  -f "$here/fill.sql" -f "$here/days.sql" \
  -c "insert into accounts.integrator_hospital (integrator_id, hospital_id) select i.id, h.id from accounts.integrator i cross join accounts.hospital h on conflict do nothing" \
  -c 'vacuum analyze'
