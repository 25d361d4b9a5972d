#!/bin/bash
# Installs those of the named commands that are missing, from the Debian
# packages of the same names.
set -euo pipefail

missing=()
for command in "$@"; do
    command -v "$command" >/dev/null || missing+=("$command")
done
[ ${#missing[@]} -gt 0 ] || exit 0

case " ${missing[*]} " in *" gcc "*) missing+=(libc6-dev) ;; esac
if [ "$(id -u)" != 0 ]; then
    echo "missing: ${missing[*]}; run as root: apt-get install ${missing[*]}" >&2
    exit 1
fi
export DEBIAN_FRONTEND=noninteractive
install=(apt-get install -y -q --no-install-recommends "${missing[@]}")
# The package lists may be old, or not there at all.
"${install[@]}" || { apt-get update -q && "${install[@]}"; }
