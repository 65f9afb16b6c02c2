#!/usr/bin/env bash
# Sees to it that there is a Chromium for test/browser: the one on the path, or else Debian's, where this may install packages.
#
#   bash test/browser/install-chromium.sh
set -euo pipefail

for name in chromium chromium-headless-shell chromium-browser google-chrome google-chrome-stable; do
  if command -v "$name"; then exit 0; fi
done

if ! command -v apt-get >/dev/null; then
  echo 'no Chromium, and no apt-get to install it with: install one by hand, or set CHROMIUM_PATH' >&2
  exit 1
fi
as_root=()
if [ "$(id -u)" -ne 0 ]; then as_root=(sudo -n); fi
"${as_root[@]}" apt-get update -qq
# Without a window it is enough, and half the size; only Debian has it by itself.
"${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium-headless-shell ||
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium
