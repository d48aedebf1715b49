// The tables of a job's options: its identity, and how it mirrors.

#include <chrono>

#include <fmt/format.h>

#include "app/config/option_values.h"
#include "app/config/options.h"
#include "base/units.h"
#include "platform/system/this_system.h"

namespace lockstep {
namespace {

using Job = JobSettings;

constexpr std::string_view kComparing = "Comparing";
constexpr std::string_view kFiltering = "Filtering";
constexpr std::string_view kRemoving = "Removing";
constexpr std::string_view kMetadata = "Metadata";
constexpr std::string_view kWriting = "Copying";
constexpr std::string_view kLive = "Live";

constexpr Choice<WatchChoice> kWatchChoices[] = {{"auto", WatchChoice::automatic},
                                                 {"off", WatchChoice::off},
                                                 {"inotify", WatchChoice::inotify},
                                                 {"fanotify", WatchChoice::fanotify}};

constexpr Choice<IoPriority> kIoPriorities[] = {
    {"idle", IoPriority::idle}, {"low", IoPriority::low}, {"normal", IoPriority::normal}};

constexpr Choice<Durability> kDurabilities[] = {
    {"pass", Durability::pass}, {"file", Durability::file}, {"none", Durability::none}};

// Makes a --no-… option: the flag that switches `part` of the metadata off.
template <bool MetadataPolicy::* part>
constexpr Option<Job> leave_out(std::string_view name, std::string_view help) {
  return {name,
          "",
          ValueType::flag,
          kMetadata,
          help,
          [](Job& job, std::string_view value) {
            return store(job.policy.metadata.*part, read_flag(value, false, true));
          },
          [](const Job& job) { return flag_text(!(job.policy.metadata.*part)); }};
}

// Refuses an option that was switched on and has no meaning on this system, rather than ignoring
// it.
Result<void> on_windows(Result<void> set, bool switched_on) {
  if (!set || !switched_on || this_system() == System::windows) return set;
  return failure(ErrorKind::invalid, "this is for Windows alone; leave it out here");
}

Result<void> set_removal_limit(Job& job, std::string_view value) {
  const auto limit = parse_limit(value);
  if (!limit) return failure(limit.error());
  job.policy.removal_limit = {.count = limit->count, .percent = limit->percent};
  return {};
}

Values removal_limit(const Job& job) {
  const RemovalLimit& limit = job.policy.removal_limit;
  if (limit.percent) return {fmt::format("{}%", *limit.percent)};
  if (limit.count) return {fmt::format("{}", *limit.count)};
  return {};
}

Result<void> set_full_interval(Job& job, std::string_view value) {
  return store(job.live.full_interval, read_interval(value));
}

Values full_interval(const Job& job) {
  return job.live.full_interval ? Values{interval_text(*job.live.full_interval)} : Values{};
}

Result<void> set_name(Job& job, std::string_view value) {
  if (value.empty()) return failure(ErrorKind::invalid, "the name is empty");
  for (const char character : value) {
    if (static_cast<unsigned char>(character) < ' ' || character == '/' || character == '\x7f') {
      return failure(ErrorKind::invalid, "a name holds neither '/' nor control characters");
    }
  }
  job.name = value;
  return {};
}

constexpr Option<Job> kKeys[] = {
    {"name", "NAME", ValueType::text, "", "what the log and --job call it", set_name,
     [](const Job& job) { return job.name.empty() ? Values{} : Values{job.name}; }},
    {"source", "FOLDER", ValueType::path, "", "what is mirrored; never written",
     [](Job& job, std::string_view value) { return store(job.source, read_folder(value)); },
     [](const Job& job) { return Values{job.source}; }},
    {"replica", "FOLDER", ValueType::path, "", "what becomes an identical copy",
     [](Job& job, std::string_view value) { return store(job.replica, read_folder(value)); },
     [](const Job& job) { return Values{job.replica}; }},
    {"interval", "INTERVAL", ValueType::number_or_text, "",
     "how often a pass begins: 60 (seconds), 90s, 1h30m, 250ms",
     [](Job& job, std::string_view value) { return store(job.interval, read_interval(value)); },
     [](const Job& job) { return Values{interval_text(job.interval)}; }},
    {.name = "enabled",
     .argument = "",
     .type = ValueType::flag,
     .group = "",
     .help = "false: this job is left alone until somebody names it (--job)",
     .set = [](Job& job, std::string_view value) { return store(job.enabled, read_flag(value)); },
     .get = [](const Job& job) { return flag_text(job.enabled); },
     .availability = Availability::configuration_only},
};

// The order matters: a configuration's patterns of one job are taken in the order of this table.
constexpr Option<Job> kOptions[] = {
    {"checksum", "", ValueType::flag, kComparing,
     "compare the content of every file, not only of those whose size agrees and mtime does not",
     [](Job& job, std::string_view value) {
       return store(job.policy.comparison,
                    read_flag(value, Comparison::content, Comparison::size_and_time));
     },
     [](const Job& job) { return flag_text(job.policy.comparison == Comparison::content); }},

    {"exclude-from", "FILE", ValueType::paths, kFiltering,
     "take patterns from FILE, one a line, as --exclude does",
     [](Job& job, std::string_view value) {
       return append(job.patterns, read_patterns_from(value));
     },
     nullptr},
    {"exclude", "PATTERN", ValueType::texts, kFiltering,
     "leave out what matches this gitignore-style pattern: neither copied nor removed; the last "
     "match wins",
     [](Job& job, std::string_view value) { return append(job.patterns, read_pattern(value)); },
     [](const Job& job) { return job.patterns; }},
    {"include", "PATTERN", ValueType::texts, kFiltering, "the same as --exclude '!PATTERN'",
     [](Job& job, std::string_view value) {
       return append(job.patterns, read_pattern(std::string("!").append(value)));
     },
     nullptr},
    {"delete-excluded", "", ValueType::flag, kFiltering, "remove from the replica what is excluded",
     [](Job& job, std::string_view value) {
       return store(job.policy.excluded,
                    read_flag(value, ExcludedEntries::remove, ExcludedEntries::keep));
     },
     [](const Job& job) { return flag_text(job.policy.excluded == ExcludedEntries::remove); }},
    {"one-file-system", "", ValueType::flag, kFiltering,
     "do not enter other volumes below the source",
     [](Job& job, std::string_view value) {
       return store(job.policy.volumes,
                    read_flag(value, Volumes::stay_on_source_volume, Volumes::enter_all));
     },
     [](const Job& job) {
       return flag_text(job.policy.volumes == Volumes::stay_on_source_volume);
     }},

    {"no-delete", "", ValueType::flag, kRemoving, "never remove from the replica",
     [](Job& job, std::string_view value) {
       return store(job.policy.removals, read_flag(value, Removals::never, Removals::allowed));
     },
     [](const Job& job) { return flag_text(job.policy.removals == Removals::never); }},
    {"max-delete", "N|N%", ValueType::number_or_text, kRemoving,
     "hold removals when there are more than this, or than this percentage of the replica's "
     "entries",
     set_removal_limit, removal_limit, "50%, but at least 10"},
    {"approve", "", ValueType::flag, kRemoving,
     "for this pass, let through held removals, a first pass into a foreign folder, another volume",
     [](Job& job, std::string_view value) { return store(job.policy.approve, read_flag(value)); },
     [](const Job& job) { return flag_text(job.policy.approve); }},
    {"allow-empty-source", "", ValueType::flag, kRemoving,
     "for this pass, an emptied source may empty the replica",
     [](Job& job, std::string_view value) {
       return store(job.policy.allow_empty_source, read_flag(value));
     },
     [](const Job& job) { return flag_text(job.policy.allow_empty_source); }},

    leave_out<&MetadataPolicy::owners>("no-owner", "leave out owner and group"),
    leave_out<&MetadataPolicy::modes>("no-perms", "leave out permission bits"),
    leave_out<&MetadataPolicy::times>("no-times", "leave out modification times"),
    leave_out<&MetadataPolicy::attributes>("no-xattrs", "leave out extended attributes"),
    leave_out<&MetadataPolicy::access_control_lists>("no-acls", "leave out POSIX ACLs"),
    leave_out<&MetadataPolicy::hard_links>("no-hard-links",
                                           "copy every name of a file as a file of its own"),
    {"acls", "", ValueType::flag, kMetadata, "Windows only: mirror owner and security descriptors",
     [](Job& job, std::string_view value) {
       auto set = store(job.security_descriptors, read_flag(value));
       return on_windows(std::move(set), job.security_descriptors);
     },
     [](const Job& job) { return flag_text(job.security_descriptors); }},

    {"durability", "WHEN", ValueType::text, kWriting,
     "flush to the disk once per batch of files (pass), after every file (file), or leave it to "
     "the system (none)",
     [](Job& job, std::string_view value) {
       return store(job.policy.durability, read_choice(value, kDurabilities));
     },
     [](const Job& job) { return choice_text(job.policy.durability, kDurabilities); }},
    {"verify-writes", "", ValueType::flag, kWriting,
     "read every written file back before it is published",
     [](Job& job, std::string_view value) {
       return store(job.policy.verification,
                    read_flag(value, WriteVerification::read_back, WriteVerification::none));
     },
     [](const Job& job) {
       return flag_text(job.policy.verification == WriteVerification::read_back);
     }},
    {"recall", "", ValueType::flag, kWriting,
     "Windows only: fetch files whose content is in a cloud or offline, instead of naming each as "
     "a problem",
     [](Job& job, std::string_view value) {
       auto set = store(job.policy.offline_files,
                        read_flag(value, OfflineFiles::fetch, OfflineFiles::leave));
       return on_windows(std::move(set), job.policy.offline_files == OfflineFiles::fetch);
     },
     [](const Job& job) { return flag_text(job.policy.offline_files == OfflineFiles::fetch); }},
    {"bwlimit", "RATE", ValueType::number_or_text, kWriting,
     "bytes a second read for copies, such as 20M; 0 is unlimited",
     [](Job& job, std::string_view value) {
       return store(job.policy.bytes_per_second, read_size(value, 0));
     },
     [](const Job& job) { return Values{size_text(job.policy.bytes_per_second)}; }},
    {"threads", "N", ValueType::number, kWriting,
     "workers; 0 takes what suits the machine and the volume",
     [](Job& job, std::string_view value) {
       return store(job.policy.threads, read_number(value, 0, 1024));
     },
     [](const Job& job) { return Values{fmt::format("{}", job.policy.threads)}; }},
    {"io-priority", "CLASS", ValueType::text, kWriting,
     "idle: use the disk only when nobody else does; low: after the others; normal",
     [](Job& job, std::string_view value) {
       return store(job.priority.io, read_choice(value, kIoPriorities));
     },
     [](const Job& job) { return choice_text(job.priority.io, kIoPriorities); }},
    {"nice", "N", ValueType::number, kWriting,
     "0 to 19: how far other programs go first when the processor is busy",
     [](Job& job, std::string_view value) {
       return store(job.priority.nice, read_number(value, 0, 19));
     },
     [](const Job& job) { return Values{fmt::format("{}", job.priority.nice)}; }},

    {.name = "watch",
     .argument = "MODE",
     .type = ValueType::text,
     .group = kLive,
     .help = "follow changes of the source as they happen: auto, off; inotify, fanotify (Linux): "
             "by no other means",
     .set = [](Job& job, std::string_view value) {
       return store(job.live.watch, read_choice(value, kWatchChoices));
     },
     .get = [](const Job& job) { return choice_text(job.live.watch, kWatchChoices); },
     .availability = Availability::run_and_configuration},
    {.name = "settle",
     .argument = "DURATION",
     .type = ValueType::number_or_text,
     .group = kLive,
     .help = "copy a changed file only when it has been left alone for so long",
     .set = [](Job& job, std::string_view value) { return store(job.live.settle, read_interval(value)); },
     .get = [](const Job& job) { return Values{interval_text(job.live.settle)}; },
     .availability = Availability::run_and_configuration},
    {.name = "full-interval",
     .argument = "DURATION",
     .type = ValueType::number_or_text,
     .group = kLive,
     .help = "how often everything is compared while changes are followed",
     .set = set_full_interval,
     .get = full_interval,
     .when_unset = "from the interval",
     .availability = Availability::run_and_configuration},
};

}  // namespace

OptionTable<JobSettings> job_keys() { return {"job", "", kKeys}; }
OptionTable<JobSettings> job_options() { return {"job", "", kOptions}; }

}  // namespace lockstep
