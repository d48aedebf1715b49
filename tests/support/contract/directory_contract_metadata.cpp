#include <string>
#include <vector>

#include <doctest/doctest.h>

#include "support/contract/directory_contract.h"
#include "support/trees/directory_tools.h"

namespace lockstep {
namespace {

constexpr Timestamp kTime{1'234'567'890, 123'456'789};

std::unique_ptr<Handle> handle_on(const Directory& folder, Name name) {
  auto handle = folder.open_entry(name);
  REQUIRE(handle);
  return std::move(*handle);
}

// Makes one entry of each kind and returns their names.
std::vector<std::string> make_one_of_each(Directory& root, const ContractSubject& subject) {
  make_file(root, "file", "hello");
  make_directory_in(root, "folder");
  std::vector<std::string> names = {"file", "folder"};
  if (subject.has(Feature::special_files)) {
    REQUIRE(root.create_special("fifo", EntryKind::fifo, 0));
    names.emplace_back("fifo");
  }
  if (subject.has(Feature::links)) {
    REQUIRE(root.create_symlink("link", "file"));
    names.emplace_back("link");
  }
  return names;
}

// Returns the time as a disk that keeps steps of 100 ns gives it back.
Timestamp stored(Timestamp time, const ContractSubject& subject) {
  return truncated(time, subject.has(Feature::nanoseconds) ? 1 : 100);
}

}  // namespace

void check_metadata(const ContractSubject& subject) {
  const auto root = subject.fresh();
  const auto names = make_one_of_each(*root, subject);

  SUBCASE("modes are kept, but a link has none") {
    if (!subject.has(Feature::permission_bits)) return;
    for (const char* name : {"file", "folder", "fifo"}) {
      CAPTURE(name);
      for (const std::uint16_t mode :
           std::initializer_list<std::uint16_t>{0000, 0751, 01777, 06755}) {
        REQUIRE(handle_on(*root, name)->set_mode(mode));
        CHECK(look_at(*root, name).mode == mode);
      }
    }
    const auto before = look_at(*root, "file").mode;
    CHECK(handle_on(*root, "link")->set_mode(0600).has_value());
    CHECK(look_at(*root, "file").mode == before);
  }

  SUBCASE("times are kept to the nanosecond, a link's own too") {
    for (const std::string& name : names) {
      if (name == "file") continue;
      CAPTURE(name);
      const Timestamp file_before = look_at(*root, "file").modified();
      for (const Timestamp time : {kTime, Timestamp{0, 1}, Timestamp{-86'400, 999'999'999}}) {
        REQUIRE(handle_on(*root, name)->set_modified(time));
        CHECK(look_at(*root, name).modified() == stored(time, subject));
      }
      CHECK(look_at(*root, "file").modified() == file_before);
    }
  }

  SUBCASE("folders, open files and staged files take metadata through their own handles") {
    const auto folder = root->open_directory("folder");
    const auto file = root->open_file("file");
    const auto staged = root->stage_named(".lockstep-0123456789abcdef");
    REQUIRE(folder);
    REQUIRE(file);
    REQUIRE(staged);
    for (Handle* handle : {static_cast<Handle*>(folder->get()), static_cast<Handle*>(file->get()),
                           static_cast<Handle*>(staged->get())}) {
      REQUIRE(handle->set_mode(0711));
      REQUIRE(handle->set_modified(kTime));
      const auto entry = handle->examine();
      REQUIRE(entry);
      if (subject.has(Feature::permission_bits)) CHECK(entry->mode == 0711);
      CHECK(entry->modified() == stored(kTime, subject));
    }
    REQUIRE((*staged)->publish("published", Overwrite::never));
    if (subject.has(Feature::permission_bits)) CHECK(look_at(*root, "published").mode == 0711);
    CHECK(look_at(*root, "published").modified() == stored(kTime, subject));
  }

  SUBCASE("every change of metadata moves the ctime or leaves it, never back") {
    const Timestamp before = look_at(*root, "file").changed();
    REQUIRE(handle_on(*root, "file")->set_modified(kTime));
    CHECK(look_at(*root, "file").changed() >= before);
    CHECK(look_at(*root, "file").changed() > kTime);
  }

  SUBCASE("owners are changed, a link's own too; the unprivileged are refused") {
    if (!subject.has(Feature::owners)) return;
    for (const std::string& name : names) {
      CAPTURE(name);
      const auto set = handle_on(*root, name)->set_owner(4711, 4712);
      if (!subject.privileged) {
        CHECK(kind_of(set) == ErrorKind::permission_denied);
        continue;
      }
      REQUIRE(set);
      CHECK(look_at(*root, name).owner == 4711);
      CHECK(look_at(*root, name).group == 4712);
    }
  }

  SUBCASE("a change of the owner drops setuid from a file") {
    if (!subject.has(Feature::owners)) return;
    if (subject.privileged) {
      REQUIRE(handle_on(*root, "file")->set_mode(06755));
      REQUIRE(handle_on(*root, "file")->set_owner(4711, 4712));
      CHECK(look_at(*root, "file").mode == 0755);
    }
  }
}

void check_attributes(const ContractSubject& subject) {
  const auto root = subject.fresh();
  const auto names = make_one_of_each(*root, subject);

  SUBCASE("without any there are none") {
    if (!subject.has(Feature::attributes)) return;
    for (const std::string& name : names) {
      CHECK(root->read_child_attributes(name) == Attributes());
      CHECK(handle_on(*root, name)->read_attributes() == Attributes());
    }
    CHECK(root->read_attributes() == Attributes());
  }

  SUBCASE("they come back sorted, by name and by handle, and go one by one") {
    if (!subject.has(Feature::attributes)) return;
    const Attributes wanted = {{"user.a", std::string("\0\xff binary", 9)},
                               {"user.empty", ""},
                               {"user.long", std::string(2000, 'v')}};
    for (const char* name : {"file", "folder"}) {
      CAPTURE(name);
      const auto handle = handle_on(*root, name);
      for (auto one = wanted.rbegin(); one != wanted.rend(); ++one) {
        REQUIRE(handle->set_attribute(one->name, one->value));
      }
      CHECK(handle->read_attributes() == wanted);
      CHECK(root->read_child_attributes(name) == wanted);
      REQUIRE(handle->set_attribute("user.a", "changed"));
      REQUIRE(handle->remove_attribute("user.empty"));
      REQUIRE(handle->remove_attribute("user.long"));
      CHECK(root->read_child_attributes(name) == Attributes{{"user.a", "changed"}});
      CHECK(handle->remove_attribute("user.absent").has_value());
    }
    CHECK(root->open_directory("folder").value()->read_attributes() ==
          Attributes{{"user.a", "changed"}});
    CHECK(root->open_file("file").value()->read_attributes() == Attributes{{"user.a", "changed"}});
  }

  SUBCASE("more of them than a first guess has room for") {
    if (!subject.has(Feature::attributes)) return;
    Attributes wanted;
    const auto handle = handle_on(*root, "file");
    for (int i = 0; i < 40; ++i) {
      wanted.push_back({"user.an-attribute-with-a-long-name-" + std::to_string(100 + i), "v"});
      REQUIRE(handle->set_attribute(wanted.back().name, wanted.back().value));
    }
    CHECK(root->read_child_attributes("file") == wanted);
    CHECK(handle->read_attributes() == wanted);
  }

  SUBCASE("a staged file takes them along when it is published") {
    if (!subject.has(Feature::attributes)) return;
    const auto staged = root->stage_named(".lockstep-0123456789abcdef");
    REQUIRE(staged);
    REQUIRE((*staged)->set_attribute("user.a", "value"));
    CHECK((*staged)->read_attributes() == Attributes{{"user.a", "value"}});
    REQUIRE((*staged)->publish("published", Overwrite::never));
    CHECK(root->read_child_attributes("published") == Attributes{{"user.a", "value"}});
  }
}

}  // namespace lockstep
