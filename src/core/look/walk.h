// Walks both trees side by side, in parallel and by handle, and gathers the differences in a plan.
// Looks, never writes.
#pragma once

#include <functional>
#include <mutex>
#include <optional>
#include <vector>

#include "core/look/context.h"
#include "core/model/scope.h"
#include "core/look/plan_builder.h"

namespace lockstep {

class Walk {
 public:
  // Past `window` operations that could be applied already, folders not yet begun are put off.
  Walk(const Context& context, PlanBuilder& builder, std::size_t window)
      : context_(context), builder_(builder), window_(window) {}

  // True if so much is planned that some of it should be done before the walk goes on.
  [[nodiscard]] bool is_window_full() const { return builder_.applicable() >= window_; }

  // Compares the pair and everything below it on the pass's pool; returns when all is done or put
  // off.
  void run(const std::shared_ptr<Pair>& roots);
  // Goes on with the folders that were put off. Returns false if there was none.
  bool resume();

  // Looks into the folders of the replica whose mode keeps this user out. Each is given to
  // `open_up`, and compared if that returns true; otherwise it is reported as a problem. Returns
  // false if none was opened. The walk itself never writes.
  using OpenUp = std::function<bool(const Pair& folder)>;
  bool look_into_closed(const OpenUp& open_up);

  // Replaces every creation of a folder by one operation for each entry below it.
  void expand_creations();

 private:
  struct Folders;
  // The facts that hold for a folder of the source because they held for one above.
  struct Descent {
    bool moved = false;  // see CompareRules::moved_folder
    // The folder lies on another computer, whose clock its ctimes come from.
    bool other_clock = false;
    // The marks at and below the folder; null if all of it is looked at.
    const Scope* scope = nullptr;
    // Returns the facts for a folder in this one, with its marks. None if there is no mark below it.
    [[nodiscard]] std::optional<Descent> to(Name child) const;
  };
  struct Listings {
    Listing source;
    Listing replica;
  };
  // Returns what a step compares. None if one of the folders can't be listed, which was told.
  [[nodiscard]] std::optional<Listings> list_both(const Pair& pair, const Scope* scope,
                                                  Directory& source, Directory& replica);
  void compare_pair(const std::shared_ptr<Pair>& pair, Descent descent);
  void unlisted(const Pair& pair, Side side, const Error& error);
  void handle(const Finding& finding, const Folders& folders);
  // Notes a folder of the source that is another volume's root.
  void saw_nested_mount(const Pair& folder, std::string identity);
  [[nodiscard]] bool is_where_it_was(const Finding& folder, const Pair& pair,
                                     const Folders& around) const;
  [[nodiscard]] bool was_moved_here(const Entry& source_folder, const Folders& around) const;
  void descend(const Finding& found, const Folders& folders);
  void decide_content(const Finding& finding, const Folders& folders);
  struct OpenFiles;
  void read_and_decide(const Finding& undecided, const Folders& folders);
  // Returns true if it came to a decision, false if something changed meanwhile.
  [[nodiscard]] bool try_to_decide(const Finding& undecided, const Folders& folders);
  [[nodiscard]] bool open_both(OpenFiles& files, Name name, const Folders& folders);
  void found_equal(const Finding& finding, const OpenFiles& files, const Folders& folders);
  void decide_target(const Finding& undecided, const Folders& folders);
  [[nodiscard]] std::optional<bool> have_same_target(Name name, const Folders& folders);
  void keeps_changing(Name name, const Folders& folders);
  void plan_creation(const Entry& source, const Folders& folders, const Entry* replaced);
  void plan_update(const Finding& finding, const Folders& folders, const std::string& reason);
  void plan_repair(const Finding& found, const Folders& folders);
  // `left_out` is true if the source has that name, and leaves it out.
  void plan_removal(const Entry& replica, const Folders& folders, bool left_out);
  void walk_extra_folder(const std::shared_ptr<Pair>& pair, Removal removal);
  void expand(const std::shared_ptr<Pair>& pair);
  void submit(std::shared_ptr<Pair> pair, Descent descent);
  [[nodiscard]] bool read_attributes(Finding& finding, const Folders& folders);

  const Context& context_;
  PlanBuilder& builder_;
  const std::size_t window_;
  std::mutex mutex_;
  struct Postponed {
    std::shared_ptr<Pair> pair;
    Descent descent;
  };
  std::vector<Postponed> postponed_;  // guarded by mutex_
  struct Closed {
    std::shared_ptr<Pair> pair;
    Descent descent;
    std::optional<Removal> removal;  // for a folder that only the replica has
    const char* operation;  // the one that failed
    Error error;
  };
  std::vector<Closed> closed_;  // guarded by mutex_
  // Returns true if the folder was put aside for `look_into_closed`.
  [[nodiscard]] bool put_aside(Closed folder);
  // Does the same for a folder whose names were listed and can't be looked up.
  [[nodiscard]] bool put_aside(Closed folder, const Listing& listing);
};

}  // namespace lockstep
