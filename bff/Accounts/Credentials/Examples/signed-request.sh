#!/usr/bin/env bash
# A signed request with bash, openssl and curl.
#   APP_ID=demo-pacs APP_SECRET=… ./signed-request.sh http://localhost:5080 POST /api/film/links '{"hospitalCode":"demo-east",…}'
# On a machine shared with others take another language: arguments of openssl can be seen in the list of processes.
set -euo pipefail
base=$1 method=$2 target=$3 body=${4-} # target: path and query exactly as they are sent

timestamp=$(date +%s)
nonce=$(openssl rand -hex 16)
hash=$(printf '%s' "$body" | openssl dgst -sha256 -r | cut -d ' ' -f 1)
signature=$(printf '%s\n%s\n%s\n%s\n%s' "$method" "$target" "$timestamp" "$nonce" "$hash" |
  openssl dgst -sha256 -hmac "$APP_SECRET" -binary | openssl base64 -A)

curl --silent --show-error --fail-with-body --path-as-is --globoff --request "$method" "$base$target" \
  --header "X-App-Id: $APP_ID" --header "X-Timestamp: $timestamp" --header "X-Nonce: $nonce" \
  --header "X-Content-SHA256: $hash" --header "X-Signature: $signature" \
  ${body:+--header "Content-Type: application/json" --data-binary "$body"}
