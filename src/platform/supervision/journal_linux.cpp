#include <cstdio>
#include <cstdlib>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

#include "platform/supervision/journal.h"
#include "platform/supervision/systemd_library_linux.h"

namespace lockstep {

// $JOURNAL_STREAM says which socket the journal reads (systemd.exec(5)). The streams are compared
// with it, since a child whose output was redirected has the variable, too.
bool leads_to_journal(Stream stream) {
  // NOLINTNEXTLINE(concurrency-mt-unsafe): nobody sets variables
  const char* const journal = std::getenv("JOURNAL_STREAM");
  unsigned long long device = 0;
  unsigned long long inode = 0;
  // NOLINTNEXTLINE(bugprone-unchecked-string-to-number-conversion): systemd wrote these numbers
  if (journal == nullptr || std::sscanf(journal, "%llu:%llu", &device, &inode) != 2) {
    return false;
  }
  struct stat info{};
  const int number = stream == Stream::output ? STDOUT_FILENO : STDERR_FILENO;
  return fstat(number, &info) == 0 && info.st_dev == device && info.st_ino == inode &&
         // Without the library we write lines to the stream, as for any other reader.
         systemd_library();
}

void send_to_journal(const std::vector<std::string>& fields) {
  const auto& library = systemd_library();
  if (!library) return;
  std::vector<iovec> parts;
  parts.reserve(fields.size());
  for (const std::string& field : fields) {
    // iovec is for reading and writing, hence not const; this call only reads the fields.
    parts.push_back({const_cast<char*>(field.data()), field.size()});
  }
  (void)library->send_to_journal(parts.data(), static_cast<int>(parts.size()));
}

}  // namespace lockstep
