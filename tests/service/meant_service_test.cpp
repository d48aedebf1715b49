#include "service/commands/meant_service.h"

#include <doctest/doctest.h>

using namespace lockstep;

TEST_CASE("a user means the service that runs, and their own if both do") {
  CHECK(owner_meant({.own_runs = true}) == ServiceOwner::this_user);
  CHECK(owner_meant({.system_runs = true}) == ServiceOwner::system);
  CHECK(owner_meant({.own_runs = true, .system_runs = true}) == ServiceOwner::this_user);
  CHECK(owner_meant({.own_is_enabled = true, .system_runs = true}) == ServiceOwner::system);
  CHECK(owner_meant({.own_runs = true, .system_is_enabled = true}) == ServiceOwner::this_user);
}

TEST_CASE("where none runs a user means the one that starts by itself, and else the system's") {
  CHECK(owner_meant({}) == ServiceOwner::system);
  CHECK(owner_meant({.own_is_enabled = true}) == ServiceOwner::this_user);
  CHECK(owner_meant({.own_is_enabled = true, .system_is_enabled = true}) == ServiceOwner::system);
}
