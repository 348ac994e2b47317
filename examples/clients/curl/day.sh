#!/bin/sh
# An operator's day with curl: an OLT is registered, a subscriber gets a service, an id is looked up, the
# service goes. Each call can be sent again.
#
#   ./day.sh [URL]
#
# PONKEEPER_TOKEN is sent if it is set.
set -eu

server=${1:-http://127.0.0.1:8765}
olt=technologies/XGS-PON/olts/olt-curl
uni=$olt/pons/0/onus/1/unis/0

call() {
  curl --silent --show-error --fail-with-body --retry 3 --max-time 10 \
    ${PONKEEPER_TOKEN:+-H "authorization: Bearer $PONKEEPER_TOKEN"} "$@"
}

change() {
  method=$1 path=$2 body=$3
  call -X "$method" -H 'content-type: application/json' -d "$body" "$server/v1/$path"
}

echo "register:"
change POST "$olt:register" '{"registration": {
  "pons": [0, 1],
  "ranges": [
    {"type": "ONU_ID", "ranges": [{"first": 1, "last": 32}]},
    {"type": "ALLOC_ID", "ranges": [{"first": 1024, "last": 1100}]},
    {"type": "GEM_PORT_ID", "ranges": [{"first": 1024, "last": 2000}]}]}}' | jq -c '{written}'

echo "reserve the ONU id for a serial number:"
change POST "$olt/pons/0/pools/onu:reserve" '{"owner": "ALCL00000001", "ids": [1]}' | jq -c .claim.ids

echo "what would a service get, and its ids:"
change POST "$uni/instances" '{"template": 64, "validate_only": true}' | jq -c '.instance | [.alloc_id, .gem_port_ids]'
change POST "$uni/instances" '{"template": 64}' | jq -c '.instance | [.alloc_id, .gem_port_ids]'

echo "whose is the serial number:"
call -G "$server/v1/search" --data-urlencode 'query=ALCL00000001' | jq -c '.hits[0] | [.olt, .pon, .type, .ids]'

echo "delete what was read, and nothing else:"
etag=$(call "$server/v1/$uni/instances/64" | jq -r .etag)
call -X DELETE "$server/v1/$uni/instances/64?etag=$etag" | jq -c '{deleted}'

echo "a misspelt parameter is refused:"
if call -X DELETE "$server/v1/$olt/pons/0/onus/1?validateOnly=true"; then exit 1; fi
echo
