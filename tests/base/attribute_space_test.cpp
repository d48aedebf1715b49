#include "base/attribute_space.h"

#include <doctest/doctest.h>

using namespace lockstep;

namespace {

Attribute sized(const std::string& name, std::size_t bytes) {
  Attribute attribute{name, {}};
  attribute.value.assign(bytes - size_on_volume(attribute), 'x');
  return attribute;
}

}  // namespace

TEST_CASE("a volume that refused nothing has room for everything") {
  const AttributeSpace space;
  CHECK_FALSE(space.is_limited());
  CHECK(space.without_room({sized("user.a", 60'000), sized("user.b", 60'000)}).empty());
}

TEST_CASE("an attribute that was refused alone limits each, and no sum") {
  AttributeSpace space;
  space.learn_refused(sized("user.a", 20'000), 0);
  CHECK(space.without_room({sized("user.a", 20'000)}) == std::vector<std::string>{"user.a"});
  CHECK(space.without_room({sized("user.a", 19'999), sized("user.b", 19'999)}).empty());
}

TEST_CASE("one that was refused beside others limits the sum, in the order in which they are set") {
  AttributeSpace space;
  space.learn_refused(sized("user.b", 3'000), 1'500);
  const std::vector<std::string> last = {"user.b"};
  CHECK(space.without_room({sized("user.a", 2'000), sized("user.b", 2'500)}) == last);
  CHECK(space.without_room({sized("user.a", 2'000), sized("user.b", 2'499)}).empty());
  // An attribute that is left out takes no room from the next.
  CHECK(space.without_room(
            {sized("user.a", 2'000), sized("user.b", 3'000), sized("user.c", 2'000)}) == last);
}

TEST_CASE("access lists and capabilities come first and are never left out") {
  AttributeSpace space;
  space.learn_refused(sized("user.b", 3'000), 1'000);
  const Attributes attributes = {sized("security.capability", 1'000),
                                 sized("system.posix_acl_access", 1'000), sized("user.a", 2'000)};
  CHECK(space.without_room(attributes) == std::vector<std::string>{"user.a"});
  CHECK(space.without_room({sized("system.posix_acl_access", 5'000)}).empty());
}

TEST_CASE("what a volume holds disproves a limit, and tells a sum from a single attribute") {
  AttributeSpace space;
  space.learn_refused(sized("user.b", 20'000), 100);
  CHECK(space.refused_all == 20'100);
  space.learn_held({sized("user.a", 15'000), sized("user.b", 15'000)});
  CHECK_FALSE(space.is_limited());
  space.learn_refused(sized("user.b", 20'000), 100);
  CHECK(space.refused_one == 20'000);
  CHECK(space.refused_all == AttributeSpace::kUnlimited);
  space.learn_held({sized("user.b", 20'000)});
  CHECK_FALSE(space.is_limited());
}
