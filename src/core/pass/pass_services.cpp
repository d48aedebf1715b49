#include "core/pass/pass_services.h"


namespace lockstep {
namespace {

std::map<std::string, Capabilities> known_capabilities(const PassInput& input) {
  if (input.memory.record == nullptr) return {};
  return input.memory.record->capabilities;
}

// Without a record nothing is known of what a partial pass does not look at.
const PartialPass* partial_of(const PassInput& input) {
  return input.memory.record != nullptr ? input.partial : nullptr;
}

// A third is left for staged files (pass.cpp), and some for what the workers have in hand.
std::size_t open_folder_limit(const PassInput& input) { return input.resources.open_files * 2 / 5; }

}  // namespace

PassServices::PassServices(const PassInput& input, const MirrorPolicy& policy,
                           const std::stop_token& stop)
    : report(input.observer, input.progress, input.roots.source_path, input.roots.replica_path,
             partial_of(input) != nullptr ? Report::Again::looks_soon : Report::Again::next_pass),
      open_folders(open_folder_limit(input)),
      volumes(known_capabilities(input), report),
      doubts(input.memory.record),
      source_files(*input.resources.clock, *input.progress, stop),
      seen_folders(input.memory.record != nullptr ? input.memory.folders : nullptr),
      rate_limit(policy.bytes_per_second, *input.resources.clock) {}

MirrorPolicy effective_policy(const PassInput& input, PassKind kind) {
  MirrorPolicy policy = *input.policy;
  if (kind == PassKind::verify) {
    policy.comparison = Comparison::content;
    // An entry that only the replica has is a difference, whatever a pass would do about it.
    policy.removals = Removals::allowed;
    policy.fingerprint += " verify";  // the record vouches for nothing
  }
  // An unprivileged pass compares no owners, so its record must not vouch for a privileged one.
  if (!input.rights.change_owners) policy.fingerprint += " without privilege";
  return policy;
}

Context make_context(const PassInput& input, const MirrorPolicy& policy, PassServices& services,
                     const std::stop_token& stop, Timestamp start) {
  RateLimit* const shared_rate = input.resources.rate_limit;
  return {
      .policy = policy,
      .rights = input.rights,
      .roots = {.replica = input.roots.replica, .above_replica = input.roots.above_replica},
      .memory = {.record = input.memory.record,
                 .trust = judge_trust(input, policy, start),
                 .known_mounts = policy.approve ? KnownMounts()
                                                : known_mounts(input.memory.record, input.approval),
                 .doubts = services.doubts,
                 .seen_folders = services.seen_folders,
                 .known_equal = input.memory.known_equal},
      .resources = {.pool = *input.resources.pool,
                    .clock = *input.resources.clock,
                    .rate_limit = shared_rate != nullptr ? shared_rate : &services.rate_limit},
      .report = services.report,
      .volumes = services.volumes,
      .source_files = services.source_files,
      .stop = stop,
      .drop = input.drop.stop_possible() ? input.drop : stop,
      .watch = input.watch,
      .partial = partial_of(input)};
}

}  // namespace lockstep
