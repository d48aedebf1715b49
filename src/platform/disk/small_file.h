// Whole small files of our own (records, requests, configurations), by path.
#pragma once

#include <cstddef>
#include <string>

#include "base/result.h"

namespace lockstep {

// Reads at most `limit` bytes; fails with `too_large` beyond, is_a_directory for a folder. Whatever
// the user names is read as it comes, even a pipe.
[[nodiscard]] Result<std::string> read_small_file(const std::string& path, std::size_t limit);
// Reads a file that this program has written in the same way. Never waits: fails with is_a_link if
// another user's link leads there, with `invalid` for anything but a regular file. Nor do the
// functions below let another user's link lead them elsewhere.
[[nodiscard]] Result<std::string> read_state_file(const std::string& path, std::size_t limit);

// Says whether a replacement is on the disk when the function returns, or whenever the system
// writes it. Until then the file of before comes back after a power loss; something in between
// never does.
enum class Replacement { flushed, left_to_system };
// Replaces the file atomically (temporary with an unguessable name, fsync, rename, and fsync of the
// folder for `flushed`); its mode is 0600.
[[nodiscard]] Result<void> write_small_file(const std::string& path, const std::string& content,
                                            Replacement replacement = Replacement::flushed);
// Makes a file that must not be there yet, as readable as the system makes files (umask, inherited
// ACL). Fails with already_exists if an entry has that name; it is left alone.
[[nodiscard]] Result<void> create_small_file(const std::string& path, const std::string& content);
[[nodiscard]] Result<void> remove_small_file(const std::string& path);

}  // namespace lockstep
