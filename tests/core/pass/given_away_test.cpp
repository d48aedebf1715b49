// No file of the replica gets another owner in place if somebody may still write to it, or may have
// brought it there.
#include "core/faulty_mirror.h"

namespace lockstep {
namespace {

void set_owner(MemoryTree& tree, const std::string& path, std::uint32_t owner,
               std::uint32_t group) {
  const auto root = tree.open();
  const Place place(*root, path);
  REQUIRE((*place.folder->open_entry(place.name))->set_owner(owner, group));
}

TEST_CASE("bytes that a former owner writes after the comparison do not become the next one's") {
  FaultyMirror mirror;
  build(*mirror.source.open(), "d/a:same{0644,1000:1000,@5.5} d/b=d/a");
  mirror.pass();
  set_owner(mirror.source, "d/a", 0, 0);
  const auto done = before_first(
      mirror.to, [](const Call& call) { return is_change(call.operation); },
      [&] {
        mirror.replica.overwrite("d/a", "evil");
        set_modified(*mirror.replica.open(), "d/a", {5, 500'000'000});
      });
  mirror.faulty_pass();
  CHECK(*done);
  CHECK(mirror.difference() == "");
  mirror.check_recovery();
}

TEST_CASE("a file that is renamed and gets another owner is copied") {
  FaultyMirror mirror;
  build(*mirror.source.open(), "a:one{0644,1000:1000,@5.5} x/f:two{0644,1000:1000} x/g:three");
  mirror.pass();
  set_owner(mirror.source, "a", 0, 0);
  set_owner(mirror.source, "x/f", 0, 0);
  move(*mirror.source.open(), "a", "b");
  move(*mirror.source.open(), "x", "y");
  const std::string planned = text_of(mirror.plan());
  mirror.pass();
  CHECK(mirror.told.text() == planned);
  CHECK(planned.find("create_file b (new)\n") != std::string::npos);
  CHECK(planned.find("create_file y/f (new)\n") != std::string::npos);
  // This file is given to nobody.
  CHECK(planned.find("rename_file y/g <- x/g\n") != std::string::npos);
  CHECK(mirror.difference() == "");
  mirror.check_idle();
}

TEST_CASE("a file is given away in place only where nobody else has it, or its name, in hand") {
  struct Row {
    const char* folder;
    const char* replica;
    const char* source;
    bool in_place;
  };
  const Row rows[] = {
      // The file is root's, in root's folder.
      {"0755,0:0", "0644,0:0", "0644,1000:1000", true},
      {"0755,0:0", "0664,0:0", "0664,1000:1000", false},
      {"0755,0:0", "0644,0:0", "0664,0:1000", true},
      // The file is somebody's, who may have it mapped.
      {"0755,0:0", "0644,1000:1000", "0644,0:0", false},
      {"0755,0:0", "0400,1000:1000", "0400,1001:1000", false},
      {"0755,0:0", "0644,1000:1000", "0644,1000:1001", true},
      {"0755,1000:0", "0644,1000:1000", "0664,1000:1001", true},
      // The file is root's, in a folder into which others may bring it.
      {"0755,1000:0", "0644,0:0", "0644,1000:1000", false},
      {"0777,0:0", "0644,0:0", "0644,1000:1000", false},
      {"0775,0:0", "0644,0:0", "0644,1000:1000", false},
      {"0755,1000:0", "0640,0:0", "0640,0:1000", false},
      {"0755,1000:0", "0640,0:0", "0660,0:0", false},
      {"0755,1000:0", "0640,0:0", "0600,0:0", true},
  };
  for (const Row& row : rows) {
    for (const char* const inner : {"d/", "d/in/"}) {
      CAPTURE(std::string(row.folder));
      CAPTURE(std::string(row.replica));
      CAPTURE(std::string(row.source));
      CAPTURE(std::string(inner));
      Mirror mirror;
      mirror.let_everything_through();
      const std::string folders = std::string("d/{") + row.folder + ",@7.5} d/in/{0755,0:0,@7.5} ";
      const std::string file = std::string(inner) + "f:same{@5.5,";
      build(*mirror.source.open(), folders + file + row.source + "}");
      build(*mirror.replica.open(), folders + file + row.replica + "}");
      const std::string path = std::string(inner) + "f";
      const Identity before = examine(*mirror.replica.open(), path).identity;
      const std::string planned = text_of(mirror.plan());
      mirror.pass();
      CHECK(mirror.told.text() == planned);
      CHECK((examine(*mirror.replica.open(), path).identity == before) == row.in_place);
      CHECK(mirror.difference() == "");
      mirror.check_idle();
    }
  }
}

TEST_CASE("links, special files and folders get another owner in place") {
  Mirror mirror;
  mirror.let_everything_through();
  build(*mirror.source.open(), "l->x{0:0,@5.5} p|fifo{0:0,@5.5} d/{0:0,@5.5}");
  build(*mirror.replica.open(), "l->x{1000:0,@5.5} p|fifo{1000:0,@5.5} d/{1000:0,@5.5}");
  const auto root = mirror.replica.open();
  std::vector<Identity> before;
  for (const char* const path : {"l", "p", "d"}) before.push_back(examine(*root, path).identity);
  mirror.pass();
  CHECK(mirror.difference() == "");
  CHECK(examine(*root, "l").identity == before[0]);
  CHECK(examine(*root, "p").identity == before[1]);
  CHECK(examine(*root, "d").identity == before[2]);
}

}  // namespace
}  // namespace lockstep
