// The kinds of passes over a pair of trees.
#pragma once

namespace lockstep {

enum class PassKind {
  mirror,  // makes the replica equal
  plan,    // says what `mirror` would do
  verify,  // reads all contents and reports every difference
};

}  // namespace lockstep
