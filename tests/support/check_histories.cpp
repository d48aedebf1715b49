#include "support/history_generator.h"

#include <algorithm>
#include <stdexcept>

#include <doctest/doctest.h>

#include "support/tree_text.h"

namespace lockstep {

rc::Gen<History> histories(std::size_t longest) {
  constexpr int kFullSize = 100;  // rapidcheck's own scale
  const auto number = rc::gen::arbitrary<std::uint32_t>();
  const auto kind = rc::gen::map(rc::gen::inRange<int>(0, static_cast<int>(kEditKinds)),
                                 [](int index) { return static_cast<EditKind>(index); });
  const auto edit =
      rc::gen::build<Edit>(rc::gen::set(&Edit::kind, kind), rc::gen::set(&Edit::first, number),
                           rc::gen::set(&Edit::second, number), rc::gen::set(&Edit::third, number));
  return rc::gen::scale(static_cast<double>(longest) / kFullSize,
                        rc::gen::container<History>(rc::gen::resize(kFullSize, edit)));
}

void check_histories(const std::string& description, std::size_t longest,
                     const std::function<void(const History&)>& property) {
  const bool holds = rc::check(description, [&] {
    const History history = *histories(longest);
    property(history);
  });
  INFO("see standard error for the history that fails");
  REQUIRE_MESSAGE(holds, description);
}

void require_same(const std::string& expected, const std::string& actual) {
  if (expected != actual) {
    throw std::runtime_error("trees differ:\n" + difference(expected, actual));
  }
}

}  // namespace lockstep
