# Completion of lockstep's commands, options and operands for fish.

function __lockstep_jobs
    set -l words (commandline -opc)
    set -l file
    set -l i (contains -i -- --config $words)
    and test $i -lt (count $words)
    and set file $words[(math $i + 1)]
    lockstep config show $file 2>/dev/null | string replace -rf '^name = ["\'](.*)["\']$' '$1'
end

# Is the command one of these? (A later word may look like a command: a job's name, "service run".)
function __lockstep_command
    set -l words (commandline -opc)
    contains -- "$words[2]" $argv
end

# Has the command no word behind it yet?
function __lockstep_no_action
    test (count (commandline -opc)) -eq 2
end

set -l commands run sync plan verify approve sync-now config service
set -l no_command 'test (count (commandline -opc)) -eq 1'
set -l mirror '__lockstep_command run sync plan verify'

complete -c lockstep -f
complete -c lockstep -s h -l help -d 'Show help'
complete -c lockstep -s V -l version -d 'Show the version'

complete -c lockstep -n $no_command -a run -d 'Mirror again and again until stopped'
complete -c lockstep -n $no_command -a sync -d 'Make one pass, then exit'
complete -c lockstep -n $no_command -a plan -d 'Print what sync would do'
complete -c lockstep -n $no_command -a verify -d 'Read both trees and compare them'
complete -c lockstep -n $no_command -a approve -d 'Let through what the last pass held'
complete -c lockstep -n $no_command -a sync-now -d 'Begin the pass of a job at once'
complete -c lockstep -n $no_command -a config -d 'Check, show or write a configuration'
complete -c lockstep -n $no_command -a service -d 'Install and control the service'
complete -c lockstep -n '__lockstep_command help' -a "$commands"

# run, sync, plan, verify
complete -c lockstep -n $mirror -F
complete -c lockstep -n $mirror -l job -x -a '(__lockstep_jobs)' -d 'Only this job'
complete -c lockstep -n $mirror -s c -l checksum -d 'Compare the content of every file'
complete -c lockstep -n $mirror -l exclude-from -r -F -d 'Take patterns from a file'
complete -c lockstep -n $mirror -l exclude -x -d 'Leave out what matches'
complete -c lockstep -n $mirror -l include -x -d 'Include again what matches'
complete -c lockstep -n $mirror -l delete-excluded -d 'Remove what is excluded'
complete -c lockstep -n $mirror -s x -l one-file-system -d 'Do not enter other volumes'
complete -c lockstep -n $mirror -l no-delete -d 'Never remove from the replica'
complete -c lockstep -n $mirror -l max-delete -x -d 'Hold more removals than N or N%'
complete -c lockstep -n $mirror -l approve -d 'Let through what would be held'
complete -c lockstep -n $mirror -l allow-empty-source -d 'An emptied source may empty the replica'
complete -c lockstep -n $mirror -l reverse -d 'Once, mirror to what is on record as the source'
complete -c lockstep -n $mirror -l no-owner -d 'Leave out owner and group'
complete -c lockstep -n $mirror -l no-perms -d 'Leave out permission bits'
complete -c lockstep -n $mirror -l no-times -d 'Leave out modification times'
complete -c lockstep -n $mirror -l no-xattrs -d 'Leave out extended attributes'
complete -c lockstep -n $mirror -l no-acls -d 'Leave out POSIX ACLs'
complete -c lockstep -n $mirror -l no-hard-links -d 'Copy every name as a file of its own'
complete -c lockstep -n $mirror -l acls -d 'Windows only: mirror security descriptors'
complete -c lockstep -n $mirror -l durability -x -a 'pass file none' -d 'When to flush'
complete -c lockstep -n $mirror -l verify-writes -d 'Read every written file back'
complete -c lockstep -n $mirror -l recall -d 'Windows only: fetch files that are offline'
complete -c lockstep -n $mirror -l bwlimit -x -d 'Bytes a second read for copies'
complete -c lockstep -n $mirror -l threads -x -d 'Workers'
complete -c lockstep -n $mirror -l io-priority -x -a 'idle low normal' -d 'Give way at the disk'
complete -c lockstep -n $mirror -l nice -x -d 'Give way at the processor, 0 to 19'
complete -c lockstep -n $mirror -l log-file -r -F -d 'Write the log to this file too'
complete -c lockstep -n $mirror -l log-level -x -a 'debug info warning error' -d 'What the log file gets'
complete -c lockstep -n $mirror -l log-format -x -a 'text json' -d 'Text or JSON'
complete -c lockstep -n $mirror -l log-max-size -x -d 'Rotate the file beyond this size'
complete -c lockstep -n $mirror -l log-max-files -x -d 'Keep this many rotated files'
complete -c lockstep -n $mirror -l json -d 'Standard output holds the summary alone'
complete -c lockstep -n $mirror -l brief -d 'Progress and the summary alone'
complete -c lockstep -n $mirror -s q -l quiet -d 'Only problems'
complete -c lockstep -n $mirror -s v -l verbose -d 'Debug lines, too'
complete -c lockstep -n $mirror -l no-progress -d 'No progress line'
complete -c lockstep -n $mirror -l color -x -a 'auto always never' -d 'Color the log'

complete -c lockstep -n '__lockstep_command run' -l watch -x -a 'auto off inotify fanotify' \
    -d 'Follow changes as they happen'
complete -c lockstep -n '__lockstep_command run' -l settle -x \
    -d 'Copy a file only when it was left alone for so long'
complete -c lockstep -n '__lockstep_command run' -l full-interval -x \
    -d 'How often to compare everything meanwhile'
complete -c lockstep -n '__lockstep_command sync' -s n -l dry-run \
    -d 'Print what would be done, change nothing'

# approve, sync-now, config, service
complete -c lockstep -n '__lockstep_command approve' -F -a '(__lockstep_jobs)'
complete -c lockstep -n '__lockstep_command approve' -l empty \
    -d 'Let an emptied source empty the replica, too'
complete -c lockstep -n '__lockstep_command sync-now' -a '(__lockstep_jobs)'
complete -c lockstep -n '__lockstep_command config; and __lockstep_no_action' \
    -a 'check show init'
complete -c lockstep -n '__lockstep_command config; and not __lockstep_no_action' -F
complete -c lockstep \
    -n '__lockstep_command service; and __lockstep_no_action' \
    -a 'install uninstall start stop restart reload pause resume status run'
complete -c lockstep \
    -n '__lockstep_command service; and __fish_seen_subcommand_from pause resume' \
    -a '(__lockstep_jobs)'
complete -c lockstep -n '__lockstep_command approve sync-now service' -l user -d 'The service of this user'
complete -c lockstep -n '__lockstep_command approve sync-now service' -l system -d 'The service of the system'
complete -c lockstep -n '__lockstep_command approve sync-now service' -l instance -x \
    -d 'The service lockstep@NAME.service'
complete -c lockstep -n '__lockstep_command service' -l direct -d 'Reload: ask the service itself'
complete -c lockstep -n '__lockstep_command service' -l json -d 'The status as JSON'
complete -c lockstep \
    -n '__lockstep_command run sync plan verify approve service' \
    -l config -r -F -d 'Take the jobs from this configuration'
