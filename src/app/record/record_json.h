// Converts a pair's record to JSON text and back. Bytes that are no printable ASCII are written as
// %XX, so that any path survives.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "core/model/record.h"

namespace lockstep {

struct StoredRecord {
  // The pair's canonical paths, of which the file's name holds only a hash.
  std::string source;
  std::string replica;
  PairRecord record;
};

[[nodiscard]] std::string to_json(const StoredRecord& stored);

// Reads a record. Fails with `invalid`, and says what is wrong, if the text is not what `to_json`
// writes, or has a newer format.
[[nodiscard]] Result<StoredRecord> record_from_json(const std::string& text);

// These two are public for tests.
[[nodiscard]] std::string percent_encode(std::string_view bytes);
[[nodiscard]] std::string percent_decode(std::string_view text);

}  // namespace lockstep
