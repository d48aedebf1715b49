# Completion of lockstep's commands, options and operands for bash.
# shellcheck shell=bash

# _lockstep_jobs WORD...: the jobs of the configuration that the command line names, or of the one
# that lockstep finds itself.
_lockstep_jobs() {
  local file='' i
  for ((i = 1; i < $#; i++)); do
    [[ ${!i} == --config ]] && { ((++i)); file=${!i}; }
    [[ ${!i} == --config=* ]] && file=${!i#*=}
  done
  lockstep config show ${file:+"$file"} 2>/dev/null | sed -n 's/^name = ["'\'']\(.*\)["'\'']$/\1/p'
}

# _lockstep_lines CURRENT: what is read, one a line, as far as it begins with CURRENT.
_lockstep_lines() {
  local line
  while IFS= read -r line; do
    [[ $line != "$1"* ]] || COMPREPLY+=("$(printf '%q' "$line")")
  done
  return 0
}

_lockstep_words() { _lockstep_lines "$1" < <(printf '%s\n' $2); }

_lockstep_files() {
  compopt -o filenames 2>/dev/null
  mapfile -t COMPREPLY < <(compgen -f -- "$1")
}

_lockstep_folders() {
  compopt -o filenames 2>/dev/null
  mapfile -t COMPREPLY < <(compgen -d -- "$1")
}

# _lockstep_value OPTION CURRENT: fails when the option has no value.
_lockstep_value() {
  case $1 in
    --config | --exclude-from | --log-file) _lockstep_files "$2" ;;
    --job) _lockstep_lines "$2" < <(_lockstep_jobs "${COMP_WORDS[@]}") ;;
    --durability) _lockstep_words "$2" 'pass file none' ;;
    --io-priority) _lockstep_words "$2" 'idle low normal' ;;
    --log-level) _lockstep_words "$2" 'debug info warning error' ;;
    --log-format) _lockstep_words "$2" 'text json' ;;
    --color) _lockstep_words "$2" 'auto always never' ;;
    --watch) _lockstep_words "$2" 'auto off inotify fanotify' ;;
    --include | --exclude | --max-delete | --bwlimit | --threads | --nice | --instance | \
      --log-max-size | --log-max-files | --settle | --full-interval) ;;
    *) return 1 ;;
  esac
}

_lockstep() {
  COMPREPLY=()
  local commands='run sync plan verify approve sync-now config service'
  local mirror='--checksum --exclude-from --exclude --include --delete-excluded --one-file-system
    --no-delete --max-delete --approve --allow-empty-source --reverse --no-owner --no-perms
    --no-times --no-xattrs --no-acls --no-hard-links --acls --durability --verify-writes --recall
    --bwlimit --threads --io-priority --nice --log-file --log-level --log-format --log-max-size
    --log-max-files --json --brief --quiet --verbose --no-progress --color --config --job
    --help --version'
  local actions='install uninstall start stop restart reload pause resume status run'

  local current=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD - 1]}
  # "--color=al" is three words where "=" breaks words, and one where it does not.
  if [[ $current == = ]]; then
    current=''
  elif [[ $previous == = ]]; then
    previous=${COMP_WORDS[COMP_CWORD - 2]}
  elif [[ $current == --*=* ]]; then
    _lockstep_value "${current%%=*}" "${current#*=}" &&
      COMPREPLY=("${COMPREPLY[@]/#/${current%%=*}=}")
    return
  fi

  if ((COMP_CWORD == 1)); then
    _lockstep_words "$current" "$commands --help --version"
    return
  fi
  _lockstep_value "$previous" "$current" && return

  local command=${COMP_WORDS[1]} operands=0 i options
  for ((i = 2; i < COMP_CWORD; i++)); do
    case ${COMP_WORDS[i]} in
      --config | --exclude-from | --log-file | --job | --durability | --log-level | --log-format | \
        --color | --include | --exclude | --max-delete | --bwlimit | --threads | --nice | \
        --instance | --io-priority | --log-max-size | --log-max-files | --watch | --settle | \
        --full-interval) ((++i)) ;;
      -*) ;;
      *) ((++operands)) ;;
    esac
  done

  case $command in
    run) options="$mirror --watch --settle --full-interval" ;;
    plan | verify) options=$mirror ;;
    sync) options="$mirror --dry-run" ;;
    approve) options='--empty --config --user --system --instance --help --version' ;;
    sync-now) options='--user --system --instance --help --version' ;;
    config) options='--help --version' ;;
    service) options='--config --user --system --instance --json --direct --help --version' ;;
    help)
      _lockstep_words "$current" "$commands"
      return
      ;;
    *) return ;;
  esac
  if [[ $current == -* ]]; then
    _lockstep_words "$current" "$options"
    return
  fi

  case $command-$operands in
    run-[01] | sync-[01] | plan-[01] | verify-[01]) _lockstep_folders "$current" ;;
    run-2) _lockstep_words "$current" '60 5m 1h' ;;
    run-3) _lockstep_files "$current" ;;
    approve-0 | sync-now-0)
      [[ $command == approve && $current == */* ]] && _lockstep_folders "$current" ||
        _lockstep_lines "$current" < <(_lockstep_jobs "${COMP_WORDS[@]}")
      ;;
    config-0) _lockstep_words "$current" 'check show init' ;;
    config-1) _lockstep_files "$current" ;;
    service-0) _lockstep_words "$current" "$actions" ;;
    service-1)
      [[ " ${COMP_WORDS[*]} " == *\ @(pause|resume)\ * ]] &&
        _lockstep_lines "$current" < <(_lockstep_jobs "${COMP_WORDS[@]}")
      ;;
  esac
}

complete -F _lockstep lockstep
