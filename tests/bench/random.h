// Numbers that look random and are the same everywhere for the same seed (those of <random>'s
// distributions differ from library to library).
#pragma once

#include <cmath>
#include <cstdint>
#include <numbers>

namespace lockstep::bench {

class Random {
 public:
  explicit Random(std::uint64_t seed) : state_(seed) {}

  // This is splitmix64: Steele, Lea, Flood, "Fast splittable pseudorandom number generators", 2014.
  std::uint64_t next() {
    std::uint64_t mixed = state_ += 0x9E3779B97F4A7C15U;
    mixed = (mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9U;
    mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EBU;
    return mixed ^ (mixed >> 31);
  }
  // Returns 0 to limit - 1; 0 for a limit of 0.
  std::uint64_t below(std::uint64_t limit) { return limit == 0 ? 0 : next() % limit; }
  // Returns a number from 0 to 1, without 1.
  double fraction() { return static_cast<double>(next() >> 11) * 0x1p-53; }
  bool chance(double probability) { return fraction() < probability; }
  // Returns sizes that are spread like those of real files: many small ones, a few large.
  std::uint64_t log_normal(double median, double spread) {
    const double normal = std::sqrt(-2 * std::log(1 - fraction())) *
                          std::cos(2 * std::numbers::pi * fraction());  // Box and Muller, 1958
    return static_cast<std::uint64_t>(median * std::exp(spread * normal));
  }

 private:
  std::uint64_t state_;
};

}  // namespace lockstep::bench
