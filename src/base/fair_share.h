// Bounds how many workers of several pools work at once, and divides the places fairly: a free
// place goes to the pool that has the fewest at work and, among equals, to the one served longest
// ago.
//
// Nobody is interrupted. A worker gives way between two tasks, and within a long one wherever it
// says so (`give_way`), when another pool that waits has fewer at work than its own. A worker that
// waits for something other than the processor or the disk leaves its place (`leave`).
#pragma once

#include <atomic>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <mutex>
#include <vector>

namespace lockstep {

class FairShare {
 public:
  // Counts 0 `workers` as 1.
  explicit FairShare(std::size_t workers);
  FairShare(const FairShare&) = delete;
  FairShare& operator=(const FairShare&) = delete;

  // Changes the limit. Workers beyond a smaller limit leave at the next opportunity.
  void set_limit(std::size_t workers);

  // The part of one pool, for use by any thread. It is destroyed before the share, when no worker
  // is in it.
  class Member {
   public:
    // Joins `share`. With none (null) there is no limit, and calls cost nothing.
    explicit Member(FairShare* share);
    ~Member();
    Member(const Member&) = delete;
    Member& operator=(const Member&) = delete;

    // Waits for a place. The caller holds no lock that another worker of this pool may want while
    // it has a place: the two would wait for each other.
    void enter();
    void leave();
    // Leaves and enters again if another pool is worse off. Called between `enter` and `leave`.
    void give_way();

   private:
    friend class FairShare;
    FairShare* share_;
    // Guarded by the share's mutex.
    std::size_t working_ = 0;
    std::size_t waiting_ = 0;  // those without a place
    std::size_t admitted_ = 0;  // places given that their waiters have not taken yet
    std::uint64_t served_ = 0;
    std::condition_variable turn_;
  };

  // Returns how many workers wait for a place. For tests.
  [[nodiscard]] std::size_t waiting() const { return waiting_.load(); }

 private:
  void fill_places();
  [[nodiscard]] Member* next_member() const;
  void wait_for_place(Member& member, std::unique_lock<std::mutex>& lock);

  std::mutex mutex_;
  std::size_t limit_;  // guarded by mutex_
  std::size_t working_ = 0;  // guarded by mutex_
  std::uint64_t served_ = 0;  // guarded by mutex_: counts places given
  std::vector<Member*> members_;  // guarded by mutex_
  // The number of waiting workers of all members. Written under mutex_, read without it.
  std::atomic<std::size_t> waiting_ = 0;
  std::atomic<bool> crowded_ = false;  // more at work than the limit
};

}  // namespace lockstep
