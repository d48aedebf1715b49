#include "core/entry/confirm_absent.h"

#include "platform/disk/directory.h"

namespace lockstep {
namespace {

// True if the source answers with the entry that the walk saw under another spelling. A file must
// also have the same number of links, since a name that was added could be this very one.
bool is_spelt_otherwise(const Entry& now, const std::optional<OtherSpelling>& other) {
  return other && now.identity == other->identity &&
         (now.kind == EntryKind::directory || now.link_count == other->link_count);
}

Result<void> must_be_absent(const Pair& parent, const std::string& name, bool is_folder,
                            const std::optional<OtherSpelling>& other) {
  const auto source = parent.source();
  if (!source) return failure(source.error().within("ask the source"));
  const auto now = (*source)->examine_child(name);
  if (!now) {
    if (now.error().kind() == ErrorKind::not_found) return {};
    return failure(now.error().within("ask the source"));
  }
  if (is_spelt_otherwise(*now, other)) return {};
  // The folder is removed to make room for something else of that name.
  if (is_folder && now->kind != EntryKind::directory) return {};
  return failure(ErrorKind::changed, "the source has it again");
}

}  // namespace

Result<void> confirm_absent(const AbsentName& name) {
  if (name.folder->in_source())
    return must_be_absent(*name.folder, name.name, name.is_folder, name.other_spelling);
  // The source lacks this folder, so the top of the tree that it lacks is asked for, once.
  const Pair* top = name.folder.get();
  while (!top->parent()->in_source()) top = top->parent().get();
  if (top->excluded) return {};
  switch (top->marks.absence.load()) {
    case FolderMarks::Absence::confirmed:
      return {};
    case FolderMarks::Absence::refuted:
      return failure(ErrorKind::changed, "the source has its folder again");
    case FolderMarks::Absence::unknown:
      break;
  }
  auto absent = must_be_absent(*top->parent(), top->name(), true, top->other_spelling);
  top->marks.absence = absent ? FolderMarks::Absence::confirmed : FolderMarks::Absence::refuted;
  return absent;
}

}  // namespace lockstep
