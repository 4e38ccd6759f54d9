#!/bin/sh
# nutts with the Node runtime beside it. A link to this file of another name is the program, or driver, of that name.
name=${0##*/}
self=$(readlink -f "$0") || exit 1
root=${self%/bin/*}
if [ "$name" != nutts ]; then
  read -r programs <"$root/nutts/dist/programs.json"
  case $programs in
    *"\"$name\":"*) set -- "$name" "$@" ;;
    *) set -- driver "$name" "$@" ;;
  esac
fi
# What messages tell people to type.
if [ -z "$NUTTS_CALLED_AS" ]; then
  NUTTS_CALLED_AS=$self
  found=$(command -v nutts) && [ "$(readlink -f "$found")" = "$self" ] && NUTTS_CALLED_AS=nutts
  export NUTTS_CALLED_AS
fi
exec "$root/bin/node" "$root/nutts/bin/run.js" "$@"
