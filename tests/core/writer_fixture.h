// A pass that has begun and does nothing by itself: all that a writer of the replica needs, over
// two trees whose calls can be made to fail.
#pragma once

#include <memory>
#include <optional>
#include <stop_token>
#include <string>

#include "core/change/replica_writer.h"
#include "core/faulty_mirror.h"
#include "core/look/pair_handles.h"
#include "core/pass/pass_services.h"

namespace lockstep {

struct WriterFixture : FaultyMirror {
  // Begins the pass. To be called when both trees are built and the policy is set.
  void begin() {
    source_root = from.open();
    replica_root = to.open();
    input.emplace(prepare(*source_root, *replica_root));
    services.emplace(*input, policy, stop.get_token());
    context.emplace(make_context(*input, policy, *services, stop.get_token(),
                                 Timestamp::from(input->resources.clock->now())));
    root = make_root_pair(*source_root, *replica_root, services->open_folders);
    root->source_entry = *source_root->examine();
    root->replica_entry = *replica_root->examine();
    writer.emplace(*context);
  }
  // Returns a folder in the root, of both sides.
  [[nodiscard]] std::shared_ptr<Pair> folder(const char* name) {
    auto pair = root->child(name);
    pair->source_entry = examine(*source.open(), name);
    pair->replica_entry = examine(*replica.open(), name);
    return pair;
  }
  // Returns the entry with that path in the replica, as a plan would expect it.
  [[nodiscard]] Entry expected(const std::string& path) { return examine(*replica.open(), path); }

  std::stop_source stop;
  std::unique_ptr<Directory> source_root;
  std::unique_ptr<Directory> replica_root;
  std::optional<PassInput> input;
  std::optional<PassServices> services;
  std::optional<Context> context;
  std::shared_ptr<Pair> root;
  std::optional<ReplicaWriter> writer;
};

}  // namespace lockstep
