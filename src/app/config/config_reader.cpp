#include "app/config/config_reader.h"

#include <filesystem>
#include <optional>
#include <string>

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <toml++/toml.h>

#include "app/config/options.h"
#include "app/config/remote_name.h"
#include "base/nearest.h"
#include "base/printable.h"

namespace lockstep {
namespace {

Position place_of(const toml::source_region& region) {
  return {region.begin.line, region.begin.column};
}

std::string_view describe(const toml::node& node) {
  switch (node.type()) {
    case toml::node_type::string:
      return "a text";
    case toml::node_type::integer:
      return "a whole number";
    case toml::node_type::floating_point:
      return "a number with a fraction";
    case toml::node_type::boolean:
      return "true or false";
    case toml::node_type::array:
      return "a list";
    case toml::node_type::table:
      return "a table";
    default:
      return "a date or time";
  }
}

std::string_view describe(ValueType type) {
  switch (type) {
    case ValueType::flag:
      return "true or false";
    case ValueType::number:
      return "a whole number";
    case ValueType::text:
      return "a text in quotes";
    case ValueType::path:
      return "a path in quotes";
    case ValueType::number_or_text:
      return "a whole number or a text in quotes";
    case ValueType::texts:
      return "a list of texts, such as [\"*.tmp\", \"/cache/\"]";
    case ValueType::paths:
      return "a list of paths";
  }
  return "";
}

// Returns one value as the text that an option reads; none if it has the wrong type.
std::optional<std::string> scalar_text(const toml::node& node, ValueType type) {
  if (const auto* flag = node.as_boolean()) {
    if (type == ValueType::flag) return flag->get() ? "true" : "false";
  } else if (const auto* number = node.as_integer()) {
    if (type == ValueType::number || type == ValueType::number_or_text)
      return fmt::format("{}", number->get());
  } else if (const auto* text = node.as_string()) {
    if (type != ValueType::flag && type != ValueType::number) return text->get();
  }
  return std::nullopt;
}

bool is_absolute(const std::string& path) {
  return std::filesystem::path(std::u8string(path.begin(), path.end())).is_absolute();
}

// Adds the sections that know `key`, even if it is spelt as on the command line ("log_file").
template <typename Target>
void add_sections_with(std::string_view key, const OptionTable<Target>& table,
                       std::vector<std::string>& found) {
  for (const auto& option : table.options) {
    const std::string spelt_out = fmt::format("{}_{}", table.section, option.key());
    if (option.key() == key) {
      found.push_back(table.section == "job" ? "[[job]]" : fmt::format("[{}]", table.section));
    } else if (!table.prefix.empty() && spelt_out == key) {
      found.push_back(fmt::format("[{}] as '{}'", table.section, option.key()));
    }
  }
}

std::vector<std::string> sections_with(std::string_view key) {
  std::vector<std::string> found;
  add_sections_with(key, service_keys(), found);
  add_sections_with(key, log_options(), found);
  add_sections_with(key, console_options(), found);
  add_sections_with(key, job_keys(), found);
  add_sections_with(key, job_options(), found);
  return found;
}

class Reader {
 public:
  Reader(Findings& findings, const std::string& home) : findings_(findings), home_(home) {}

  // Sets the options of `target` from the keys of `table`. A key that none of the sections knows is
  // a finding, unless it is one of `others`.
  template <typename Target>
  void read(const toml::table& table, const std::vector<OptionTable<Target>>& sections,
            Target& target, std::string_view where, std::vector<std::string> others = {}) {
    std::vector<std::string> known = std::move(others);
    for (const auto& section : sections) {
      for (const Option<Target>& option : section.options) {
        const std::string key = option.key();
        if (const toml::node* node = table.get(key)) read_values(*node, key, option, target);
        known.push_back(key);
      }
    }
    report_unknown(table, known, where);
  }

  void read_jobs(const toml::node& node, const JobSettings& defaults, ConfigDraft& draft) {
    const auto* jobs = node.as_array();
    if (jobs == nullptr) {
      findings_.add(place_of(node.source()), "a job begins with [[job]], in double brackets");
      return;
    }
    for (const toml::node& job : *jobs) {
      if (const auto* table = job.as_table()) {
        read_job(*table, defaults, draft);
      } else {
        findings_.add(place_of(job.source()),
                      fmt::format("a job is a table, not {}", describe(job)));
      }
    }
  }

  const toml::table* section(const toml::table& root, std::string_view name) {
    const toml::node* node = root.get(name);
    if (node == nullptr) return nullptr;
    if (node->as_table() == nullptr) {
      findings_.add(place_of(node->source()),
                    fmt::format("'{}' is a section: write [{}]", name, name));
    }
    return node->as_table();
  }

 private:
  template <typename Target>
  void read_values(const toml::node& node, const std::string& key, const Option<Target>& option,
                   Target& target) {
    const auto* list = node.as_array();
    if (list == nullptr || (option.type != ValueType::texts && option.type != ValueType::paths)) {
      read_value(node, key, option, target);
      return;
    }
    for (const toml::node& element : *list) read_value(element, key, option, target);
  }

  template <typename Target>
  void read_value(const toml::node& node, const std::string& key, const Option<Target>& option,
                  Target& target) {
    const Position where = place_of(node.source());
    auto text = scalar_text(node, option.type);
    if (!text) {
      findings_.add(
          where, fmt::format("'{}' wants {}, not {}", key, describe(option.type), describe(node)));
      return;
    }
    const bool is_path = option.type == ValueType::path || option.type == ValueType::paths;
    if (is_path) text = with_home(*text);
    if (option.type == ValueType::path && !is_absolute(*text)) {
      if (const auto local = refuse_remote(*text); !local) {
        findings_.add(where, fmt::format("{}: {}", key, local.error().message()));
        return;
      }
    }
    if (is_path && !text->empty() && !is_absolute(*text)) {
      findings_.add(where, fmt::format("'{}' wants an absolute path; '{}' is relative", key,
                                       printable(*text)));
      return;
    }
    if (const auto set = option.set(target, *text); !set) {
      findings_.add(where, fmt::format("{}: {}", key, set.error().message()));
    }
  }

  void read_job(const toml::table& table, const JobSettings& defaults, ConfigDraft& draft) {
    JobSettings job = defaults;
    read<JobSettings>(table, {job_keys(), job_options()}, job, "a job");
    JobPlace place;
    place.job = place_of(table.source());
    place.name = place_of_required(table, "name", place.job);
    place.source = place_of_required(table, "source", place.job);
    place.replica = place_of_required(table, "replica", place.job);
    draft.settings.jobs.push_back(std::move(job));
    draft.places.push_back(place);
  }

  Position place_of_required(const toml::table& job, std::string_view key, Position otherwise) {
    if (const toml::node* node = job.get(key)) return place_of(node->source());
    findings_.add(otherwise, fmt::format("this job has no {}", key));
    return otherwise;
  }

  void report_unknown(const toml::table& table, const std::vector<std::string>& known,
                      std::string_view where) {
    const std::vector<std::string_view> names(known.begin(), known.end());
    for (const auto& [key, node] : table) {
      if (std::find(known.begin(), known.end(), key.str()) != known.end()) continue;
      std::string what = fmt::format("'{}' is not a key of {}", printable(key.str()), where);
      const auto elsewhere = sections_with(key.str());
      if (!elsewhere.empty()) {
        what += fmt::format("; it belongs in {}", fmt::join(elsewhere, " or "));
      } else if (const auto meant = nearest(key.str(), names)) {
        what += fmt::format("; did you mean '{}'?", *meant);
      }
      findings_.add(place_of(key.source()), std::move(what));
    }
  }

  // Replaces the beginning of "~/x" and "$HOME/x", if it is known whose home that is.
  [[nodiscard]] std::string with_home(const std::string& path) const {
    if (home_.empty()) return path;
    for (const std::string_view prefix : {"~", "$HOME"}) {
      if (path == prefix || path.starts_with(std::string(prefix) + "/"))
        return home_ + path.substr(prefix.size());
    }
    return path;
  }

  Findings& findings_;
  const std::string& home_;
};

// Returns the options that may stand at the top for every job: they say how it mirrors and how
// often, not which folders.
std::vector<OptionTable<JobSettings>> shared_job_options() {
  const auto keys = job_keys();
  for (std::size_t index = 0; index < keys.options.size(); ++index) {
    if (keys.options[index].name == "interval") {
      return {{keys.section, keys.prefix, keys.options.subspan(index, 1)}, job_options()};
    }
  }
  return {job_options()};
}

void read_root(const toml::table& root, ConfigDraft& draft, const std::string& home,
               Findings& findings) {
  Reader reader(findings, home);
  JobSettings shared;
  reader.read<JobSettings>(root, shared_job_options(), shared, "a configuration's top",
                           {"service", "log", "console", "job"});
  Settings& settings = draft.settings;
  if (const auto* table = reader.section(root, "service")) {
    reader.read<ServiceSettings>(*table, {service_keys()}, settings.service, "[service]");
  }
  if (const auto* table = reader.section(root, "log")) {
    reader.read<LogSettings>(*table, {log_options()}, settings.log, "[log]");
  }
  if (const auto* table = reader.section(root, "console")) {
    reader.read<ConsoleSettings>(*table, {console_options()}, settings.console, "[console]");
  }
  if (const toml::node* jobs = root.get("job")) reader.read_jobs(*jobs, shared, draft);
}

}  // namespace

ConfigDraft read_toml(std::string_view text, Settings defaults, const std::string& home,
                      Findings& findings) {
  ConfigDraft draft{std::move(defaults), {}};
  draft.settings.jobs.clear();
  try {
    read_root(toml::parse(text), draft, home, findings);
  } catch (const toml::parse_error& error) {
    findings.add(place_of(error.source()), printable(error.description()));
  }
  return draft;
}

}  // namespace lockstep
