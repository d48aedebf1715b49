// The contract that every Directory keeps, whether on the disk or in memory: the same checks for
// all. Each function is called from a TEST_CASE and has one SUBCASE for each sentence, with a fresh
// tree each time:
//
//   TEST_CASE("the real disk keeps the contract of a directory: looking") {
//     check_looking(real_disk());
//   }
#pragma once

#include <functional>
#include <memory>
#include <set>

#include "platform/disk/directory.h"
#include "support/trees/feature.h"

namespace lockstep {

struct ContractSubject {
  // Makes an empty folder that nobody else uses. Whatever it needs lives as long as the subject.
  std::function<std::unique_ptr<Directory>()> fresh;
  // True if owners can be changed and devices made.
  bool privileged = true;
  std::set<Feature> lacking = {};

  // Returns false, and says so in the output, for a lacking feature.
  [[nodiscard]] bool has(Feature feature) const {
    if (!lacking.contains(feature)) return true;
    say_lacking(feature);
    return false;
  }
};

void check_looking(const ContractSubject& subject);
void check_opening(const ContractSubject& subject);
void check_reading(const ContractSubject& subject);
void check_staging(const ContractSubject& subject);
void check_creating(const ContractSubject& subject);
void check_renaming_and_removing(const ContractSubject& subject);
void check_metadata(const ContractSubject& subject);
void check_attributes(const ContractSubject& subject);

}  // namespace lockstep
