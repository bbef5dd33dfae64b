#!/bin/sh
# Installs ical.js, as package-lock.json names it, beside the script that reads calendars with it. Node and npm come
# from the environment of the tests, which this is called with on its PATH.
cd "$(dirname "$0")" || exit 1

[ node_modules/.package-lock.json -nt package-lock.json ] && exit 0

authorities=/etc/ssl/certs/ca-certificates.crt # Node brings its own; a machine may trust more
if [ -f "$authorities" ]; then
    export NODE_EXTRA_CA_CERTS="${NODE_EXTRA_CA_CERTS:-$authorities}"
    export npm_config_cafile="${npm_config_cafile:-$authorities}"
fi

npm ci --ignore-scripts --no-audit --no-fund --no-update-notifier --loglevel=error >/dev/null && exit 0
echo "The tests need ical.js, which could not be installed. In tests/machines/ical_js: npm ci" >&2
exit 1
