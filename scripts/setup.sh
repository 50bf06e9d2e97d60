#!/bin/sh
# Makes a clone ready: the pinned Bun (unless one as new is on PATH) and the locked packages, and says what it fetches.
# `sh scripts/setup.sh production` leaves out what only tests and checks need: most of it all.
# Every script of package.json starts with this, so it must cost next to nothing when there is nothing to do.
set -eu
cd "$(dirname "$0")/.."

kind=${1:-all}
pinned=$(sed -n 's/.*"packageManager": "bun@\([0-9.]*\)".*/\1/p' package.json)
lock=$(cksum <bun.lock)
stamp=node_modules/.tonearm-setup
own=node_modules/.tonearm-bun
PATH="$PWD/node_modules/.bin:$PATH"

bun_fits() {
  found=$(bun --version 2>/dev/null) || return 1
  [ "$(printf '%s\n' "$found" "$pinned" | sort -t. -k1,1n -k2,2n -k3,3n | head -n 1)" = "$pinned" ]
}

installed=$(cat "$stamp" 2>/dev/null) || installed=
# Who has all packages keeps them all, also where fewer would do.
case $installed in *all) kind=all ;; esac
if bun_fits && [ "$installed" = "$lock $kind" ]; then exit 0; fi

say() { echo "setup: $*" >&2; }
say "this clone is not ready yet; what is missing is fetched now, once"
if ! bun_fits; then
  command -v npm >/dev/null || { echo "Bun $pinned or newer (or npm, to fetch it) is needed on PATH: https://bun.sh" >&2; exit 1; }
  say "fetching Bun $pinned from npm, 50 MB: seconds, or a minute or two on a slow line"
  # Its install script only puts the binary in place; run by hand it works where npm does not run scripts.
  npm install --prefix "$own" --no-save --no-package-lock --ignore-scripts --no-audit --no-fund --loglevel=error "bun@$pinned" >/dev/null
  (cd "$own/node_modules/bun" && node install.js) >&2
  mkdir -p node_modules/.bin
  ln -sf "../.tonearm-bun/node_modules/bun/bin/bun.exe" node_modules/.bin/bun
fi

if [ "$kind" = all ]; then
  say "fetching the packages, 190 MB with those for tests (among them a browser and a PostgreSQL): up to some minutes"
  only=
else
  say "fetching the packages, 35 MB: seconds, or a minute or two on a slow line"
  only=--production
fi
# Nothing is heard from Bun until it is done.
while sleep 10 >/dev/null 2>&1; do say "still fetching"; done &
clock=$!
trap 'kill "$clock" 2>/dev/null' EXIT
bun install --frozen-lockfile $only --no-summary --no-progress >&2
echo "$lock $kind" >"$stamp"
say "ready"
