// Files in the making.
#pragma once

#include "platform/handle_windows.h"

namespace lockstep {

// A new file under a temporary name that nobody else can open until it is published.
[[nodiscard]] Result<std::unique_ptr<StagedFile>> stage_named_in(const SharedHandle& folder,
                                                                 std::wstring_view temporary,
                                                                 RootTraits root);

}  // namespace lockstep
