// Tests getting files back, and what becomes of records on the way, from end to end.

#include "service/sandbox.h"

using namespace lockstep;

namespace {

// Holds a source that is mirrored, and the record of that.
struct Mirrored {
  Sandbox box;

  Mirrored() {
    box.write("s/file", "content");
    box.write("s/folder/inner", "more");
    REQUIRE(box.run({"sync", box.path("s"), box.path("r")}).exit_code == 0);
  }
  [[nodiscard]] Finished back(const std::string& command, std::vector<std::string> options) const {
    std::vector<std::string> words = {command, box.path("r"), box.path("s")};
    words.insert(words.end(), options.begin(), options.end());
    return box.run(words);
  }
  [[nodiscard]] Finished forth(const std::vector<std::string>& options = {}) const {
    std::vector<std::string> words = {"sync", box.path("s"), box.path("r")};
    words.insert(words.end(), options.begin(), options.end());
    return box.run(words);
  }
  void write_many(const std::string& folder) const {
    for (int i = 0; i < 12; ++i) box.write(folder + "/many" + std::to_string(i), "x");
  }
  // Returns the one record.
  [[nodiscard]] std::filesystem::path record() const {
    for (const auto& entry : std::filesystem::directory_iterator(box.state_folder()))
      if (entry.path().extension() == ".json") return entry.path();
    return {};
  }
};

}  // namespace

TEST_CASE_FIXTURE(Mirrored, "swapped folders are refused, and what is refused names the ways out") {
  const Finished refused = back("sync", {});
  CHECK(refused.exit_code == 5);
  CHECK(contains(refused.error, "lockstep sync " + box.path("r") + " NEWFOLDER"));
  CHECK(contains(refused.error, "--reverse"));
  CHECK(back("plan", {}).exit_code == 5);
  CHECK(box.run({"sync", box.path("r"), box.path("new")}).exit_code == 0);
  CHECK(box.read("new/folder/inner") == "more");
}

TEST_CASE_FIXTURE(Mirrored,
                  "--reverse mirrors back once, and from then on in that direction alone") {
  box.write("r/file", "changed in the replica");
  const std::string before = box.snapshot();
  const Finished plan = back("plan", {"--reverse"});
  CHECK(plan.exit_code == 0);
  CHECK(contains(plan.output, "file"));
  CHECK(box.snapshot() == before);

  CHECK(back("sync", {"--reverse"}).exit_code == 0);
  CHECK(box.read("s/file") == "changed in the replica");
  CHECK(forth().exit_code == 5);
  CHECK(back("sync", {}).exit_code == 0);
  CHECK(back("sync", {"--reverse"}).exit_code == 5);
  CHECK(forth({"--reverse"}).exit_code == 0);
  CHECK(forth().exit_code == 0);
}

TEST_CASE_FIXTURE(Mirrored, "a lost source is made anew from its replica") {
  std::filesystem::remove_all(box.path("s"));
  CHECK(back("sync", {"--reverse"}).exit_code == 0);
  CHECK(box.read("s/folder/inner") == "more");
  CHECK(back("verify", {}).exit_code == 0);
}

TEST_CASE_FIXTURE(Mirrored, "what the old source alone holds is held as in any first pass") {
  write_many("s");
  box.write("r/new", "new");
  const Finished held = back("sync", {"--reverse"});
  CHECK(held.exit_code == 4);
  CHECK(box.exists("s/many7"));
  CHECK(box.read("s/new") == "new");
  // The pass was made: the new direction is on record, and its removals are still held.
  CHECK(forth().exit_code == 5);
  CHECK(back("sync", {}).exit_code == 4);
  CHECK(box.exists("s/many7"));
  CHECK(back("sync", {"--reverse", "--approve"}).exit_code == 0);
  CHECK_FALSE(box.exists("s/many7"));
}

TEST_CASE_FIXTURE(Mirrored,
                  "a reverse that is refused for another reason keeps the old direction") {
  // The folder that would become the source is not there.
  std::filesystem::remove_all(box.path("r"));
  CHECK(back("sync", {"--reverse"}).exit_code == 5);
  CHECK(forth().exit_code == 0);
  CHECK(box.read("r/file") == "content");
}

TEST_CASE_FIXTURE(Mirrored, "--reverse is for one pair, and no part of a configuration") {
  const auto job = [this](const std::string& name, const std::string& replica,
                          const std::string& more) {
    return "[[job]]\nname = \"" + name + "\"\nsource = \"" + box.path("r") + "\"\nreplica = \"" +
           box.path(replica) + "\"\n" + more;
  };
  box.write("two.toml", job("photos", "s", "") + job("other", "o", ""));
  box.write("key.toml", job("photos", "s", "reverse = true\n"));
  const std::string file = box.path("two.toml");
  const Finished named = box.run({"sync", "--config", file, "--job", "photos"});
  CHECK(named.exit_code == 5);
  CHECK(contains(named.error, "'lockstep sync --reverse --job photos --config " + file + "'"));
  CHECK(box.run({"sync", "--config", file, "--reverse"}).exit_code == 2);
  CHECK(box.run({"run", "--config", file, "--job", "photos", "--reverse"}).exit_code == 2);
  CHECK(box.run({"sync", "--config", box.path("key.toml")}).exit_code == 2);
  CHECK(back("sync", {}).exit_code == 5);
  CHECK(box.run({"sync", "--config", file, "--job", "photos", "--reverse"}).exit_code == 0);
  CHECK(back("sync", {}).exit_code == 0);
}

TEST_CASE_FIXTURE(Mirrored,
                  "a damaged record is accepted by --approve, what would go by another one") {
  write_many("r");
  // Makes a quiet edit: neither size nor time tell of it.
  const auto time = std::filesystem::last_write_time(box.path("s/file"));
  box.write("r/file", "CONTENT");
  std::filesystem::last_write_time(box.path("r/file"), time);
  std::ofstream(record(), std::ios::binary) << "{";

  const Finished refused = forth();
  CHECK(refused.exit_code == 5);
  CHECK(contains(refused.error, "is damaged"));
  CHECK(contains(refused.error, "--approve begins a new one"));
  CHECK(back("sync", {}).exit_code == 5);

  CHECK(forth({"--approve"}).exit_code == 4);
  CHECK(box.exists("r/many7"));
  CHECK(box.read("r/file") == "content");
  CHECK(std::filesystem::exists(record().concat(".damaged")));
  CHECK(forth().exit_code == 4);
  CHECK(box.exists("r/many7"));
  CHECK(forth({"--approve"}).exit_code == 0);
  CHECK_FALSE(box.exists("r/many7"));
}

TEST_CASE_FIXTURE(Mirrored, "'lockstep approve' accepts a damaged record, too") {
  std::ofstream(record(), std::ios::binary) << "{";
  CHECK(forth().exit_code == 5);
  const Finished approved = box.run({"approve", box.path("r")});
  CHECK(approved.exit_code == 0);
  CHECK(contains(approved.output, "is damaged"));
  CHECK(forth().exit_code == 0);
  CHECK(forth().exit_code == 0);
}
