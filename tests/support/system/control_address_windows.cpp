#include <atomic>

#include "platform/supervision/pipe_security_windows.h"
#include "platform/system/owned_handle_windows.h"
#include "platform/system/text_windows.h"
#include "support/system/control_address.h"

namespace lockstep {
namespace {

std::string fresh_name() {
  static std::atomic<int> count = 0;
  return R"(\\.\pipe\lockstep-test-)" + std::to_string(GetCurrentProcessId()) + "-" +
         std::to_string(++count);
}

class PipeClient final : public RudeClient {
 public:
  explicit PipeClient(OwnedHandle pipe) : pipe_(std::move(pipe)) {}

 private:
  OwnedHandle pipe_;
};

}  // namespace

// Pipes are gone with their servers, so there is no place to keep.
struct ControlAddress::Place {};

ControlAddress::ControlAddress() : path_(fresh_name()) {}
ControlAddress::~ControlAddress() = default;

std::unique_ptr<RudeClient> ControlAddress::call(std::string_view text) const {
  const std::wstring name = to_utf16(path_).value();
  OwnedHandle pipe(CreateFileW(name.c_str(), kTalk, 0, nullptr, OPEN_EXISTING, 0, nullptr));
  DWORD written = 0;
  if (!pipe.is_open() ||
      !WriteFile(pipe.get(), text.data(), static_cast<DWORD>(text.size()), &written, nullptr)) {
    return nullptr;
  }
  return std::make_unique<PipeClient>(std::move(pipe));
}

}  // namespace lockstep
