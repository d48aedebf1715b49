// Says who may talk to the service over its pipe.
#pragma once

#include <memory>
#include <string>
#include <windows.h>

#include "base/result.h"

namespace lockstep {

// The access with which a client opens the pipe: to read and to write. It is not GENERIC_WRITE,
// which has the bit of FILE_CREATE_PIPE_INSTANCE: whoever has that can answer in the service's
// place.
inline constexpr DWORD kTalk = FILE_GENERIC_READ | FILE_WRITE_DATA;

// The security of the pipe: SYSTEM, administrators, this process's own user and the user who
// installed the service may talk to it.
class PipeSecurity {
 public:
  [[nodiscard]] static Result<PipeSecurity> make();

  // Returns the attributes, which are valid as long as this lives.
  [[nodiscard]] SECURITY_ATTRIBUTES attributes() const {
    return {sizeof(SECURITY_ATTRIBUTES), descriptor_.get(), FALSE};
  }

 private:
  using Descriptor = std::unique_ptr<void, decltype(&LocalFree)>;
  explicit PipeSecurity(Descriptor descriptor) : descriptor_(std::move(descriptor)) {}

  Descriptor descriptor_;
};

// Returns the same security as text (Security Descriptor Definition Language).
[[nodiscard]] std::wstring pipe_security_text(const std::wstring& own_user,
                                              const std::wstring& installing_user);

}  // namespace lockstep
