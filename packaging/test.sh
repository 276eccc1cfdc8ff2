#!/bin/sh
# Runs the whole test suite, after doing all of its own set-up; needs no display. Arguments go to pytest, which runs in
# the project's folder:
#   sh packaging/test.sh
#   sh packaging/test.sh tests/core -k palette
set -eu
root=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd -P)
. "$root/packaging/setup.sh"
set_up test

cd "$root"
export QT_QPA_PLATFORM=offscreen
# On all processors; -n 0 among the arguments runs one test after the other.
exec "$python" -m pytest -n auto "$@"
