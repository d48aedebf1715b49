#include "core/pass/pass_services.h"

#include "core/decide/trust.h"

namespace lockstep {
namespace {

std::map<std::string, Capabilities> known_capabilities(const PassInput& input) {
  if (input.record == nullptr) return {};
  return input.record->capabilities;
}

// A third is left for staged files (pass.cpp), and some for what the workers have in hand.
std::size_t open_folder_limit(const PassInput& input) { return input.open_files * 2 / 5; }

}  // namespace

PassServices::PassServices(const PassInput& input, const MirrorPolicy& policy,
                           const std::stop_token& stop)
    : report(input.observer, input.progress, input.source_path, input.replica_path),
      open_folders(open_folder_limit(input)),
      volumes(known_capabilities(input), report),
      doubts(input.record),
      source_files(*input.clock, *input.progress, stop),
      seen_folders(input.record != nullptr ? input.folders : nullptr),
      rate_limit(policy.bytes_per_second, *input.clock) {}

MirrorPolicy effective_policy(const PassInput& input, PassKind kind) {
  MirrorPolicy policy = *input.policy;
  if (kind == PassKind::verify) {
    policy.comparison = Comparison::content;
    // An entry that only the replica has is a difference, whatever a pass would do about it.
    policy.removals = Removals::allowed;
    policy.fingerprint += " verify";  // the record vouches for nothing
  }
  // An unprivileged pass compares no owners, so its record must not vouch for a privileged one.
  if (!input.change_owners) policy.fingerprint += " without privilege";
  return policy;
}

Context make_context(const PassInput& input, const MirrorPolicy& policy, PassServices& services,
                     const std::stop_token& stop, Timestamp start) {
  return {.input = input,
          .policy = policy,
          .report = services.report,
          .open_folders = services.open_folders,
          .volumes = services.volumes,
          .doubts = services.doubts,
          .source_files = services.source_files,
          .seen_folders = services.seen_folders,
          .stop = stop,
          .drop = input.drop.stop_possible() ? input.drop : stop,
          .trusted_before = trusted_before(input, policy, start),
          .doubted_from = doubted_from(input, policy, start),
          .owners = policy.metadata.owners && input.change_owners,
          .rate_limit = input.rate_limit != nullptr ? input.rate_limit : &services.rate_limit,
          .known_mounts =
              policy.approve ? KnownMounts() : known_mounts(input.record, input.approval),
          .left_out_then = LeftOutThen(input.record, policy)};
}

}  // namespace lockstep
