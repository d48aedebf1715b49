#!/bin/bash
# The completions offer what the program's help names: every command, and with each command every
# option. bash and fish are asked as a user asks them; zsh's file is read.

source "$(dirname "$0")/lib.sh"
completions=$project/packaging/completions

# Words that begin with "--" at the start of a line of help.
options_of() { "$program" "$1" --help | sed -n 's/^ *\(-., \)\{0,1\}\(--[a-z][a-z-]*\).*/\2/p'; }
commands() { "$program" --help | sed -n '/^Commands:/,/^$/s/^  \([a-z][a-z-]*\) .*/\1/p'; }

# covers WHAT OFFERED WANTED: every wanted line is offered. For the commands that mirror, nothing else
# is: their options are all in one table.
covers() {
  local missing surplus
  missing=$(comm -13 <(sort -u <<<"$2") <(sort -u <<<"$3"))
  [ -z "$missing" ] || fail "$1 lacks" $missing
  case $1 in
    *' run' | *' sync' | *' plan' | *' verify')
      surplus=$(comm -23 <(sort -u <<<"$2") <(sort -u <<<"$3"))
      [ -z "$surplus" ] || fail "$1 has too many:" $surplus
      ;;
  esac
}

[ -n "$(commands)" ] || fail "the help names no command"
[ -n "$(options_of sync)" ] || fail "the help of sync names no option"

# ---- bash --------------------------------------------------------------------------------------

bash -n "$completions/lockstep.bash" || fail "bash does not accept lockstep.bash"
# bash_offers WORD...: what is offered for the last word.
bash_offers() {
  bash --norc -c '
    source "$1"
    shift
    COMP_WORDS=("$@") COMP_CWORD=$(($# - 1))
    _lockstep
    [ ${#COMPREPLY[@]} -eq 0 ] || printf "%s\n" "${COMPREPLY[@]}"' bash \
    "$completions/lockstep.bash" "$@"
}
covers "bash" "$(bash_offers lockstep '')" "$(commands)"
for command in $(commands) service; do
  covers "bash: $command" "$(bash_offers lockstep "$command" --)" "$(options_of "$command")"
done
[ "$(bash_offers lockstep sync --color al)" = always ] || fail "bash: the value of an option"
[ "$(bash_offers lockstep sync --color = al)" = always ] || fail "bash: a value behind ="
[ "$(bash_offers lockstep config ch)" = check ] || fail "bash: the action of a command"
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
mkdir "$folder/a folder"
: >"$folder/a file"
[ "$(bash_offers lockstep sync "$folder/a")" = "$folder/a folder" ] || fail "bash: folders alone"
# The jobs of a configuration.
cat >"$folder/jobs.toml" <<END
[[job]]
name = "documents"
source = "$folder/s"
replica = "$folder/r"
END
ln -s "$program" "$folder/lockstep"
[ "$(PATH=$folder:$PATH bash_offers lockstep run --config "$folder/jobs.toml" --job d)" = documents ] ||
  fail "bash: the names of jobs"

# ---- zsh ---------------------------------------------------------------------------------------

if has zsh; then
  zsh -n "$completions/_lockstep" || fail "zsh does not accept _lockstep"
else
  echo "there is no zsh here: _lockstep is only read"
fi
# What the file says between a command's pattern and the ";;" behind it, and what it refers to.
zsh_section() {
  local text
  text=$(awk -v command="$1" '
    { pattern = $0; sub(/\).*/, "", pattern); gsub(/[ |]+/, " ", pattern) }
    index($0, ")") && index(pattern " ", " " command " ") { on = 1 }
    on
    /;;$/ { on = 0 }' "$completions/_lockstep")
  case $text in *\$mirror*) text+=$(sed -n '/^  mirror=(/,/^  )/p' "$completions/_lockstep") ;; esac
  case $text in *\$help*) text+=$(sed -n '/^  help=(/p' "$completions/_lockstep") ;; esac
  case $text in *\$config*) text+=$(sed -n '/^  config=(/p' "$completions/_lockstep") ;; esac
  case $text in *\$service*) text+=$(sed -n '/^  service=(/p' "$completions/_lockstep") ;; esac
  printf '%s\n' "$text"
}
zsh_options() { zsh_section "$1" | grep -oE -- '--[a-z][a-z-]*' | sort -u; }
covers "zsh" "$(sed -n "/^  commands=(/,/^  )/s/^ *'\([a-z-]*\):.*/\1/p" "$completions/_lockstep")" \
  "$(commands)"
for command in $(commands) service; do
  covers "zsh: $command" "$(zsh_options "$command")" "$(options_of "$command")"
done

# ---- fish --------------------------------------------------------------------------------------

if ! has fish; then
  echo "there is no fish here: its completions are not tried"
  exit 0
fi
fish --no-execute "$completions/lockstep.fish" || fail "fish does not accept lockstep.fish"
# fish_offers LINE...: what is offered at the end of each line, after a line "== LINE".
fish_offers() {
  env HOME="$folder" XDG_CONFIG_HOME="$folder/config" XDG_DATA_HOME="$folder/data" \
    PATH="$folder:$PATH" fish --no-config -c '
      source $argv[1]
      for line in $argv[2..]
        echo "== $line"
        complete -C $line | string replace -r "\t.*" ""
      end' "$completions/lockstep.fish" "$@"
}
lines=("lockstep ")
for command in $(commands) service; do lines+=("lockstep $command --"); done
lines+=("lockstep run --config $folder/jobs.toml --job d")
offers=$(fish_offers "${lines[@]}")
offers_for() { awk -v line="== $1" '/^== /{on = $0 == line; next} on' <<<"$offers"; }
covers "fish" "$(offers_for 'lockstep ')" "$(commands)"
for command in $(commands) service; do
  covers "fish: $command" "$(offers_for "lockstep $command --")" "$(options_of "$command")"
done
[ "$(offers_for "${lines[-1]}")" = documents ] || fail "fish: the names of jobs"
