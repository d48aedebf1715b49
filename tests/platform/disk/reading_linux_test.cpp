// Tests opening and reading where a system hampers it: sandboxes, files of other users, volumes
// that tell nothing of holes, links of awkward lengths.
#include <cerrno>
#include <fcntl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <doctest/doctest.h>

#include "support/system/answered_calls_linux.h"
#include "support/system/temporary_folder.h"
#include "support/trees/directory_tools.h"

namespace lockstep {
namespace {

constexpr int kOpenat2 = 437;

struct Scene {
  TemporaryFolder folder;
  std::unique_ptr<Directory> root = folder.open();

  Scene() {
    make_file(*root, "file", "0123456789");
    make_directory_in(*root, "folder");
  }
  void check_all_opens() const {
    CHECK(root->open_directory("folder").has_value());
    CHECK(root->open_entry("file").has_value());
    CHECK(read_text(*root, "file") == "0123456789");
  }
};

TEST_CASE("a sandbox that refuses the newer way to open is taken for an older kernel") {
  const Scene scene;
  with_answered_calls({kOpenat2}, [](const SystemCall&) { return -EPERM; },
                      [&] { scene.check_all_opens(); });
}

TEST_CASE("what another user owns is opened, with its access time's renewal") {
  const Scene scene;
  int refused = 0;
  const auto refuse = [&](const SystemCall& call) -> std::optional<long> {
    std::uint64_t flags = call.arguments[2];
    if (call.number == kOpenat2) read_at(call.arguments[2], &flags, sizeof flags);
    if ((flags & O_NOATIME) == 0) return std::nullopt;
    ++refused;
    return -EPERM;
  };
  if (!with_answered_calls({kOpenat2, SYS_openat}, refuse, [&] { scene.check_all_opens(); }))
    return;
  CHECK(refused == 2);
}

TEST_CASE("where holes are not told all is data; a disk that fails is no hole") {
  const Scene scene;
  const auto file = scene.root->open_file("file").value();
  const auto next = [&](int code, std::uint64_t offset) {
    std::string text = "no answers";
    with_answered_calls({SYS_lseek}, failing_once(code), [&] {
      const auto extent = file->next_data(offset);
      text = !extent    ? "error"
             : !*extent ? "none"
                        : std::to_string((*extent)->offset) + "+" +
                              std::to_string((*extent)->length);
    });
    return text;
  };
  if (next(EINVAL, 0) == "no answers") return;
  for (const int code : {EINVAL, EOPNOTSUPP}) {
    CHECK(next(code, 0) == "0+10");
    CHECK(next(code, 4) == "4+6");
    CHECK(next(code, 10) == "none");
    CHECK(next(code, 12) == "none");
  }
  CHECK(next(ENXIO, 0) == "none");
  CHECK(next(EIO, 0) == "error");
  CHECK(next(EACCES, 0) == "error");
}

TEST_CASE("a file cut short while its data is looked for has what is left of it") {
  const Scene scene;
  const auto file = scene.root->open_file("file").value();
  int looks = 0;
  const auto cut = [&](const SystemCall&) -> std::optional<long> {
    if (++looks == 2) CHECK(truncate((scene.folder / "file").c_str(), 3) == 0);
    return std::nullopt;
  };
  with_answered_calls({SYS_lseek}, cut, [&] {
    const auto extent = file->next_data(1);
    REQUIRE(extent);
    REQUIRE(extent->has_value());
    CHECK((*extent)->offset + (*extent)->length == 3);
  });
}

TEST_CASE("a link is read whole, however its length lies to the buffer's") {
  const Scene scene;
  for (const std::size_t length : {1, 255, 256, 257, 1023, 1024, 1025, 4000}) {
    CAPTURE(length);
    const std::string target(length, 't');
    REQUIRE(scene.root->create_symlink("link", target));
    CHECK(scene.root->read_link("link") == target);
    REQUIRE(scene.root->remove("link"));
  }
  CHECK(kind_of(scene.root->read_link("file")) == ErrorKind::changed);
}

TEST_CASE("a read that fails is an error of its own kind") {
  const Scene scene;
  const auto file = scene.root->open_file("file").value();
  std::byte buffer[4];
  for (const auto& [code, kind] :
       {std::pair(EIO, ErrorKind::input_output), std::pair(ESTALE, ErrorKind::input_output),
        std::pair(EAGAIN, ErrorKind::busy), std::pair(EINVAL, ErrorKind::other)}) {
    CAPTURE(code);
    with_answered_calls({SYS_pread64}, failing_once(code),
                        [&] { CHECK(kind_of(file->read(0, buffer)) == kind); });
  }
}

TEST_CASE("an attribute that goes between the list and the look at its value is left out") {
  constexpr int kGetxattrat = 464;
  const Scene scene;
  const auto entry = scene.root->open_entry("file").value();
  if (!entry->set_attribute("user.a", "1") || !entry->set_attribute("user.b", "2")) return;
  const auto file = scene.root->open_file("file").value();
  const auto gone = [](const SystemCall& call) -> std::optional<long> {
    const std::size_t name = call.number == kGetxattrat ? 3 : 1;
    return text_at(call.arguments[name]) == "user.a" ? std::optional<long>(-ENODATA)
                                                     : std::nullopt;
  };
  with_answered_calls({SYS_fgetxattr, SYS_getxattr, SYS_lgetxattr, kGetxattrat}, gone, [&] {
    const Attributes left = {{"user.b", "2"}};
    CHECK(file->read_attributes() == left);
    CHECK(entry->read_attributes() == left);
    CHECK(scene.root->read_child_attributes("file") == left);
  });
}

TEST_CASE("an attribute may be as long as the system's own limit") {
  constexpr std::size_t kLimit = 65536;
  const Scene scene;
  const auto file = scene.root->open_file("file").value();
  for (const std::size_t length : {std::size_t{1}, std::size_t{1024}, std::size_t{1025},
                                   std::size_t{5000}, kLimit}) {
    CAPTURE(length);
    const std::string value(length, 'v');
    const auto answer = [&](const SystemCall& call) -> std::optional<long> {
      const bool lists = call.number == SYS_flistxattr;
      const std::string text = lists ? std::string("user.a", 7) : value;
      if (call.arguments[lists ? 2 : 3] < text.size()) return -ERANGE;
      write_at(call.arguments[lists ? 1 : 2], text.data(), text.size());
      return static_cast<long>(text.size());
    };
    with_answered_calls({SYS_flistxattr, SYS_fgetxattr}, answer, [&] {
      CHECK(file->read_attributes() == Attributes{{"user.a", value}});
    });
  }
}

}  // namespace
}  // namespace lockstep
