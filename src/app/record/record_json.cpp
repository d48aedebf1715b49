#include "app/record/record_json.h"

#include <charconv>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace lockstep {
namespace {

using Json = nlohmann::ordered_json;

constexpr int kVersion = 1;

Json time_json(const std::optional<Timestamp>& time) {
  if (!time) return nullptr;
  return {{"seconds", time->seconds}, {"nanoseconds", time->nanoseconds}};
}

std::optional<Timestamp> time_from(const Json& json) {
  if (json.is_null()) return std::nullopt;
  return Timestamp{json.at("seconds").get<std::int64_t>(),
                   json.at("nanoseconds").get<std::uint32_t>()};
}

std::string text_from(const Json& json) {
  return percent_decode(json.get_ref<const std::string&>());
}

// Calls `field(name, member)` for each member, for writing and for reading.
template <typename SomeCapabilities, typename Field>
void for_each_field(SomeCapabilities& can, const Field& field) {
  field("granularity", can.granularity);
  field("granularity_known", can.granularity_known);
  field("earliest_seconds", can.earliest_seconds);
  field("latest_seconds", can.latest_seconds);
  field("owners", can.owners);
  field("modes", can.modes);
  field("set_id_bits", can.set_id_bits);
  field("attributes", can.attributes);
  field("privileged_attributes", can.privileged_attributes);
  field("access_control_lists", can.access_control_lists);
  field("attribute_refused_bytes", can.attribute_space.refused_one);
  field("attributes_refused_bytes", can.attribute_space.refused_all);
  field("attributes_held_bytes", can.attribute_space.held_all);
  field("creation_times", can.creation_times);
  field("hard_links", can.hard_links);
  field("most_links", can.most_links);
  field("links_across_folders", can.links_across_folders);
  field("symlinks", can.symlinks);
  field("specials", can.specials);
  field("unnamed_files", can.unnamed_files);
  field("case_sensitive", can.case_sensitive);
  field("keeps_case", can.keeps_case);
  field("keeps_form", can.keeps_form);
}

Json capabilities_json(const Capabilities& capabilities) {
  Json json;
  for_each_field(capabilities,
                 [&json](const char* name, const auto& value) { json[name] = value; });
  return json;
}

Capabilities capabilities_from(const Json& json) {
  Capabilities capabilities;
  // An older version's record knows fewer capabilities; one that it does not name was never found
  // lacking.
  for_each_field(capabilities, [&json](const char* name, auto& value) {
    if (json.contains(name)) json.at(name).get_to(value);
  });
  return capabilities;
}

std::vector<std::string> texts_from(const Json& json) {
  std::vector<std::string> texts;
  for (const Json& text : json) texts.push_back(text_from(text));
  return texts;
}

std::vector<std::string> paths_from(const Json& json) {
  std::vector<std::string> paths = texts_from(json);
  std::ranges::sort(paths);  // somebody may have edited them
  return paths;
}

Json paths_json(const std::vector<std::string>& paths) {
  Json json = Json::array();
  for (const std::string& path : paths) json.push_back(percent_encode(path));
  return json;
}

LeftOutRecord left_out_from(const Json& json) {
  return {texts_from(json.at("patterns")), json.at("other_volumes").get<bool>()};
}

Json left_out_json(const LeftOutRecord& left_out) {
  // The order of patterns counts.
  return {{"patterns", paths_json(left_out.patterns)}, {"other_volumes", left_out.other_volumes}};
}

// Reads mounts. Their paths and their known volumes are two fields, since an older version wrote
// only the paths.
Mounts mounts_from(const Json& paths) {
  Mounts mounts;
  for (const Json& path : paths) mounts.emplace(text_from(path), "");
  return mounts;
}

void add_volumes(const Json& volumes, Mounts& mounts) {
  for (const auto& [path, identity] : volumes.items()) {
    const auto mount = mounts.find(percent_decode(path));
    if (mount != mounts.end()) mount->second = text_from(identity);
  }
}

Json mount_paths_json(const Mounts& mounts) {
  Json json = Json::array();
  for (const auto& [path, identity] : mounts) json.push_back(percent_encode(path));
  return json;
}

Json mounted_json(const Mounts& mounts) {
  Json json = Json::object();
  for (const auto& [path, identity] : mounts) {
    if (!identity.empty()) json[percent_encode(path)] = percent_encode(identity);
  }
  return json;
}

RootRecord root_from(const Json& json) {
  return {text_from(json.at("folder")), time_from(json.at("changed")).value_or(Timestamp())};
}

Json root_json(const RootRecord& root) {
  return {{"folder", percent_encode(root.folder)}, {"changed", time_json(root.changed)}};
}

StoredRecord stored_from(const Json& json) {
  StoredRecord stored;
  stored.source = text_from(json.at("source"));
  stored.replica = text_from(json.at("replica"));
  PairRecord& record = stored.record;
  record.source.volume = text_from(json.at("source_volume"));
  record.replica.volume = text_from(json.at("replica_volume"));
  if (json.contains("named_source")) {
    record.named_source = text_from(json.at("named_source"));
    json.at("other_source_since").get_to(record.other_source_since);
  }
  record.source.mounts = mounts_from(json.at("nested_mounts"));
  // An older version's record knows nothing about the replica's mounts.
  if (json.contains("replica_mounts")) {
    record.replica.mounts = mounts_from(json.at("replica_mounts").at("paths"));
    json.at("replica_mounts").at("complete").get_to(record.complete_pass.found_replica_mounts);
  }
  if (json.contains("mounted")) {
    add_volumes(json.at("mounted").at("source"), record.source.mounts);
    add_volumes(json.at("mounted").at("replica"), record.replica.mounts);
  }
  json.at("first_pass_pending").get_to(record.first_pass.pending);
  record.complete_pass.start = time_from(json.at("complete_pass").at("start"));
  record.complete_pass.end = time_from(json.at("complete_pass").at("end"));
  record.complete_pass.was_idle = json.at("complete_pass").at("idle").get<bool>();
  if (json.contains("left_out")) record.complete_pass.left_out = left_out_from(json.at("left_out"));
  // An older version's record does not know the roots.
  if (json.contains("roots")) {
    record.source.compared = root_from(json.at("roots").at("source"));
    record.replica.compared = root_from(json.at("roots").at("replica"));
  }
  if (json.contains("root_folders")) {
    record.source.folder = text_from(json.at("root_folders").at("source"));
    record.replica.folder = text_from(json.at("root_folders").at("replica"));
    record.source.volume_name = text_from(json.at("volume_names").at("source"));
    record.replica.volume_name = text_from(json.at("volume_names").at("replica"));
    record.known_source_volumes = paths_from(json.at("known_source_volumes"));
    record.approved_links = paths_from(json.at("approved_links"));
  }
  if (json.contains("first_pass")) {
    record.first_pass.unread_folders = paths_from(json.at("first_pass").at("unseen"));
    record.first_pass.accepted_replica = text_from(json.at("first_pass").at("replica"));
    if (json.at("first_pass").contains("start"))
      record.first_pass.start = time_from(json.at("first_pass").at("start"));
  }
  if (json.contains("in_doubt")) {
    record.in_doubt.files = paths_from(json.at("in_doubt").at("files"));
    record.in_doubt.all_from = time_from(json.at("in_doubt").at("all_from"));
    if (json.at("in_doubt").contains("folders")) {
      json.at("in_doubt").at("folders").get_to(record.in_doubt.folders);
      std::ranges::sort(record.in_doubt.folders);
    }
  }
  record.complete_pass.policy_fingerprint = text_from(json.at("policy"));
  if (json.contains("folder_identities"))
    record.folder_identities = text_from(json.at("folder_identities"));
  for (const auto& [identity, capabilities] : json.at("capabilities").items()) {
    record.capabilities[percent_decode(identity)] = capabilities_from(capabilities);
  }
  const Json& held = json.at("held");
  held.at("removals").get_to(record.held.removals);
  held.at("newer").get_to(record.held.newer);
  held.at("empty_source").get_to(record.held.empty_source);
  held.at("first_pass").get_to(record.held.first_pass);
  if (held.contains("roots")) record.held.roots = paths_from(held.at("roots"));
  if (held.contains("lost_mounts")) {
    record.held.lost_mounts = paths_from(held.at("lost_mounts"));
    record.held.changed_mounts = paths_from(held.at("changed_mounts"));
  }
  return stored;
}

}  // namespace

std::string percent_encode(std::string_view bytes) {
  std::string text;
  for (const char byte : bytes) {
    if (byte < ' ' || byte > '~' || byte == '%') {
      text += fmt::format("%{:02X}", static_cast<unsigned char>(byte));
    } else {
      text += byte;
    }
  }
  return text;
}

std::string percent_decode(std::string_view text) {
  std::string bytes;
  for (std::size_t at = 0; at < text.size(); ++at) {
    unsigned value = 0;
    const char* const digits = text.data() + at + 1;
    if (text[at] == '%' && at + 2 < text.size() &&
        std::from_chars(digits, digits + 2, value, 16).ptr == digits + 2) {
      bytes += static_cast<char>(value);
      at += 2;
    } else {
      bytes += text[at];
    }
  }
  return bytes;
}

std::string to_json(const StoredRecord& stored) {
  const PairRecord& record = stored.record;
  Json json;
  json["version"] = kVersion;
  json["source"] = percent_encode(stored.source);
  json["replica"] = percent_encode(stored.replica);
  json["named_source"] = percent_encode(record.named_source);
  json["other_source_since"] = record.other_source_since;
  json["source_volume"] = percent_encode(record.source.volume);
  json["replica_volume"] = percent_encode(record.replica.volume);
  json["root_folders"] = {{"source", percent_encode(record.source.folder)},
                          {"replica", percent_encode(record.replica.folder)}};
  json["volume_names"] = {{"source", percent_encode(record.source.volume_name)},
                          {"replica", percent_encode(record.replica.volume_name)}};
  json["known_source_volumes"] = paths_json(record.known_source_volumes);
  json["approved_links"] = paths_json(record.approved_links);
  json["first_pass_pending"] = record.first_pass.pending;
  json["first_pass"] = {{"unseen", paths_json(record.first_pass.unread_folders)},
                        {"replica", percent_encode(record.first_pass.accepted_replica)},
                        {"start", time_json(record.first_pass.start)}};
  json["nested_mounts"] = mount_paths_json(record.source.mounts);
  json["replica_mounts"] = {{"paths", mount_paths_json(record.replica.mounts)},
                            {"complete", record.complete_pass.found_replica_mounts}};
  json["mounted"] = {{"source", mounted_json(record.source.mounts)},
                     {"replica", mounted_json(record.replica.mounts)}};
  json["complete_pass"] = {{"start", time_json(record.complete_pass.start)},
                           {"end", time_json(record.complete_pass.end)},
                           {"idle", record.complete_pass.was_idle}};
  json["roots"] = {{"source", root_json(record.source.compared)},
                   {"replica", root_json(record.replica.compared)}};
  json["in_doubt"] = {{"files", paths_json(record.in_doubt.files)},
                      {"folders", record.in_doubt.folders},
                      {"all_from", time_json(record.in_doubt.all_from)}};
  json["policy"] = percent_encode(record.complete_pass.policy_fingerprint);
  json["folder_identities"] = percent_encode(record.folder_identities);
  if (record.complete_pass.left_out)
    json["left_out"] = left_out_json(*record.complete_pass.left_out);
  json["capabilities"] = Json::object();
  for (const auto& [identity, capabilities] : record.capabilities) {
    json["capabilities"][percent_encode(identity)] = capabilities_json(capabilities);
  }
  json["held"] = {{"removals", record.held.removals},
                  {"newer", record.held.newer},
                  {"empty_source", record.held.empty_source},
                  {"first_pass", record.held.first_pass},
                  {"roots", paths_json(record.held.roots)},
                  {"lost_mounts", paths_json(record.held.lost_mounts)},
                  {"changed_mounts", paths_json(record.held.changed_mounts)}};
  return json.dump(2) + "\n";
}

Result<StoredRecord> record_from_json(const std::string& text) {
  try {
    const Json json = Json::parse(text);
    const int version = json.at("version").get<int>();
    if (version != kVersion) {
      return failure(ErrorKind::invalid,
                     fmt::format("it has format {}, this program knows {}", version, kVersion));
    }
    return stored_from(json);
  } catch (const nlohmann::json::exception& problem) {
    return failure(ErrorKind::invalid, problem.what());
  }
}

}  // namespace lockstep
