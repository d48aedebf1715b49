# The presets of the distribution say whether the service is enabled.
if command -v systemd-sysusers >/dev/null 2>&1; then systemd-sysusers lockstep.conf || :; fi
if command -v systemd-tmpfiles >/dev/null 2>&1; then systemd-tmpfiles --create lockstep.conf || :; fi
if command -v systemctl >/dev/null 2>&1; then
  [ "$1" -ne 1 ] || systemctl --no-reload preset lockstep.service >/dev/null 2>&1 || :
  [ ! -d /run/systemd/system ] || systemctl daemon-reload >/dev/null 2>&1 || :
fi
