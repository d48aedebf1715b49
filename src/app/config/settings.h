// The user's choices, from the command line or a configuration. They are plain values that were
// checked when they were read.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/model/policy.h"
#include "platform/system/thread_priority.h"

namespace lockstep {

enum class LogLevel { debug, info, warning, error };
enum class LogFormat { text, json };
enum class ColorChoice { automatic, always, never };

struct LogSettings {
  std::string file;                        // absolute; empty for console only
  LogLevel level = LogLevel::info;
  LogFormat format = LogFormat::text;
  std::uint64_t max_size = 10 * 1024 * 1024;  // bytes
  std::uint64_t max_files = 5;
  bool console = true;
};

struct ConsoleSettings {
  bool quiet = false;                      // shows only problems
  bool brief = false;                      // shows no line of a single entry
  bool verbose = false;                    // shows debug lines, too
  bool progress = true;                    // shown only on a terminal
  bool json = false;  // standard output has only summaries, standard error the log
  ColorChoice color = ColorChoice::automatic;
};

// Whether and how the source is watched for changes between full passes.
enum class WatchChoice { automatic, off, inotify, fanotify };

struct LiveSettings {
  WatchChoice watch = WatchChoice::automatic;
  // A changed name must have been left alone for at least so long before it is copied.
  std::chrono::milliseconds settle{0};
  // How often everything is compared while the job is live; none: from the interval.
  std::optional<std::chrono::milliseconds> full_interval = {};
};

struct JobSettings {
  std::string name;  // empty for the only job, that of a command line
  // The words that a command needs beside the name to mean this job (" --config FILE", " --instance
  // web"). They are empty for a command line and for the configuration that is read when none is
  // named.
  std::string address;
  std::string source;  // absolute
  std::string replica;  // absolute
  bool enabled = true;  // if false, the job is in the configuration but is left alone
  std::chrono::milliseconds interval{60'000};
  LiveSettings live;
  std::vector<std::string> patterns;  // in the order given; --include P is "!P"
  // The policy without the filter, the protected paths and the fingerprint, which `make_policy`
  // adds.
  MirrorPolicy policy;
  bool security_descriptors = false;  // --acls of Windows
  // Set for one pass if the pair is on record the other way round and is to be turned.
  bool reverse = false;
  ThreadPriority priority;
};

struct ServiceSettings {
  std::string state_folder;  // absolute
  unsigned threads = 0;
};

struct Settings {
  ServiceSettings service;
  LogSettings log;
  ConsoleSettings console;
  std::vector<JobSettings> jobs;
};

}  // namespace lockstep
