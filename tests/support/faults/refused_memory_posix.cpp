#include "support/faults/refused_memory.h"

#include <algorithm>
#include <atomic>
#include <cstdlib>
#include <new>

namespace {

std::atomic<std::int64_t> allocations_left = 0;
std::atomic<bool> counting = false;

void* allocate(std::size_t size, std::size_t alignment) {
  if (counting.load() && allocations_left.fetch_sub(1) == 0) throw std::bad_alloc();
  const std::size_t pieces = (std::max<std::size_t>(size, 1) + alignment - 1) / alignment;
  void* const memory = std::aligned_alloc(alignment, pieces * alignment);
  if (memory == nullptr) throw std::bad_alloc();
  return memory;
}

}  // namespace

void* operator new(std::size_t size) { return allocate(size, __STDCPP_DEFAULT_NEW_ALIGNMENT__); }
void* operator new(std::size_t size, std::align_val_t alignment) {
  return allocate(size, static_cast<std::size_t>(alignment));
}
void operator delete(void* memory) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t /*size*/) noexcept { std::free(memory); }
void operator delete(void* memory, std::align_val_t /*alignment*/) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t /*size*/, std::align_val_t /*alignment*/) noexcept {
  std::free(memory);
}

namespace lockstep {

RefusedMemory::RefusedMemory(std::int64_t after) {
  allocations_left = after;
  counting = true;
}

RefusedMemory::~RefusedMemory() { counting = false; }

bool RefusedMemory::happened() { return allocations_left.load() < 0; }

}  // namespace lockstep
