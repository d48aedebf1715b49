// These tests are about the calls that a job makes around its passes. The system's answers tell of
// rights, volumes and flushes that this machine need not have.
#include <array>
#include <linux/capability.h>
#include <sys/syscall.h>

#include <doctest/doctest.h>

#include "app/job/job.h"
#include "app/job/job_roots.h"
#include "app/job_fixture.h"
#include "support/system/answered_calls_linux.h"
#include "support/system/told_mounts_linux.h"

using namespace lockstep;
using namespace std::chrono_literals;

TEST_CASE_FIXTURE(JobFixture, "to change owners and to make devices are two rights") {
  const auto with_capability = [&](unsigned capability) {
    const auto tell = [capability](const SystemCall& call) -> std::optional<long> {
      std::array<__user_cap_data_struct, _LINUX_CAPABILITY_U32S_3> data{};
      data[0].effective = 1U << capability;
      write_at(call.arguments[1], data.data(), sizeof data);
      return 0;
    };
    return with_answered_calls({SYS_capget}, tell, [&] {
      Job mirror = job();
      run(mirror);
    });
  };
  if (!with_capability(CAP_CHOWN)) return;
  CHECK(seen.rights.change_owners);
  CHECK_FALSE(seen.rights.create_devices);
  with_capability(CAP_MKNOD);
  CHECK_FALSE(seen.rights.change_owners);
  CHECK(seen.rights.create_devices);
}

TEST_CASE_FIXTURE(JobFixture, "a record waits for the disk unless no durability is wanted") {
  const auto flushes = [&](Durability durability) {
    settings.policy.durability = durability;
    outcome.record->complete_pass.policy_fingerprint += "x";  // so that it is written
    int count = 0;
    const auto note = [&count](const SystemCall&) -> std::optional<long> {
      ++count;
      return std::nullopt;
    };
    const bool noted = with_answered_calls({SYS_fsync, SYS_fdatasync}, note, [&] {
      Job mirror = job();
      run(mirror);
    });
    return noted ? count : -1;
  };
  const int usual = flushes(Durability::pass);
  if (usual < 0) return;
  CHECK(flushes(Durability::none) < usual);
  CHECK(flushes(Durability::file) == usual);
}

TEST_CASE_FIXTURE(JobFixture, "a missing replica may begin anew where its volume could still be") {
  // Volumes of this kind have no lasting name; they are known by whether the root is a mount point.
  const auto opens = [&](const std::string& recorded, bool in_mount_point) {
    std::filesystem::remove_all(settings.replica);
    // A store of its own each time: each volume has a record of its own, and all are remembered.
    std::filesystem::remove_all(records.folder());
    RecordStore alone{records.folder()};
    PairRecord record;
    record.replica.volume = recorded;
    record.complete_pass.policy_fingerprint = recorded;
    REQUIRE(alone.save(settings.source, settings.replica, record));
    std::string answer;
    with_told_mounts({.table = std::to_string(mount_number_of(scratch.path())) +
                               " 1 8:1 / / rw - unheardof none rw\n",
                      .volume_number = 0x12345678,
                      .mount_point = in_mount_point},
                     [&] {
                       const auto roots =
                           open_job_roots(settings, alone, {}, MissingReplica::accept);
                       answer = roots ? "yes" : "no";
                     });
    return answer;
  };
  if (opens("unheardof:folder", false).empty()) return;  // calls can't be answered here
  CHECK(opens("unheardof:folder", false) == "yes");
  CHECK(opens("unheardof:folder", true) == "yes");
  CHECK(opens("unheardof:mounted", true) == "no");  // a new folder is no mount point
  CHECK(opens("unheardof:mounted", false) == "no");
  CHECK(opens("another:folder", true) == "no");
}
