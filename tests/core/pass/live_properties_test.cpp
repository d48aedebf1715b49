// Tests that partial passes at what a watcher tells make the replica follow the source, whatever
// happened: without a loss both are equal once all is worked off, and a full pass has nothing to
// do. With losses, one full pass makes them equal.
#include <map>
#include <set>
#include <unordered_map>
#include <utility>

#include "core/look/source_watch.h"
#include "core/pass_fixture.h"
#include "support/trees/check_histories.h"
#include "support/trees/memory_watcher.h"

namespace lockstep {
namespace {

constexpr std::size_t kLongest = 60;
// The most partial passes that work off what is marked when nobody changes anything any more.
constexpr int kPatience = 20;

// What is done with a change that the watcher tells, by the numbers of the edit that caused it.
struct Transport {
  bool loses = false;
  bool doubles = false;
};

// Remembers the names of files that have several.
class Names final : public SourceWatch, public KnownLinks {
 public:
  void cover(const RelativePath& /*path*/, const Identity& /*identity*/,
             const Directory& /*folder*/) override {}
  void saw_link(const Identity& file, std::string path) override {
    names_[file].insert(path);
    files_[std::move(path)] = file;
  }
  [[nodiscard]] std::vector<std::string> names_beside(const std::string& path) const override {
    const auto found = files_.find(path);
    return found == files_.end() ? std::vector<std::string>() : names_of(found->second);
  }
  [[nodiscard]] std::vector<std::string> names_of(const Identity& file) const override {
    const auto found = names_.find(file);
    if (found == names_.end()) return {};
    return {found->second.begin(), found->second.end()};
  }

 private:
  std::unordered_map<Identity, std::set<std::string>, IdentityHash> names_;
  std::map<std::string, Identity> files_;
};

class Live {
 public:
  explicit Live(Transport transport) : transport_(transport) {
    mirror.let_everything_through();
    mirror.partial.totals = {
        .source_entries = 1'000, .replica_entries = 1'000, .replica_leaves = 1'000};
    mirror.partial.links = &names_;
    mirror.watch = &names_;
    (void)mirror.pass();
    mirror.source.forget_calls();
  }

  void edit(const Edit& edit) {
    EditLimits limits;
    limits.telling_times = true;
    limits.largest_file = 20'000;
    const InPlace in_place = [this](const std::string& path, const std::string& content) {
      mirror.source.overwrite(path, content);
      tell({path, false}, 0);
    };
    apply(edit, *mirror.source.open(), in_place, limits);
    std::size_t number = edit.third;
    for (const WatchedChange& change : take_changes(mirror.source)) tell(change, ++number);
  }

  void partial_pass() {
    const Scope scope = std::move(scope_);
    scope_ = {};
    if (transport_.doubles) last_ = scope;
    const PassOutcome outcome = mirror.partial_pass(scope);
    require_same("", Recorder::joined(mirror.told.problems));
    left_.clear();
    for (const Leftover& left : outcome.leftovers) {
      left_ += left.path + " " + std::to_string(static_cast<int>(left.why)) + "\n";
      mark(scope_, {left.path, left.why != Leftover::Why::linked});
    }
    wants_full_pass_ = wants_full_pass_ || outcome.wants_full_pass;
    mirror.source.forget_calls();
  }
  void same_again() {
    if (transport_.doubles) (void)mirror.partial_pass(last_);
    mirror.source.forget_calls();
  }
  void work_off() {
    for (int i = 0; i < kPatience && scope_ != Scope(); ++i) partial_pass();
    if (scope_ != Scope()) throw std::runtime_error("the marks never come to an end: " + left_);
    if (std::exchange(wants_full_pass_, false)) (void)mirror.pass();
  }

  Mirror mirror;

 private:
  void tell(const WatchedChange& change, std::size_t number) {
    if (transport_.loses && number % 3 == 0) return;
    mark(scope_, change);
  }

  const Transport transport_;
  Names names_;
  bool wants_full_pass_ = false;
  Scope scope_;
  Scope last_;
  std::string left_;  // what the last partial pass left over
};

// No watcher tells that a new name is one of a file that has another. If somebody wrote to the file
// by it and took it away again before anybody looked, nothing would show that: a full pass finds it.
// So a new name is looked at here before anything else happens.
bool is_followed_by_pass(const Edit& edit) {
  return edit.kind == EditKind::join_link_group || edit.second % 4 == 0;
}

// A history is made, with partial passes in it.
void follow(Live& live, const History& history) {
  for (const Edit& edit : history) {
    live.edit(edit);
    if (!is_followed_by_pass(edit)) continue;
    live.partial_pass();
    live.same_again();
  }
  live.work_off();
}

TEST_CASE("without a loss, quiet means equal, and a full pass writes nothing") {
  for (const bool doubles : {false, true}) {
    check_histories("all is told", kLongest, [doubles](const History& history) {
      Live live({.doubles = doubles});
      follow(live, history);
      require_same("", live.mirror.difference());
      require_same("", live.mirror.what_a_pass_does());
    });
  }
}

TEST_CASE("after any loss one full pass makes both equal, and the next one is idle") {
  check_histories("some is lost", kLongest, [](const History& history) {
    Live live({.loses = true});
    follow(live, history);
    (void)live.mirror.pass();
    require_same("", Recorder::joined(live.mirror.told.problems));
    require_same("", live.mirror.difference());
    require_same("", live.mirror.what_a_pass_does());
  });
}

TEST_CASE("a partial pass removes nothing that the source still has") {
  check_histories("marks at everything", kLongest, [](const History& history) {
    Live live({.loses = true});
    follow(live, history);
    const auto before = paths_in(*live.mirror.source.open());
    (void)live.mirror.pass();
    live.mirror.source.forget_calls();
    for (const std::string& path : before) {
      Scope scope;
      mark(scope, {path, false});
      (void)live.mirror.partial_pass(scope);
      require_same("", live.mirror.told.text());
    }
  });
}

}  // namespace
}  // namespace lockstep
