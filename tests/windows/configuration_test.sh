#!/bin/bash
# configuration_test.sh: a configuration that others may write is no service's. Wine makes access
# lists of what Unix says of a file: "others may write" is Everyone's right.
. "$(dirname "$0")/lib.sh"

echo "others may write the file"
configure
chmod o+w "$config"
lockstep 2 service install --config "$(windows "$config")"
says "$(basename "$config")' can be changed by "
says "icacls"
lockstep 5 service status
says "not installed"
chmod o-w "$config"

echo "others may replace it"
folder=$work/everybody
mkdir -m 777 "$folder"
cp "$config" "$folder/"
lockstep 2 service install --config "$(windows "$folder/lockstep.toml")"
says "\\everybody' can be changed by "
says "keep it in 'C:\\ProgramData\\Lockstep'; or, as administrator, takeown"
says "(OI)(CI)"

echo "at the start"
install
chmod o+w "$config"
lockstep 2 service start
says "exit code 2"
scm_says 'SERVICE_EXIT_CODE *: 2' || fail "the service manager: $(cat "$work/query")"
chmod o-w "$config"

echo "at a reload: what runs stays"
echo one >"$source/one"
lockstep 0 service start
within 20 same "$source/one" "$replica/one"
chmod o+w "$config"
lockstep 2 service reload
says "can be changed by "
echo two >"$source/two"
within 20 same "$source/two" "$replica/two"
chmod o-w "$config"
lockstep 0 service reload

# Users' right to read is the group's to Unix; Everyone has none.
echo "the usual place is made for administrators"
lockstep 0 config init 'C:\PROGRAMDATA\Lockstep\lockstep.toml'
[ "$(stat -c %A "$data")" = drwxr-x--- ] || fail "who may do what there: $(stat -c %A "$data")"
lockstep 0 config check
