// Tells what a volume can't hold from what somebody did there. An entry that others may change is
// no proof: its owner may set another mode just before it is looked at again, fill its attributes,
// or put a folder in the place of a name. What that seems to teach would go on record for
// everybody's files. So such an entry's answer is asked for once more, of a witness: an empty file
// that is made for the question where nobody else renames, and thrown away. Only a pass that
// changes something ever makes one, and only after an answer that differs from what was set.
#pragma once

#include <functional>
#include <memory>

#include "core/look/context.h"

namespace lockstep {

// Who may have changed the entry that gave an answer?
enum class Subject {
  existing,     // it was there: whoever its owner and mode let
  made_now,     // made by this process and opened by its name: the same, or it was exchanged
  staged,       // the very file that this process made, under a temporary name
  unreachable,  // the same without a name: nobody
};

// The folder's time comes back when this ends, whatever was made and removed in it meanwhile.
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

// The witness is gone when this ends.
struct Witness {
  explicit Witness(std::shared_ptr<Directory> place);
  std::shared_ptr<Directory> folder;
  KeptTime time;  // outlives the file
  std::unique_ptr<StagedFile> file;  // null: it could not be made
};

// The nearest folder above, or this one, in which nobody else makes and renames names; where there
// is none, the topmost on its volume: then all of it is in that user's hands anyway. Null when none
// can be opened.
[[nodiscard]] std::shared_ptr<Directory> folder_for_witness(const Pair& folder,
                                                            const Context& context);

// Does a new file refuse a second name where nobody can have exchanged the first?
[[nodiscard]] bool refuses_hard_links(const Pair& folder, const Context& context);

// May nobody else make, rename and remove names in this folder now? Where entries have no owners
// nobody can be told apart, and the answer is yes.
[[nodiscard]] bool is_nobody_elses(const Directory& folder, const Context& context);

// What is to be learnt from one entry of the replica.
class Lesson {
 public:
  // `folder` is where the entry is; null: there is no witness.
  Lesson(const Handle& entry, Subject subject, const Pair* folder, const Context& context)
      : entry_(entry), subject_(subject), folder_(folder), context_(context) {}

  // True if nobody else can have had a hand in what the entry answered. A file on which a volume is
  // mounted answers for that volume.
  [[nodiscard]] bool is_sure() const;
  [[nodiscard]] bool is_sure(const Entry& now) const;
  // True if nobody else can have changed the entry since it was made.
  [[nodiscard]] bool is_about_untouched() const {
    return subject_ == Subject::unreachable || !context_.rights.user;
  }
  // True if it is sure, or `refuses` finds the same of a witness.
  using Question = std::function<bool(StagedFile& witness)>;
  [[nodiscard]] bool holds(const Question& refuses) const;
  // Null when there is none.
  [[nodiscard]] std::unique_ptr<Witness> call_witness() const;

 private:
  const Handle& entry_;
  Subject subject_;
  const Pair* folder_;
  const Context& context_;
};

}  // namespace lockstep
