#include "platform/watch/inotify_watcher_linux.h"

#include <array>
#include <atomic>
#include <chrono>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <thread>
#include <unistd.h>
#include <utility>

#include "platform/disk/roots.h"
#include "platform/system/descriptor_posix.h"
#include "platform/system/os_error.h"
#include "platform/watch/inotify_coverage_linux.h"
#include "platform/watch/mount_table_watch_linux.h"

namespace lockstep {
namespace {

using Clock = std::chrono::steady_clock;

// When events come in a stream, fewer and larger reads cost a half to a third of the processor's
// time. The queue holds what comes meanwhile.
constexpr std::chrono::microseconds kStream{200};
constexpr std::chrono::microseconds kNap{500};

// Passes may run at a low priority; the queue fills up whoever else is busy. Without the right to
// raise a priority (CAP_SYS_NICE) the thread keeps that of the passes, both for the processor and
// for the disk.
void take_priority_of_process() {
  constexpr int kThread = 1;    // IOPRIO_WHO_PROCESS
  constexpr int kFromNice = 0;  // IOPRIO_CLASS_NONE
  const int usual = getpriority(PRIO_PROCESS, static_cast<id_t>(getpid()));
  if (setpriority(PRIO_PROCESS, static_cast<id_t>(gettid()), usual) == 0)
    (void)syscall(SYS_ioprio_set, kThread, 0, kFromNice);
}

class InotifyWatcher final : public Watcher {
 public:
  InotifyWatcher(InotifyQueue queue, MountTableWatch mounts, Descriptor wake,
                 InotifyOptions options)
      : coverage_(std::move(queue), options.watches),
        mounts_(std::move(mounts)),
        wake_(std::move(wake)),
        before_read_(std::move(options.before_read)) {}
  InotifyWatcher(const InotifyWatcher&) = delete;
  InotifyWatcher& operator=(const InotifyWatcher&) = delete;

  ~InotifyWatcher() override {
    ending_ = true;
    eventfd_write(wake_.number(), 1);
    if (thread_.joinable()) thread_.join();
  }

  void start(const Identity& root, Listener& listener) {
    root_ = root;
    listener_ = &listener;
    thread_ = std::thread([this] { run(); });
  }

  [[nodiscard]] Covered cover(const RelativePath& path, const Identity& identity,
                              const Directory& folder) override {
    const Covered covered = coverage_.cover(path, identity, folder);
    wake_for_news();
    return covered;
  }
  void full_walk_begins() override {
    coverage_.begin_walk();
    wake_for_news();
  }
  void full_walk_ended() override {
    coverage_.end_walk();
    eventfd_write(wake_.number(), 1);  // watches may be left to be given back
  }
  [[nodiscard]] WatchState state() const override { return coverage_.state(); }

 private:
  struct Ready {
    bool events = false;
    bool mounts = false;
  };

  // Only the thread calls the listener; others wake it for that.
  void wake_for_news() {
    if (coverage_.has_news()) eventfd_write(wake_.number(), 1);
  }

  void run() {
    take_priority_of_process();
    bool more_to_do = false;
    while (!ending_) {
      const Ready ready = wait(more_to_do);
      if (ending_) return;
      if (ready.mounts) look_at_mounts();
      if (ready.events) nap_in_a_stream();
      if (before_read_) before_read_();
      const News news = coverage_.read();
      if (ready.events) last_read_ = Clock::now();
      if (!news.events.empty()) listener_->on_events(news.events);
      if (news.state) listener_->on_state(*news.state);
      root_gone_ = root_gone_ || (news.state && news.state->root_gone);
      more_to_do = news.more_to_do && !root_gone_;
    }
  }

  Ready wait(bool more_to_do) {
    // Nothing is waited for but the end once the root is gone (poll(2) skips negative numbers).
    const int events = root_gone_ ? -1 : coverage_.descriptor().number();
    const int mounts = root_gone_ ? -1 : mounts_.descriptor().number();
    std::array<pollfd, 3> waited{
        {{wake_.number(), POLLIN, 0}, {events, POLLIN, 0}, {mounts, POLLPRI, 0}}};
    (void)uninterrupted([&] { return poll(waited.data(), waited.size(), more_to_do ? 0 : -1); });
    if (waited[0].revents != 0) {
      eventfd_t count = 0;
      eventfd_read(wake_.number(), &count);
    }
    return {.events = waited[1].revents != 0, .mounts = waited[2].revents != 0};
  }

  void nap_in_a_stream() const {
    if (Clock::now() - last_read_ < kStream) std::this_thread::sleep_for(kNap);
  }

  void look_at_mounts() {
    const MountChanges changes = mounts_.changes();
    coverage_.tell_trees(changes.below);
    if (changes.at_or_above && !mounts_.leads_to(root_)) coverage_.lose_root();
  }

  InotifyCoverage coverage_;
  MountTableWatch mounts_;
  Descriptor wake_;
  std::function<void()> before_read_;
  Identity root_;
  Listener* listener_ = nullptr;
  std::atomic<bool> ending_ = false;
  bool root_gone_ = false;  // these two are the thread's alone
  Clock::time_point last_read_;
  std::thread thread_;  // the last member: it uses all the others
};

}  // namespace

Result<std::unique_ptr<Watcher>> watch_by_inotify(const Directory& root, const std::string& path,
                                                  Watcher::Listener& listener,
                                                  InotifyOptions options) {
  const auto real = real_path(path);
  if (!real) return failure(real.error());
  const auto entry = root.examine();
  if (!entry) return failure(entry.error());
  auto queue = InotifyQueue::open();
  if (!queue) return failure(queue.error());
  // Mounts are watched before the root is, so that none is missed.
  auto mounts = MountTableWatch::begin(*real);
  if (!mounts) return failure(ErrorKind::not_supported, mounts.error().message());
  Descriptor wake(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK));
  if (!wake.is_open()) return failure(os_error(errno));
  auto watcher = std::make_unique<InotifyWatcher>(std::move(*queue), std::move(*mounts),
                                                  std::move(wake), std::move(options));
  if (watcher->cover({}, entry->identity, root) == Watcher::Covered::no) {
    return failure(ErrorKind::not_supported, watcher->state().reason);
  }
  watcher->start(entry->identity, listener);
  return watcher;
}

}  // namespace lockstep
