#include "support/trees/memory_tree.h"

#include <atomic>
#include <stdexcept>

#include "support/trees/memory_state.h"

namespace lockstep {

namespace memory {
void crash_into(State& after, const State& before, std::uint64_t seed);
}

namespace {

using memory::Disk;
using memory::InodePtr;
using memory::State;

std::uint64_t next_device() {
  static std::atomic<std::uint64_t> devices = 100;
  return ++devices;
}

std::shared_ptr<Disk> make_disk(MemoryOptions options, Volume volume) {
  auto disk = std::make_shared<Disk>();
  disk->options = options;
  disk->volume = std::move(volume);
  return disk;
}

// Walks down from the root. A test that names an entry which is not there is wrong.
InodePtr at(const State& state, const std::string& path) {
  InodePtr inode = state.root_;
  std::size_t begin = 0;
  while (begin < path.size()) {
    const std::size_t end = std::min(path.find('/', begin), path.size());
    auto found = state.find(*inode, std::string_view(path).substr(begin, end - begin));
    if (!found) throw std::invalid_argument("MemoryTree: no '" + path + "'");
    inode = *found;
    begin = end + 1;
  }
  return inode;
}

InodePtr make_root(State& state, const std::shared_ptr<Disk>& disk) {
  auto root = state.make(disk, EntryKind::directory, 0755);
  if (!root) throw std::invalid_argument("MemoryTree: no room for a root");
  (*root)->names = 1;
  state.disks_.push_back(disk);
  return *root;
}

}  // namespace

MemoryTree::MemoryTree(MemoryOptions options, FakeClock* clock)
    : own_clock_(clock != nullptr ? nullptr : std::make_unique<FakeClock>()),
      clock_(clock != nullptr ? clock : own_clock_.get()),
      state_(std::make_shared<State>(clock_)) {
  const std::uint64_t device = next_device();
  Volume volume{"memory", "memory:" + std::to_string(device), false, device};
  volume.reserving_pays = true;
  volume.renames_change_ctime = true;
  volume.lasting_numbers = true;
  state_->root_ = make_root(*state_, make_disk(options, std::move(volume)));
}

MemoryTree::~MemoryTree() = default;

std::unique_ptr<Directory> MemoryTree::open(const std::string& path) {
  const auto lock = state_->lock();
  return memory::open_directory(state_, at(*state_, path));
}

void MemoryTree::overwrite(const std::string& path, const std::string& content) {
  const auto lock = state_->lock();
  const std::size_t slash = path.rfind('/');
  const std::string name = slash == std::string::npos ? path : path.substr(slash + 1);
  const InodePtr folder = at(*state_, slash == std::string::npos ? "" : path.substr(0, slash));
  if (state_->find_child(*folder, name) == nullptr) {
    auto made = state_->make(folder->disk, EntryKind::file, 0644);
    if (!made) throw std::runtime_error("MemoryTree: no room for '" + path + "'");
    state_->change_names({{folder, name, *made}});
  }
  const InodePtr file = at(*state_, path);
  if (file->kind != EntryKind::file) {
    throw std::invalid_argument("MemoryTree: '" + path + "' is no file");
  }
  SparseBytes bytes;
  bytes.write(0, std::as_bytes(std::span(content)));
  if (!state_->replace_content(*file, std::move(bytes))) {
    throw std::runtime_error("MemoryTree: no room for '" + path + "'");
  }
}

void MemoryTree::set_writers(const std::string& path, Writers writers) {
  const auto lock = state_->lock();
  at(*state_, path)->writers = writers;
}

void MemoryTree::write_unseen(const std::string& path, const std::string& content) {
  const auto lock = state_->lock();
  const InodePtr file = at(*state_, path);
  file->content.write(0, std::as_bytes(std::span(content)));
}

void MemoryTree::make_link_again(const std::string& path, const std::string& target) {
  const auto lock = state_->lock();
  const InodePtr link = at(*state_, path);
  link->target = target;
  state_->touch(*link, State::Stamp::changed);
}

void MemoryTree::mount(const std::string& path, Volume volume, MemoryOptions options) {
  const auto lock = state_->lock();
  const InodePtr covered = at(*state_, path);
  if (covered->kind != EntryKind::directory || covered == state_->root_) {
    throw std::invalid_argument("MemoryTree: can't mount on '" + path + "'");
  }
  if (volume.device == 0) volume.device = next_device();
  const InodePtr root = make_root(*state_, make_disk(options, std::move(volume)));
  root->parent = covered->parent;
  root->name = covered->name;
  state_->mounts_[covered.get()] = root;
}

void MemoryTree::unmount(const std::string& path) {
  const auto lock = state_->lock();
  const InodePtr root = at(*state_, path);
  const auto removed =
      std::erase_if(state_->mounts_, [&](const auto& mount) { return mount.second == root; });
  if (removed == 0) throw std::invalid_argument("MemoryTree: nothing mounted on '" + path + "'");
}

void MemoryTree::bind(const std::string& path, const std::string& onto) {
  const auto lock = state_->lock();
  state_->mounts_[at(*state_, onto).get()] = at(*state_, path);
}

void MemoryTree::change_options(const std::function<void(MemoryOptions&)>& how,
                                const std::string& path) {
  const auto lock = state_->lock();
  how(at(*state_, path)->disk->options);
}

void MemoryTree::change_volume(const std::function<void(Volume&)>& how, const std::string& path) {
  const auto lock = state_->lock();
  how(at(*state_, path)->disk->volume);
}

std::uint64_t MemoryTree::used_bytes() const {
  const auto lock = state_->lock();
  return state_->root_->disk->used_bytes;
}

std::uint64_t MemoryTree::used_inodes() const {
  const auto lock = state_->lock();
  return state_->root_->disk->used_inodes;
}

std::vector<Call> MemoryTree::changes() const {
  const auto lock = state_->lock();
  return state_->changes_;
}

std::string MemoryTree::changes_text() const {
  std::string text;
  for (const Call& call : changes()) {
    if (!is_flush(call.operation)) text.append(call.text()).append("\n");
  }
  return text;
}

std::size_t MemoryTree::count(Operation operation) const {
  const auto lock = state_->lock();
  return state_->counts_.at(static_cast<std::size_t>(operation));
}

std::size_t MemoryTree::reads() const {
  const auto lock = state_->lock();
  std::size_t sum = 0;
  for (std::size_t i = 0; i < kOperations; ++i) {
    if (!is_change(static_cast<Operation>(i))) sum += state_->counts_.at(i);
  }
  return sum;
}

void MemoryTree::forget_calls() {
  const auto lock = state_->lock();
  state_->changes_.clear();
  state_->counts_.fill(0);
}

void MemoryTree::settle() {
  const auto lock = state_->lock();
  state_->flush_everything();
}

std::unique_ptr<MemoryTree> MemoryTree::crash(std::uint64_t seed) const {
  // The clock goes on; a tree's own one is set to where this one stands.
  auto after = std::make_unique<MemoryTree>(MemoryOptions{}, own_clock_ ? nullptr : clock_);
  if (own_clock_) after->clock_->jump(clock_->now() - after->clock_->now());
  const auto lock = state_->lock();
  memory::crash_into(*after->state_, *state_, seed);
  return after;
}

}  // namespace lockstep
