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

# As an administrator's prompt has it: no drive, and the registry's word of what the user mapped.
echo "a drive of the user's other session"
wine reg add 'HKCU\Network\P' /v RemotePath /d '\\server\share' /f </dev/null >/dev/null 2>&1
configure
sed -i "s|^replica = .*|replica = \"P:/backup\"|" "$config"
lockstep 2 service install --config "$(windows "$config")"
says "P:\\backup"
says "\\\\server\\share\\backup"
lockstep 5 service status
says "not installed"

echo "a drive that nobody knows is waited for"
sed -i "s|^replica = .*|replica = \"Q:/backup\"|" "$config"
install
