// The judge of the filter is git itself: random patterns, one fixed tree, `git check-ignore`
// against ours.
#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <random>
#include <set>
#include <string>
#include <unistd.h>
#include <vector>

#include <doctest/doctest.h>

#include "core/model/filter.h"

using namespace lockstep;

namespace {

struct TreeEntry {
  std::string path;
  bool folder;
};

class GitFilter {
 public:
  GitFilter() {
    std::string made = (std::filesystem::temp_directory_path() / "lockstep-filter-XXXXXX").string();
    REQUIRE(mkdtemp(made.data()) != nullptr);
    root_ = made;
    std::filesystem::create_directory(tree());
  }
  ~GitFilter() {
    std::error_code ignored;
    std::filesystem::remove_all(root_, ignored);
  }
  GitFilter(const GitFilter&) = delete;
  GitFilter& operator=(const GitFilter&) = delete;

  // Returns false if there is no git on this machine.
  [[nodiscard]] bool initialize() const { return git("init -q --template= .") == 0; }

  // The tree is on disk, because git looks there for what is a folder.
  void create(const std::vector<TreeEntry>& entries) const {
    std::ofstream names(root_ / "names", std::ios::binary);
    for (const TreeEntry& entry : entries) {
      if (entry.folder) {
        std::filesystem::create_directory(tree() / entry.path);
      } else {
        std::ofstream file(tree() / entry.path);
      }
      names << entry.path << '\0';
    }
  }

  [[nodiscard]] std::set<std::string> excluded(const std::vector<std::string>& patterns) const {
    {
      std::ofstream file(tree() / ".gitignore", std::ios::binary);
      for (const std::string& pattern : patterns) {
        file << pattern << '\n';
      }
    }
    REQUIRE(git("check-ignore --no-index -z --stdin < ../names > ../ignored") <=
            1 << 8);  // 1: none
    std::ifstream answer(root_ / "ignored", std::ios::binary);
    std::set<std::string> paths;
    for (std::string path; std::getline(answer, path, '\0');) {
      paths.insert(path);
    }
    return paths;
  }

 private:
  [[nodiscard]] std::filesystem::path tree() const { return root_ / "tree"; }
  [[nodiscard]] int git(const std::string& arguments) const {
    return std::system(
        ("cd '" + tree().string() +
         "' && GIT_CONFIG_NOSYSTEM=1 GIT_CONFIG_GLOBAL=/dev/null GIT_DIR=.git GIT_WORK_TREE=. "
         "git -c core.excludesFile= -c core.ignoreCase=false " +
         arguments)
            .c_str());
  }

  std::filesystem::path root_;
};

const std::vector<std::string> kNames = {"a",   "b", "c",   "ab",  "ba", "abc",     "a.o",
                                         ".o",  "A", "a b", "a ",  "!a", "#a",      "a*",
                                         "[a]", "]", "-",   "a\\", "\\", "\xc3\xa4"};

std::vector<TreeEntry> random_tree(std::mt19937& random) {
  std::vector<TreeEntry> entries;
  std::vector<std::pair<std::string, int>> folders = {{"", 0}};
  for (std::size_t next = 0; next < folders.size() && entries.size() < 1'200; ++next) {
    const auto [folder, depth] = folders[next];
    for (const std::string& name : kNames) {
      if (depth > 0 && random() % 3 != 0) {
        continue;
      }
      const bool is_folder = random() % 2 == 0 && depth < 5;
      entries.push_back({folder + name, is_folder});
      if (is_folder) {
        folders.emplace_back(folder + name + "/", depth + 1);
      }
    }
  }
  return entries;
}

std::string random_pattern(std::mt19937& random) {
  static const std::vector<std::string> pieces = {"a",       "a",           "a",
                                                  "b",       "b",           "c",
                                                  "o",       ".",           "*",
                                                  "*",       "*",           "?",
                                                  "/",       "/",           "/",
                                                  "**",      "**/",         "/**/",
                                                  "/**",     "[",           "]",
                                                  "!",       "^",           "-",
                                                  "\\",      "#",           " ",
                                                  "A",       "[a-c]",       "[!a]",
                                                  "[^b-c]",  "[[:alpha:]]", "[![:punct:]]",
                                                  "\xc3\xa4"};
  std::string pattern = random() % 4 == 0 ? "!" : "";
  for (std::size_t length = 1 + random() % 6; length > 0; --length) {
    pattern += pieces[random() % pieces.size()];
  }
  return pattern;
}

std::set<std::string> excluded_by(const Filter& filter, const std::vector<TreeEntry>& entries) {
  std::set<std::string> out;
  for (const auto& [path, folder] : entries) {  // folders come before what is in them
    const RelativePath entry(path);
    if (out.contains(entry.parent().text()) ||
        filter.excludes(entry.parent(), entry.name(),
                        folder ? EntryKind::directory : EntryKind::file)) {
      out.insert(path);
    }
  }
  return out;
}

}  // namespace

TEST_CASE("random patterns exclude exactly what git excludes") {
  const GitFilter git;
  if (!git.initialize()) {
    MESSAGE("no git here: nothing to compare with");
    return;
  }
  const char* const given = std::getenv("LOCKSTEP_TEST_SEED");
  const unsigned seed =
      given != nullptr ? static_cast<unsigned>(std::stoul(given)) : std::random_device{}();
  CAPTURE(seed);  // LOCKSTEP_TEST_SEED repeats a run
  std::mt19937 random(seed);
  const std::vector<TreeEntry> entries = random_tree(random);
  git.create(entries);

  for (int round = 0; round < 150; ++round) {
    std::vector<std::string> patterns;
    std::string text;
    for (std::size_t count = 1 + random() % 5; count > 0; --count) {
      const std::string pattern = random_pattern(random);
      if (!Filter::parse({pattern})) {
        // A pattern is only refused if git never matches it.
        const auto matched = git.excluded({pattern.starts_with('!') ? pattern.substr(1) : pattern});
        CHECK_MESSAGE((matched.empty() || pattern == "!"), pattern);
        continue;
      }
      patterns.push_back(pattern);
      text += pattern + "\n";
    }
    CAPTURE(text);
    const std::set<std::string> ours = excluded_by(Filter::parse(patterns).value(), entries);
    const std::set<std::string> theirs = git.excluded(patterns);
    std::vector<std::string> different;
    std::ranges::set_symmetric_difference(ours, theirs, std::back_inserter(different));
    REQUIRE_MESSAGE(different.empty(), different.front(), " and ", different.size() - 1,
                    " more; git excludes it: ", theirs.contains(different.front()));
  }
}
