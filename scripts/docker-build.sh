#!/bin/sh
# What the Dockerfile's first stage does. It stands here so that it can be tried without a container engine:
# it needs a copy of the tracked files, and npm.
set -eu
cd "$(dirname "$0")/.."
sh scripts/setup.sh production
PATH="$PWD/node_modules/.bin:$PATH" bun scripts/build.ts
# An executable that does not start must not become an image.
dist/tonearm --version
