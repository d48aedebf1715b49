#include "platform/supervision/unix_socket_linux.h"
#include "support/system/control_address.h"
#include "support/system/temporary_folder.h"

namespace lockstep {
namespace {

class SocketClient final : public RudeClient {
 public:
  explicit SocketClient(Descriptor socket) : socket_(std::move(socket)) {}

 private:
  Descriptor socket_;
};

}  // namespace

struct ControlAddress::Place {
  TemporaryFolder folder;
};

ControlAddress::ControlAddress()
    : place_(std::make_unique<Place>()), path_(place_->folder / "run/control.sock") {}
ControlAddress::~ControlAddress() = default;

std::unique_ptr<RudeClient> ControlAddress::call(std::string_view text) const {
  const auto address = SocketAddress::of(path_);
  Descriptor socket = make_unix_socket();
  if (!address || connect(socket.number(), address->get(), SocketAddress::size()) != 0 ||
      send(socket.number(), text.data(), text.size(), MSG_NOSIGNAL) < 0) {
    return nullptr;
  }
  return std::make_unique<SocketClient>(std::move(socket));
}

}  // namespace lockstep
