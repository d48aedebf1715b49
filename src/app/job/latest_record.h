// The record of a job's pair as its last pass left it. It is fresher than the stored one, which is
// not written in every pass (RecordStore::save).
#pragma once

#include <optional>
#include <string>

#include "app/job/job_roots.h"
#include "app/record/record_store.h"
#include "base/result.h"
#include "core/model/folder_identities.h"
#include "core/model/record.h"

namespace lockstep {

class LatestRecord {
 public:
  // `records` is borrowed. `named_source` is the source as the user named it.
  LatestRecord(RecordStore& records, std::string named_source)
      : records_(records), named_source_(std::move(named_source)) {}

  // Returns the record with which a pass over these roots begins: the one kept here if it is of
  // this pair and this volume, else the one that was read.
  [[nodiscard]] std::optional<PairRecord> recall(const JobRoots& roots) const;
  // Keeps `record`, even if it can't be stored. `folders` are those that belong to it from now on;
  // none means those that it names.
  [[nodiscard]] Result<void> keep(const JobRoots& roots, PairRecord record,
                                  const std::optional<FolderIdentities>& folders);
  void forget() { record_.reset(); }

  // Takes over the knowledge of a job that makes no more passes.
  void take_over(LatestRecord& former);

 private:
  RecordStore& records_;
  const std::string named_source_;
  std::optional<PairRecord> record_;
  // The pair whose record it is.
  std::string source_;
  std::string replica_;
};

}  // namespace lockstep
