#!/bin/sh
# Makes a clone ready to run: the pinned Bun (unless one as new is on PATH) and the locked dependencies.
# Every script of package.json starts with this, so it must cost next to nothing when there is nothing to do.
set -eu
cd "$(dirname "$0")/.."

pinned=$(sed -n 's/.*"packageManager": "bun@\([0-9.]*\)".*/\1/p' package.json)
lock=$(cksum <bun.lock)
stamp=node_modules/.tonearm-setup
own=node_modules/.tonearm-bun
PATH="$PWD/node_modules/.bin:$PATH"

bun_fits() {
  found=$(bun --version 2>/dev/null) || return 1
  [ "$(printf '%s\n' "$found" "$pinned" | sort -t. -k1,1n -k2,2n -k3,3n | head -n 1)" = "$pinned" ]
}

if bun_fits && [ "$(cat "$stamp" 2>/dev/null)" = "$lock" ]; then exit 0; fi

if ! bun_fits; then
  command -v npm >/dev/null || { echo "Bun $pinned or newer (or npm, to fetch it) is needed on PATH: https://bun.sh" >&2; exit 1; }
  echo "setup: fetching Bun $pinned" >&2
  # Its install script only puts the binary in place; run by hand it works where npm does not run scripts.
  npm install --prefix "$own" --no-save --no-package-lock --ignore-scripts --no-audit --no-fund --loglevel=error "bun@$pinned" >/dev/null
  (cd "$own/node_modules/bun" && node install.js) >&2
  mkdir -p node_modules/.bin
  ln -sf "../.tonearm-bun/node_modules/bun/bin/bun.exe" node_modules/.bin/bun
fi

echo "setup: installing dependencies" >&2
bun install --frozen-lockfile --no-summary --no-progress >&2
echo "$lock" >"$stamp"
