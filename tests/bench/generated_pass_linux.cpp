// generated_pass MILLIONS [FILES]: makes two unchanged passes of the engine over two equal trees of
// so many million entries, FILES in each folder, that exist only while they are looked at. Prints
// the process's peak memory in KiB: what the engine itself needs, without the system's caches.
#include <algorithm>
#include <cstdio>
#include <fstream>
#include <string>

#include <fmt/format.h>

#include "base/worker_pool.h"
#include "bench/generated_folder.h"
#include "core/pass/pass.h"

namespace lockstep::bench {
namespace {

class Problems final : public Observer {
 public:
  void on_event(const Event& event) override {
    if (event.kind != EventKind::notice) fmt::print(stderr, "unexpected: {}\n", event.path);
  }
};

// Returns KiB. getrusage(2) has the peak, too, but a process begins there with the peak of the one
// that started it.
long peak_memory() {
  std::ifstream status("/proc/self/status");
  for (std::string word; status >> word;) {
    if (word == "VmHWM:") {
      long kibibytes = 0;
      status >> kibibytes;
      return kibibytes;
    }
  }
  return 0;
}

int run(double millions, std::uint64_t files) {
  // The tree has a hundred folders of files in each of as many folders as it takes.
  const double wanted = millions * 10'000 / static_cast<double>(files);
  const auto hundreds = static_cast<std::uint64_t>(std::max(1.0, wanted));
  const Shape shape{{hundreds, 100}, files};
  const auto source = generated_root(shape, 1);
  const auto replica = generated_root(shape, 2);
  const MirrorPolicy policy;
  const SystemClock clock;
  Problems problems;
  Progress progress;
  WorkerPool pool(2);
  std::optional<PairRecord> record;
  std::optional<FolderIdentities> folders;
  for (int pass = 0; pass < 2; ++pass) {
    PassInput input;
    input.roots.source = source.get();
    input.roots.replica = replica.get();
    input.roots.source_path = "/source";
    input.roots.replica_path = "/replica";
    input.policy = &policy;
    input.memory.record = record ? &*record : nullptr;
    input.rights.change_owners = true;
    input.rights.create_devices = true;
    input.rights.user = 0;
    input.resources.pool = &pool;
    input.observer = &problems;
    input.progress = &progress;
    input.resources.clock = &clock;
    input.memory.folders = folders ? &*folders : nullptr;
    PassOutcome outcome = run_pass(input, {});
    record = std::move(outcome.record);
    if (outcome.folders) folders = std::move(outcome.folders);
    if (outcome.summary.result != PassResult::ok || !outcome.summary.changed_nothing()) return 1;
  }
  // The root counts, too; both passes do.
  if (progress.entries_scanned < shape.entries()) return 1;
  fmt::print("{} entries: {} KiB\n", shape.entries(), peak_memory());
  return 0;
}

}  // namespace
}  // namespace lockstep::bench

int main(int argc, char** argv) {
  if (argc < 2 || argc > 3) {
    fmt::print(stderr, "usage: generated_pass MILLIONS [FILES]\n");
    return 2;
  }
  return lockstep::bench::run(std::stod(argv[1]), argc == 3 ? std::stoull(argv[2]) : 1000);
}
