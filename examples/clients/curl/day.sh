#!/usr/bin/env bash
# A day of an operator by curl: an OLT, a template, a subscriber, changes as they happen, and the end of
# the subscriber.
#
#   ./day.sh [URL]                   http://127.0.0.1:8765 by default
#
# PONKEEPER_TOKEN is the token of an operator, if the server wants one. Each call is safe to repeat, and
# so is the whole script.
set -euo pipefail

url=${1:-http://127.0.0.1:8765}
template=$(dirname "$0")/../../four-queues.json
xgs=$url/v1/technologies/XGS-PON
olt=$xgs/olts/olt-curl
serial=ALCL00001234
work=$(mktemp -d)
trap 'kill "${watch:-}" 2>/dev/null || true; rm -rf "$work"' EXIT

# The token is in a file that only this user reads: everybody sees the arguments of a program.
if [ -n "${PONKEEPER_TOKEN:-}" ]; then
  echo "header = \"authorization: Bearer $PONKEEPER_TOKEN\"" >"$work/curlrc"
else
  : >"$work/curlrc"
fi

# One call: prints the answer, or the error's reason and what to do. An answer that was lost or says
# "try again" (429, 500, 503, 504) is asked for again, which only a call that is safe to repeat allows.
call() {
  local answer reason
  if answer=$(curl --config "$work/curlrc" --silent --show-error --fail-with-body \
    --max-time 30 --retry 5 --retry-connrefused -H 'content-type: application/json' "$@"); then
    echo "$answer"
    return 0
  fi
  reason=$(value reason <<<"$answer")
  echo "${reason:-NO_ANSWER}: $(value remedy <<<"$answer")" >&2
  return 1
}

# The first value of a key in an answer. A script that does more should use jq.
value() {
  { grep -oE "\"$1\": *(\"[^\"]*\"|[^,}]*)" || true; } | head -n 1 | sed 's/^[^:]*: *//; s/^"//; s/"$//'
}

# Waits, at most 30 s, until the changes contain a text.
await() {
  local attempt
  for ((attempt = 0; attempt < 300; attempt++)); do
    grep -q "$1" "$work/changes" && return 0
    sleep 0.1
  done
  echo "no change with $1 was told" >&2
  return 1
}

echo "== the template, as JSON in base64"
call "$xgs/templates/64:apply" -d "{\"document\": \"$(base64 <"$template" | tr -d '\n')\"}" | value condition

echo "== the OLT"
call "$olt:register" -d '{"registration": {"pons": [0, 1], "ranges": [
    {"type": "ONU_ID", "ranges": [{"first": 1, "last": 127}]},
    {"type": "ALLOC_ID", "ranges": [{"first": 1024, "last": 1152}]},
    {"type": "GEM_PORT_ID", "ranges": [{"first": 1024, "last": 2048}]}]}}' | value state

echo "== changes from now on, each as a line"
curl --config "$work/curlrc" --silent --no-buffer --get --data-urlencode parent=technologies/XGS-PON/olts/olt-curl \
  "$url/v1/changes:watch" >"$work/changes" &
watch=$!
await '"begun":true'

echo "== an ONU id for a serial number"
claim=$(call "$olt/pons/0/pools/onu:allocate" -d "{\"owner\": \"$serial\"}")
onu=$(value ids <<<"$claim" | tr -d '[]')
echo "onu $onu"

echo "== a service: would it succeed? which ids does it get?"
service=$olt/pons/0/onus/$onu/unis/0/instances
call "$service" -d '{"template": 64, "validate_only": true}' | value created
call "$service" -d '{"template": 64}' | grep -o '"alloc_id":[0-9]*,"gem_port_ids":[^]]*]'

echo "== a template that is not there"
call "$service" -d '{"template": 404}' || echo "that was expected"

echo "== all services of the OLT, and all ids of the subscriber"
call --get -d page_size=100 "$olt/instances" | grep -o '"path":"[^"]*"'
call --get -d olt=olt-curl -d "query=$serial" "$url/v1/search" | grep -o '"type":"[A-Z_]*","ids":[^]]*]'

echo "== the end: exactly what was read is deleted, and nothing that somebody creates meanwhile"
etag=$(call "$service/64" | value etag)
call --get -X DELETE --data-urlencode "etag=$etag" "$service/64" | value deleted
etag=$(value etag <<<"$claim")
call --get -X DELETE --data-urlencode "etag=$etag" "$olt/pons/0/pools/onu/claims/$serial" | value changed

echo "== what the changes tell"
await '"kind":"DELETED","name":"[^"]*/claims/'
grep -o '"kind":"[A-Z]*","name":"[^"]*"' "$work/changes"
