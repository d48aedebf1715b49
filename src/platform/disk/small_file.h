// Whole small files of our own (records, requests, configurations), by path.
#pragma once

#include <cstddef>
#include <string>

#include "base/result.h"

namespace lockstep {

// At most `limit` bytes; `too_large` beyond, is_a_directory for a folder. Whatever the user names
// is read as it comes, a pipe too.
[[nodiscard]] Result<std::string> read_small_file(const std::string& path, std::size_t limit);
// The same of a file that this program has written. Never waits: is_a_link when another user's link
// leads there, `invalid` for what is no regular file. All functions that follow have no link of
// another user lead them elsewhere, either.
[[nodiscard]] Result<std::string> read_state_file(const std::string& path, std::size_t limit);

// Is a replacement on the disk when it is done, or whenever the system writes it? Until then the
// file of before comes back after a power loss; something in between never does.
enum class Replacement { flushed, left_to_system };
// Replaces the file atomically (temporary with an unguessable name, fsync, rename, and fsync of the
// folder for `flushed`), mode 0600.
[[nodiscard]] Result<void> write_small_file(const std::string& path, const std::string& content,
                                            Replacement replacement = Replacement::flushed);
// Makes a file that must not be there yet, as readable as the system makes files (umask, inherited
// ACL). already_exists when something has that name; it is left alone.
[[nodiscard]] Result<void> create_small_file(const std::string& path, const std::string& content);
[[nodiscard]] Result<void> remove_small_file(const std::string& path);

}  // namespace lockstep
