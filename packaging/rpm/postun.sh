# Configurations, state and logs are kept. An upgrade restarts what runs.
if [ "$1" -eq 0 ]; then
  # The unit keeps its runtime folder when it ends, as this holds the locks of one-shot passes.
  rm -rf /run/lockstep /run/lockstep-root
fi
if [ -d /run/systemd/system ] && command -v systemctl >/dev/null 2>&1; then
  systemctl daemon-reload >/dev/null 2>&1 || :
  if [ "$1" -ge 1 ]; then
    systemctl try-restart lockstep.service 'lockstep@*.service' >/dev/null 2>&1 || :
  fi
fi
