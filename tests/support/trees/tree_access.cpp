#include "support/trees/tree_access.h"

#include "support/faults/operation.h"

namespace lockstep {

namespace {

constexpr Name kTemporary = ".lockstep-00000000000000ff";

void collect(Directory& folder, const std::string& prefix, std::vector<std::string>& paths) {
  const Listing listing = expect(folder.list(), "list", prefix);
  for (const Entry& entry : listing.entries) {
    paths.push_back(prefix + std::string(entry.name));
    if (entry.unreadable || entry.kind != EntryKind::directory) continue;
    const std::string path = paths.back();
    collect(*expect(folder.open_directory(entry.name), "open", path), path + "/", paths);
  }
}

void remove_below(Directory& folder, const std::string& path) {
  const Listing listing = expect(folder.list(), "list", path);
  for (const Entry& entry : listing.entries) {
    const std::string below = path + "/" + std::string(entry.name);
    if (entry.kind == EntryKind::directory) {
      remove_below(*expect(folder.open_directory(entry.name), "open", below), below);
      expect(folder.remove_directory(entry.name), "remove folder", below);
    } else {
      expect(folder.remove(entry.name), "remove", below);
    }
  }
}

}  // namespace

TreeError::TreeError(const std::string& what, const std::string& path, const Error& error)
    : std::runtime_error(what + " '" + path + "': " + error.message() + " (" +
                         std::string(name_of(error.kind())) + ")"),
      kind_(error.kind()) {}

FolderAt::FolderAt(Directory& root, const std::string& path) : folder_(&root) {
  std::size_t begin = 0;
  while (begin < path.size()) {
    const std::size_t end = std::min(path.find('/', begin), path.size());
    auto next = expect(folder_->open_directory(std::string_view(path).substr(begin, end - begin)),
                       "open", path.substr(0, end));
    own_ = std::move(next);
    folder_ = own_.get();
    begin = end + 1;
  }
}

Place::Place(Directory& root, const std::string& path)
    : folder(root, path.rfind('/') == std::string::npos ? "" : path.substr(0, path.rfind('/'))),
      name(path.rfind('/') == std::string::npos ? path : path.substr(path.rfind('/') + 1)) {}

Entry examine(Directory& root, const std::string& path) {
  const Place place(root, path);
  return expect(place.folder->examine_child(place.name), "examine", path).without_name();
}

bool exists(Directory& root, const std::string& path) {
  try {
    (void)examine(root, path);
    return true;
  } catch (const TreeError& error) {
    if (error.kind() == ErrorKind::not_found) return false;
    throw;
  }
}

std::string read_all(ReadableFile& file, const std::string& path) {
  std::string content;
  std::vector<std::byte> buffer(256 * 1024);
  for (;;) {
    const std::size_t count = expect(file.read(content.size(), buffer), "read", path);
    if (count == 0) return content;
    content.append(reinterpret_cast<const char*>(buffer.data()), count);
  }
}

std::string read_file(Directory& root, const std::string& path) {
  const Place place(root, path);
  return read_all(*expect(place.folder->open_file(place.name), "open", path), path);
}

void write_file(Directory& root, const std::string& path, const std::string& content,
                std::uint16_t mode) {
  const Place place(root, path);
  const auto staged = expect(place.folder->stage_named(kTemporary), "stage", path);
  expect(staged->write(0, std::as_bytes(std::span(content))), "write", path);
  expect(staged->set_mode(mode), "set mode of", path);
  expect(staged->publish(place.name, Overwrite::allowed), "publish", path);
}

void create_folder(Directory& root, const std::string& path, std::uint16_t mode) {
  const Place place(root, path);
  expect(place.folder->create_directory(place.name, mode), "create folder", path);
}

void remove_all(Directory& root, const std::string& path) {
  const Place place(root, path);
  const Entry entry = expect(place.folder->examine_child(place.name), "examine", path);
  if (entry.kind == EntryKind::directory) {
    remove_below(*expect(place.folder->open_directory(place.name), "open", path), path);
    expect(place.folder->remove_directory(place.name), "remove folder", path);
  } else {
    expect(place.folder->remove(place.name), "remove", path);
  }
}

void move(Directory& root, const std::string& from, const std::string& to, Overwrite overwrite) {
  const Place source(root, from);
  const Place target(root, to);
  expect(source.folder->rename(source.name, *target.folder, target.name, overwrite), "rename",
         from);
}

void set_modified(Directory& root, const std::string& path, Timestamp time) {
  if (path.empty()) return expect(root.set_modified(time), "set time of", path);
  const Place place(root, path);
  const auto handle = expect(place.folder->open_entry(place.name), "open", path);
  expect(handle->set_modified(time), "set time of", path);
}

void set_mode(Directory& root, const std::string& path, std::uint16_t mode) {
  if (path.empty()) return expect(root.set_mode(mode), "set mode of", path);
  const Place place(root, path);
  const auto handle = expect(place.folder->open_entry(place.name), "open", path);
  expect(handle->set_mode(mode), "set mode of", path);
}

void set_attribute(Directory& root, const std::string& path, const std::string& name,
                   const std::string& value) {
  if (path.empty()) return expect(root.set_attribute(name, value), "set attribute of", path);
  const Place place(root, path);
  const auto handle = expect(place.folder->open_entry(place.name), "open", path);
  expect(handle->set_attribute(name, value), "set attribute of", path);
}

std::vector<std::string> paths_in(Directory& root) {
  std::vector<std::string> paths;
  collect(root, {}, paths);
  return paths;
}

}  // namespace lockstep
