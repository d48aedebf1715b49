// An address for a control socket that nobody else has, and clients that misbehave.
#pragma once

#include <memory>
#include <string>
#include <string_view>

namespace lockstep {

class RudeClient {
 public:
  virtual ~RudeClient() = default;  // hangs up
};

class ControlAddress {
 public:
  ControlAddress();
  ~ControlAddress();
  ControlAddress(const ControlAddress&) = delete;
  ControlAddress& operator=(const ControlAddress&) = delete;

  [[nodiscard]] const std::string& path() const { return path_; }
  // Connects, says `text` and nothing more, and never listens. Returns null if nobody takes the
  // call.
  [[nodiscard]] std::unique_ptr<RudeClient> call(std::string_view text) const;

 private:
  struct Place;
  std::unique_ptr<Place> place_;
  std::string path_;
};

}  // namespace lockstep
