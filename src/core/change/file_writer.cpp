#include "core/change/file_writer.h"

#include <utility>

namespace lockstep {
namespace {

bool has_vanished(const SidedError& failed) {
  return failed.side == Side::source && failed.error.kind() == ErrorKind::not_found;
}

}  // namespace

void FileWriter::tell(const char* what, const Pair& folder, const std::string& name,
                      const SidedError& failed) {
  if (has_vanished(failed)) return writer_.vanished(folder, name);
  writer_.problem(what, folder, name, failed.error, failed.side);
}

void FileWriter::copy_new(const Creation& creation) {
  auto staged = stage_file({.folder = creation.folder,
                            .name = creation.name,
                            .source = creation.source,
                            .placing = Placing::new_name},
                           writer_, hard_links_);
  if (!staged) {
    if (!has_vanished(staged.error()) && waiting_.takes(staged.error().error, creation)) return;
    return tell("copy", *creation.folder, creation.name, staged.error());
  }
  Event event = ReplicaWriter::event_on(*creation.folder, creation.name, EventKind::copied_file,
                                        EntryKind::file);
  event.reason = text(Reason::fresh);
  event.bytes = staged->bytes;
  publisher_.add({.file = std::move(staged->file),
                  .folder = creation.folder,
                  .name = creation.name,
                  .source = staged->source.identity,
                  .expected = std::nullopt,
                  .bytes = staged->bytes,
                  .event = std::move(event),
                  .in_doubt = staged->in_doubt});
}

void FileWriter::copy_over(const Update& update) {
  auto staged = stage_file({.folder = update.folder,
                            .name = update.name,
                            .source = update.source,
                            .placing = Placing::in_place},
                           writer_, hard_links_);
  if (!staged) {
    if (!has_vanished(staged.error()) && waiting_.takes(staged.error().error, update)) return;
    return tell("update", *update.folder, update.name, staged.error());
  }
  Event event = ReplicaWriter::event_on(*update.folder, update.name, EventKind::updated_file,
                                        EntryKind::file);
  event.reason = update.reason;
  event.bytes = staged->bytes;
  publisher_.add({.file = std::move(staged->file),
                  .folder = update.folder,
                  .name = update.name,
                  .source = staged->source.identity,
                  .expected = update.replica,
                  .bytes = staged->bytes,
                  .event = std::move(event),
                  .in_doubt = staged->in_doubt});
}

}  // namespace lockstep
