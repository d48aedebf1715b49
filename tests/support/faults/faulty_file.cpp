#include <mutex>
#include <vector>

#include "support/faults/faulty_handle.h"

namespace lockstep {

namespace {

// Keeps what a killed program had open. It is never destroyed: destructors would tidy up what a
// kill leaves behind.
void abandon(std::shared_ptr<StagedFile> file) {
  static std::mutex mutex;
  static auto* const abandoned = new std::vector<std::shared_ptr<StagedFile>>();
  const std::scoped_lock lock(mutex);
  abandoned->push_back(std::move(file));
}

class FaultyFile final : public FaultyFileOn<ReadableFile> {
 public:
  using FaultyFileOn::FaultyFileOn;
};

class FaultyStaged final : public FaultyFileOn<StagedFile> {
 public:
  FaultyStaged(std::shared_ptr<FaultyState> state, std::shared_ptr<StagedFile> inner,
               std::string path, std::string folder)
      : FaultyFileOn(std::move(state), std::move(inner), std::move(path)),
        folder_(std::move(folder)) {}

  ~FaultyStaged() override {
    if (state_->killed() && !published_) abandon(std::move(inner_));
  }

  [[nodiscard]] Result<void> clone(ReadableFile& source) override {
    return call(Operation::clone, [&] { return inner_->clone(lockstep::unwrapped(source)); });
  }
  [[nodiscard]] Result<void> reserve(std::uint64_t size) override {
    return call(Operation::reserve, [&] { return inner_->reserve(size); });
  }
  [[nodiscard]] Result<std::uint64_t> copy_range(ReadableFile& source, Extent range) override {
    return call(Operation::copy_range, [&]() -> Result<std::uint64_t> {
      const Call what{Operation::copy_range, path_, {}, {}};
      range.length = state_->allowed(what, static_cast<std::size_t>(range.length));
      if (range.length == 0) return 0;
      return inner_->copy_range(lockstep::unwrapped(source), range);
    });
  }
  [[nodiscard]] Result<void> write(std::uint64_t offset,
                                   std::span<const std::byte> bytes) override {
    return call(Operation::write, [&] { return inner_->write(offset, bytes); });
  }
  [[nodiscard]] Result<void> set_size(std::uint64_t size) override {
    return call(Operation::set_size, [&] { return inner_->set_size(size); });
  }
  [[nodiscard]] Result<void> flush() override {
    return call(Operation::flush_file, [&] { return inner_->flush(); });
  }
  [[nodiscard]] Result<void> write_to_device() override {
    return call(Operation::write_to_device, [&] { return inner_->write_to_device(); });
  }
  [[nodiscard]] Result<void> publish(Name name, Overwrite overwrite) override {
    return call({Operation::publish, path_, joined(folder_, name), {}}, [&] {
      auto published = inner_->publish(name, overwrite);
      published_ = published_ || published.has_value();
      return published;
    });
  }

 private:
  std::string folder_;
  bool published_ = false;
};

}  // namespace

std::unique_ptr<ReadableFile> wrap_file(std::shared_ptr<FaultyState> state,
                                        std::unique_ptr<ReadableFile> inner, std::string path) {
  return std::make_unique<FaultyFile>(std::move(state), std::move(inner), std::move(path));
}

std::unique_ptr<StagedFile> wrap_staged(std::shared_ptr<FaultyState> state,
                                        std::unique_ptr<StagedFile> inner, std::string path,
                                        std::string folder) {
  return std::make_unique<FaultyStaged>(std::move(state), std::move(inner), std::move(path),
                                        std::move(folder));
}

}  // namespace lockstep
