#!/bin/bash
# mapped_drive_test.sh: what lies on a drive that a user mapped is refused for the service.
. "$(dirname "$0")/lib.sh"

mkdir -p "$WINEPREFIX/dosdevices/unc/server/share" "$work/share"
ln -sfn "$work/share" "$WINEPREFIX/dosdevices/n:"
wine reg add 'HKLM\Software\Wine\Drives' /v n: /d network /f </dev/null >/dev/null 2>&1
crash
boot
configure
sed -i "s|^source = .*|source = \"N:/documents\"|" "$config"
mkdir "$work/share/documents"
lockstep 2 service install --config "$(windows "$config")"
says "N:\\documents"
says "UNC"
lockstep 5 service status
says "not installed"
rm "$WINEPREFIX/dosdevices/n:"
