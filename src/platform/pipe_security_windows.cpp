#include "platform/pipe_security_windows.h"

#include <utility>
#include <windows.h>
#include <sddl.h>

#include "platform/owned_handle_windows.h"
#include "platform/service_key_windows.h"

namespace lockstep {

std::wstring pipe_security_text(const std::wstring& own_user, const std::wstring& installing_user) {
  const std::wstring talk = L"(A;;" + std::to_wstring(kTalk) + L";;;";
  std::wstring text = L"D:P(D;;GA;;;NU)(A;;GA;;;" + own_user + L")";
  text += talk + L"SY)" + talk + L"BA)";
  if (!installing_user.empty()) text += talk + installing_user + L")";
  return text;
}

Result<PipeSecurity> PipeSecurity::make() {
  const auto user = this_user();
  if (!user) return failure(user.error());
  const std::wstring text = pipe_security_text(*user, installing_user().value_or(L""));
  PSECURITY_DESCRIPTOR descriptor = nullptr;
  if (!ConvertStringSecurityDescriptorToSecurityDescriptorW(text.c_str(), SDDL_REVISION_1,
                                                            &descriptor, nullptr)) {
    return failure(last_error());
  }
  return PipeSecurity(Descriptor(descriptor, LocalFree));
}

}  // namespace lockstep
