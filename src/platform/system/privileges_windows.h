// Privileges of this process's token (winnt.h, "Privilege Constants"): an elevated process and a
// service have most of them, but switched off.
#pragma once

namespace lockstep {

// False when the process has not got it, or the system does not know it.
bool enable_privilege(const wchar_t* name);

// Those that read and set what the entries' own access lists would refuse, owners among it. Has the
// process both of them, switched on or off?
[[nodiscard]] bool has_backup_privileges();
// Switches them on, once for the process, as far as it has them.
void enable_backup_privileges();

}  // namespace lockstep
