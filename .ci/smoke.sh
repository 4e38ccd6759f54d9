#!/usr/bin/env bash
# smoke.sh COMMAND…: whether COMMAND is a nutts that works: each program says its version, the demo serves a UPS that
# a client reads, the module for USB loads, and a serial port is opened by the module for that.
set -euo pipefail

fail() { printf 'smoke: %s\n' "$*" >&2; exit 1; }

says() { # says PATTERN COMMAND…: what the command prints, both ways out, has the pattern in it
  local pattern=$1 printed
  shift
  printed=$("$@" 2>&1 </dev/null) || true
  grep -Eq -- "$pattern" <<<"$printed" || fail "no '$pattern' in what '$*' printed: $printed"
}

programs=$(sed 's/.*"starts":{\([^}]*\)}.*/\1/; s/:"[a-z]*"//g; s/[",]/ /g' "$(dirname "$0")/../dist/programs.json")
[ -n "$programs" ] || fail "no programs"
for program in $programs; do
  says "Network UPS Tools .*[0-9]+\.[0-9]+" "$@" "$program" -V
done
says "Options of dummy-ups" "$@" driver dummy-ups --help
says "find a UPS" "$@" --help

printed=$("$@" scanner -U 2>&1) || fail "scanner -U: $printed"
! grep -q "cannot be looked at" <<<"$printed" || fail "scanner -U: $printed"

says "Inappropriate ioctl for device setting" "$@" scanner -E /dev/null

demo=$(mktemp)
"$@" up --demo >"$demo" 2>&1 &
pid=$!
trap 'kill "$pid" 2>/dev/null || true; wait "$pid" 2>/dev/null || true; rm -f "$demo"' EXIT
for ((tries = 0; tries < 300; tries++)); do
  grep -q "on line power" "$demo" && break
  kill -0 "$pid" 2>/dev/null || fail "the demo ended: $(cat "$demo")"
  sleep 0.1
done
address=$(sed -nE 's/.* upsc (demo@[a-z]+:[0-9]+)$/\1/p' "$demo")
[ -n "$address" ] || fail "the demo printed no address: $(cat "$demo")"
says "^O[LB]" "$@" upsc "$address" ups.status
says "battery.charge: [0-9]" "$@" upsc "$address"
kill "$pid"
wait "$pid" || fail "the demo ended with status $?"
echo "smoke: $* works"
