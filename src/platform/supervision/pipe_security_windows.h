// Who may talk to the service over its pipe.
#pragma once

#include <memory>
#include <string>
#include <windows.h>

#include "base/result.h"

namespace lockstep {

// What a client asks for when it opens the pipe: to read and to write. Not GENERIC_WRITE, which has
// the bit of FILE_CREATE_PIPE_INSTANCE: who has that can answer in the service's place.
inline constexpr DWORD kTalk = FILE_GENERIC_READ | FILE_WRITE_DATA;

// SYSTEM, administrators, this process's own user and whoever installed the service.
class PipeSecurity {
 public:
  [[nodiscard]] static Result<PipeSecurity> make();

  // As long as this lives.
  [[nodiscard]] SECURITY_ATTRIBUTES attributes() const {
    return {sizeof(SECURITY_ATTRIBUTES), descriptor_.get(), FALSE};
  }

 private:
  using Descriptor = std::unique_ptr<void, decltype(&LocalFree)>;
  explicit PipeSecurity(Descriptor descriptor) : descriptor_(std::move(descriptor)) {}

  Descriptor descriptor_;
};

// The same as text (Security Descriptor Definition Language).
[[nodiscard]] std::wstring pipe_security_text(const std::wstring& own_user,
                                              const std::wstring& installing_user);

}  // namespace lockstep
