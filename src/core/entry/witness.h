// Distinguishes what a volume can't hold from what somebody did there. An entry that others may
// change is no proof: its owner may set another mode just before it is looked at again, fill its
// attributes, or put a folder in the place of a name. A wrong conclusion would go on record for
// everybody's files. So the question is put once more to a witness: an empty file that is made for
// it where nobody else renames, and thrown away. Only a pass that changes something ever makes one,
// and only after an answer that differs from what was set.
#pragma once

#include <functional>
#include <memory>

#include "core/look/context.h"

namespace lockstep {

// Says who may have changed the entry that gave an answer.
enum class Subject {
  existing,     // it was there: anybody whom its owner and mode let
  made_now,     // made by this process, opened by its name: the same, or it was exchanged
  staged,       // the very file that this process made, under a temporary name: the same
  unreachable,  // that file without a name: nobody
};

// Keeps a folder's time: it comes back when this ends, whatever was made and removed in the folder
// meanwhile.
class KeptTime {
 public:
  explicit KeptTime(Directory& folder);
  ~KeptTime();
  KeptTime(const KeptTime&) = delete;
  KeptTime& operator=(const KeptTime&) = delete;

 private:
  Directory& folder_;
  Result<Entry> before_;
};

// The witness with its folder. The file is gone when this ends.
struct Witness {
  explicit Witness(std::shared_ptr<Directory> place);
  std::shared_ptr<Directory> folder;
  KeptTime time;  // outlives the file
  std::unique_ptr<StagedFile> file;  // null if it could not be made
};

// Returns the nearest folder, this one or one above, in which nobody else makes and renames names.
// If there is none, returns the topmost on its volume, since all of it is in that user's hands
// anyway. Null if none can be opened.
[[nodiscard]] std::shared_ptr<Directory> folder_for_witness(const Pair& folder,
                                                            const Context& context);

// Returns whether a new file refuses a second name where nobody can have exchanged the first.
[[nodiscard]] bool refuses_hard_links(const Pair& folder, const Context& context);

// Returns whether nobody else may make, rename and remove names in this folder now. Where entries
// have no owners nobody can be told apart, and the answer is true.
[[nodiscard]] bool is_nobody_elses(const Directory& folder, const Context& context);

// A conclusion about a volume that is to be drawn from one entry of the replica.
class Lesson {
 public:
  // `folder` is where the entry is; if it is null, there is no witness.
  Lesson(const Handle& entry, Subject subject, const Pair* folder, const Context& context)
      : entry_(entry), subject_(subject), folder_(folder), context_(context) {}

  // Returns whether nobody else can have had a hand in the entry's answer. (A file on which a
  // volume is mounted would answer for that volume.)
  [[nodiscard]] bool is_sure() const;
  [[nodiscard]] bool is_sure(const Entry& now) const;
  // Returns whether nobody else can have changed the entry since it was made.
  [[nodiscard]] bool is_about_untouched() const {
    return subject_ == Subject::unreachable || !context_.rights.user;
  }
  // Returns whether the conclusion is sure, or `refuses` finds the same with a witness.
  using Question = std::function<bool(StagedFile& witness)>;
  [[nodiscard]] bool holds(const Question& refuses) const;
  // Makes a witness; null if there can be none.
  [[nodiscard]] std::unique_ptr<Witness> call_witness() const;

 private:
  const Handle& entry_;
  Subject subject_;
  const Pair* folder_;
  const Context& context_;
};

}  // namespace lockstep
