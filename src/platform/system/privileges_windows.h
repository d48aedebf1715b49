// Privileges of this process's token (winnt.h, "Privilege Constants"): an elevated process and a
// service have most of them, but switched off.
#pragma once

namespace lockstep {

// Switches the privilege on. Returns false if the process has not got it, or the system does not
// know it.
bool enable_privilege(const wchar_t* name);

// True if the process has both privileges, switched on or off, that read and set what the entries'
// own access lists would refuse, owners included.
[[nodiscard]] bool has_backup_privileges();
// Switches both on, once for the process, as far as it has them.
void enable_backup_privileges();

}  // namespace lockstep
