#!/bin/sh
# Installs from Debian's packages what the tests drive: a PostgreSQL server, Dovecot, Chromium, systemd's
# reader of units, and libatomic for the Node that Playwright brings.
# What is still missing at the end is named, one line for each, and the status is 1.
set -u

is_here() {
    case $1 in
        postgresql) command -v initdb || ls /usr/lib/postgresql/*/bin/initdb ;;
        dovecot-imapd) ls /usr/lib/dovecot/imap ;;
        chromium-headless-shell) command -v chromium-headless-shell ;;
        systemd) command -v systemd-analyze ;;
        libatomic1) ls /usr/lib/*/libatomic.so.1 ;;
    esac >/dev/null 2>&1
}

missing_ones() {
    for package in postgresql dovecot-imapd chromium-headless-shell libatomic1 systemd; do
        is_here "$package" || echo "$package"
    done
}

install() {
    echo "Installing" $1 "for the tests"
    $as_root apt-get update -qq
    for package in $1; do # one by one: a package that fails does not keep the next one out
        $as_root env DEBIAN_FRONTEND=noninteractive apt-get install -qq --no-install-recommends "$package" >/dev/null
    done
}

missing=$(missing_ones)
[ -z "$missing" ] && exit 0

as_root=""
[ "$(id -u)" -eq 0 ] || as_root=sudo
if [ -z "$as_root" ] || command -v sudo >/dev/null; then
    install "$missing"
fi

missing=$(missing_ones)
for package in $missing; do
    echo "The tests need $package, which could not be installed. As root: apt-get install $package" >&2
done
[ -z "$missing" ]
