#include "service/registration/trusted_configuration.h"

#include <fmt/format.h>

#include "base/printable.h"
#include "service/registration/other_writers_linux.h"

namespace lockstep {
namespace {

std::string remedy(const OtherWriter& writer) {
  const std::string path = printable(writer.path);
  if (writer.how == OtherWriter::How::link)
    return fmt::format("name the real file, not '{}'", path);
  if (writer.how == OtherWriter::How::owner) return fmt::format("chown root '{}'", path);
  if (writer.how == OtherWriter::How::access_list) return fmt::format("setfacl -b '{}'", path);
  return fmt::format("chmod go-w '{}'", path);
}

}  // namespace

// Nothing needs to be held: only trusted users can replace the file that was judged, since all
// folders on the way were judged, too.
Result<TrustedConfiguration> trust_configuration(const std::string& path) {
  const auto writer = find_other_writer(path);
  if (!writer) return failure(writer.error().within("see who may write to", printable(path)));
  if (!*writer) return TrustedConfiguration{path, nullptr};
  return failure(ErrorKind::invalid,
                 fmt::format("'{}' can be changed by {}, and what the configuration '{}' says "
                             "would be done: {}",
                             printable((*writer)->path), (*writer)->who, printable(path),
                             remedy(**writer)));
}

Result<TrustedConfiguration> trust_typed_configuration(const std::string& path) {
  return trust_configuration(path);
}

// Nothing needs to be done: a folder that root makes below /etc is root's.
Result<void> make_configuration_folder(const std::string& /*path*/) { return {}; }

}  // namespace lockstep
