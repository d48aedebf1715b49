// The set against plain lists of what has to be looked at, under random marks, renames, takes and
// works that come back. Histories are those of check_histories; their edits are read as calls of
// the set, and their numbers as paths and pauses.
#include <algorithm>
#include <map>
#include <stdexcept>
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include "core/live/dirty_set.h"
#include "core/live/path_parts.h"
#include "core/live/scope_text.h"
#include "support/trees/check_histories.h"

using namespace lockstep;
using namespace std::chrono_literals;

namespace {

struct Need {
  RelativePath path;
  MarkExtent extent;
};

bool covers(const Scope& scope, const Need& need) {
  const Scope* at = &scope;
  for (PathParts parts(need.path); !parts.at_end();) {
    if (at->deep) return true;
    const std::string_view name = parts.next();
    if (at->list && parts.at_end() && need.extent == MarkExtent::look) return true;
    const auto found = at->names.find(name);
    if (found == at->names.end()) return false;
    at = &found->second;
  }
  return at->deep || need.extent == MarkExtent::look ||
         (at->list && need.extent == MarkExtent::list);
}

RelativePath followed(const RelativePath& path, const RelativePath& from, const RelativePath& to) {
  if (!path.is_within(from) || path == from) return path;
  return RelativePath(to.text() + path.text().substr(from.text().size()));
}

// What has to come out of the set, now or later.
struct Expected {
  std::vector<Need> needs;
  // Folders of which only the rename was told, by their new names: the hint comes, or all that is
  // in them is looked at. The values are the names that they had at first.
  std::map<RelativePath, RelativePath> renamed;

  void rename(const RelativePath& from, const RelativePath& to, bool told_now) {
    std::vector<Need> moved;
    for (const Need& need : needs) {
      if (need.path == from && need.extent != MarkExtent::look) {
        moved.push_back({to, need.extent});
        moved.push_back({from, MarkExtent::look});
      } else {
        moved.push_back({followed(need.path, from, to), need.extent});
      }
    }
    needs = std::move(moved);
    std::map<RelativePath, RelativePath> others;
    RelativePath first = from;
    bool found = told_now;
    for (const auto& [name, origin] : renamed) {
      if (name == from) {
        first = origin;
        found = true;
      } else if (name != to) {
        others[followed(name, from, to)] = followed(origin, from, to);
      }
    }
    if (found && (told_now ? first != to : true)) others[to] = first;
    renamed = std::move(others);
  }

  // Takes out what a work has, and returns it.
  Expected take(const Work& work) {
    Expected taken;
    const auto has = [&](const Need& need) { return work.everything || covers(work.scope, need); };
    std::vector<Need> left;
    for (Need& need : needs)
      (work.names > 0 || work.everything) && has(need) ? taken.needs.push_back(need)
                                                       : left.push_back(need);
    needs = std::move(left);
    std::erase_if(renamed, [&](const auto& entry) {
      const bool told = std::ranges::any_of(
          work.hints, [&](const RenameHint& hint) { return hint.to == entry.first; });
      const bool all = work.everything ||
                       (work.names > 0 && covers(work.scope, {entry.first, MarkExtent::deep}));
      if (told || all) taken.renamed.insert(entry);
      return told || all;
    });
    return taken;
  }

  void give_back(const Expected& other) {
    needs.insert(needs.end(), other.needs.begin(), other.needs.end());
    for (const auto& [name, origin] : other.renamed) {
      // A folder that came back to where it was needs neither hint.
      if (name == origin) {
        renamed.erase(name);
      } else {
        renamed[name] = origin;
      }
    }
  }
};

class Play {
 public:
  explicit Play(const DirtyBounds& bounds) : bounds_(bounds), set_(SettleRules{}, bounds) {}

  void step(const Edit& edit) {
    const std::uint32_t what = static_cast<std::uint32_t>(edit.kind) % 12;
    const RelativePath path = path_from(edit.first);
    if (what < 6) {
      mark(path, edit);
    } else if (what < 8) {
      rename(path, path_from(edit.second), edit.third % 4 != 0);
    } else if (what < 10) {
      now_ += std::chrono::microseconds(edit.third % 3'000'000);
      take();
    } else if (what == 10) {
      give_back();
    } else if (edit.third % 16 == 0) {
      set_.everything(now_);
    }
    check_bounds();
  }

  // Everything comes out in the end.
  void end() {
    for (int rounds = 0; set_.ready_at(); ++rounds) {
      if (rounds > 1'000) throw std::runtime_error("it does not come to an end");
      now_ = std::max(now_, *set_.ready_at());
      take();
    }
    for (const Need& need : expected_.needs)
      throw std::runtime_error("lost: '" + need.path.text() + "', extent " +
                               std::to_string(static_cast<int>(need.extent)));
    for (const auto& [name, origin] : expected_.renamed)
      throw std::runtime_error("nobody looks into '" + name.text() + "', which was '" +
                               origin.text() + "'");
    if (set_.nodes() != 0) throw std::runtime_error("nodes are left");
    if (set_.waiting().names != 0) throw std::runtime_error("names are left");
  }

 private:
  static RelativePath path_from(std::uint32_t number) {
    RelativePath path;
    for (std::uint32_t levels = number % 5; levels > 0; --levels) {
      number /= 5;
      path = path.child(std::string(1, static_cast<char>('a' + number % 3)));
    }
    return path;
  }

  void mark(const RelativePath& path, const Edit& edit) {
    const auto settling = static_cast<Settling>(edit.second % 5);
    const auto extent = static_cast<MarkExtent>(std::min(edit.third % 5, 4U) / 2);
    set_.mark({.path = path, .extent = extent, .settling = settling}, now_);
    expected_.needs.push_back({path, settling == Settling::verify ? MarkExtent::deep : extent});
  }

  void rename(const RelativePath& from, const RelativePath& to, bool is_folder) {
    set_.renamed({.from = from, .to = to, .is_folder = is_folder}, now_);
    if (from.is_within(to) || to.is_within(from)) {
      for (const auto& path : {from, to}) expected_.needs.push_back({path, MarkExtent::deep});
      return;
    }
    if (is_folder) {
      expected_.rename(from, to, true);
      out_.rename(from, to, false);
    }
    for (const auto& path : {from, to}) expected_.needs.push_back({path, MarkExtent::look});
  }

  void take() {
    const auto ready = set_.ready_at();
    work_ = set_.take(now_);
    if (work_.empty() != (!ready || *ready > now_))
      throw std::runtime_error("what is taken is not what was ready: " + text_of(work_));
    out_ = expected_.take(work_);
  }

  void give_back() {
    set_.give_back(std::exchange(work_, Work{}), now_);
    expected_.give_back(std::exchange(out_, Expected{}));
  }

  void check_bounds() const {
    if (set_.nodes() > bounds_.nodes) throw std::runtime_error("too many nodes");
  }

  DirtyBounds bounds_;
  DirtySet set_;
  Moment now_ = Moment() + 12h;
  Expected expected_;
  Expected out_;  // of the work that was taken last
  Work work_;
};

void check_with(const DirtyBounds& bounds) {
  check_histories("no mark is lost", 80, [&](const History& history) {
    Play play(bounds);
    for (const Edit& edit : history) play.step(edit);
    play.end();
  });
}

}  // namespace

TEST_CASE("no mark is lost, whatever is marked, renamed, taken and given back") { check_with({}); }

TEST_CASE("no mark is lost where little is kept") {
  check_with({.nodes = 12, .names_in_folder = 2, .levels = 3, .hints = 2});
  check_with({.nodes = 3, .names_in_folder = 1, .hints = 0});
  check_with({.name_bytes = 200});
}
