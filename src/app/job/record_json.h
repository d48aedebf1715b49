// A pair's record as JSON text and back. Bytes that are no printable ASCII are written as %XX, so
// that any path survives.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "core/model/record.h"

namespace lockstep {

struct StoredRecord {
  std::string source;   // the pair's canonical paths: the file's name holds only their hash
  std::string replica;
  PairRecord record;
};

[[nodiscard]] std::string to_json(const StoredRecord& stored);

// `invalid` with what is wrong when the text is not what `to_json` writes; a newer format too.
[[nodiscard]] Result<StoredRecord> record_from_json(const std::string& text);

// These two are public for tests.
[[nodiscard]] std::string percent_encode(std::string_view bytes);
[[nodiscard]] std::string percent_decode(std::string_view text);

}  // namespace lockstep
