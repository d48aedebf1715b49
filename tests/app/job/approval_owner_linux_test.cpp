// These tests are about whose request for approval counts. The store is told invented owners, so
// that no privilege is needed.
#include <optional>
#include <sys/stat.h>
#include <sys/syscall.h>

#include <doctest/doctest.h>

#include "app/record/record_store.h"
#include "app/scratch_folder.h"
#include "support/system/answered_calls_linux.h"

using namespace lockstep;

namespace {

constexpr std::uint32_t kRoot = 0;
constexpr std::uint32_t kService = 4711;
constexpr std::uint32_t kStranger = 4712;

struct StoreFixture {
  ScratchFolder scratch;
  RecordStore store{scratch.at("state")};

  StoreFixture() { REQUIRE(store.save("/s", "/r", {})); }

  // Returns what becomes of a request when it and the folder have these owners.
  std::string taken(std::uint32_t owner_of_folder, std::uint32_t owner_of_request) {
    const auto tell_owner = [&](const SystemCall& call) -> std::optional<long> {
      const long result = make_call(call);
      struct statx status{};
      read_at(call.arguments[4], &status, sizeof status);
      status.stx_uid =
          text_at(call.arguments[1]).empty() ? owner_of_folder : owner_of_request;
      write_at(call.arguments[4], &status, sizeof status);
      return result;
    };
    std::string answer;
    with_answered_calls({SYS_statx}, tell_owner, [&] {
      const auto request = store.find_approval("/r");
      answer = !request ? request.error().message() : *request ? "taken" : "none";
    });
    if (answer == "taken") REQUIRE(store.drop_approval("/r"));
    return answer;
  }
};

}  // namespace

TEST_CASE_FIXTURE(StoreFixture, "a request counts when the state folder's owner or root left it") {
  const auto taken_once = [this](std::uint32_t folder, std::uint32_t request) {
    REQUIRE(store.request_approval("/r", false));
    return taken(folder, request);
  };
  if (taken_once(kRoot, kRoot).empty()) return;  // calls can't be answered here
  CHECK(taken_once(kRoot, kRoot) == "taken");
  CHECK(taken_once(kService, kService) == "taken");
  CHECK(taken_once(kService, kRoot) == "taken");
  CHECK(taken(kService, kRoot) == "none");
  for (const std::uint32_t folder : {kRoot, kService}) {
    CHECK(taken_once(folder, kStranger).find("it belongs to another user") != std::string::npos);
  }
}

TEST_CASE_FIXTURE(StoreFixture, "what is no file is no request") {
  REQUIRE(store.request_approval("/r", false));
  std::string name;
  for (const auto& entry : std::filesystem::directory_iterator(scratch.at("state")))
    if (entry.path().extension() == ".approve") name = entry.path().filename().string();
  std::filesystem::rename(scratch.at("state/" + name), scratch.at("state/other"));
  std::filesystem::create_symlink("other", scratch.at("state/" + name));
  const auto request = store.find_approval("/r");
  REQUIRE_FALSE(request);
  CHECK(request.error().kind() == ErrorKind::permission_denied);
}
