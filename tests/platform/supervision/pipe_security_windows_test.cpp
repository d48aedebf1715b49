#include "platform/supervision/pipe_security_windows.h"

#include <memory>
#include <string>
#include <vector>
#include <windows.h>
#include <sddl.h>

#include <doctest/doctest.h>

#include "platform/supervision/service_key_windows.h"

namespace lockstep {
namespace {

constexpr wchar_t kSomebody[] = L"S-1-5-21-1-2-3-1001";

struct Grant {
  std::wstring user;
  BYTE kind = 0;
  DWORD rights = 0;
};

std::vector<Grant> grants_of(const std::wstring& text) {
  PSECURITY_DESCRIPTOR descriptor = nullptr;
  REQUIRE(ConvertStringSecurityDescriptorToSecurityDescriptorW(text.c_str(), SDDL_REVISION_1,
                                                               &descriptor, nullptr));
  const std::unique_ptr<void, decltype(&LocalFree)> freed(descriptor, LocalFree);
  BOOL present = FALSE;
  BOOL defaulted = FALSE;
  ACL* list = nullptr;
  REQUIRE(GetSecurityDescriptorDacl(descriptor, &present, &list, &defaulted));
  REQUIRE(list != nullptr);
  std::vector<Grant> grants;
  for (DWORD index = 0; index < list->AceCount; ++index) {
    void* entry = nullptr;
    REQUIRE(GetAce(list, index, &entry));
    auto& allowed = *static_cast<ACCESS_ALLOWED_ACE*>(entry);  // a denial has the same shape
    wchar_t* user = nullptr;
    REQUIRE(ConvertSidToStringSidW(&allowed.SidStart, &user));
    grants.push_back({user, allowed.Header.AceType, allowed.Mask});
    LocalFree(user);
  }
  return grants;
}

TEST_CASE("the pipe hears SYSTEM, administrators and two users") {
  const auto grants = grants_of(pipe_security_text(L"S-1-5-19", kSomebody));
  // An administrator's remote session may be any of these users, so nobody is denied.
  REQUIRE(grants.size() == 4);
  CHECK((grants[0].user == L"S-1-5-19" && grants[0].rights == GENERIC_ALL));
  CHECK(grants[1].user == L"S-1-5-18");
  CHECK(grants[2].user == L"S-1-5-32-544");
  CHECK(grants[3].user == kSomebody);
  // Only the service itself may answer by the pipe's name.
  for (std::size_t index = 1; index < grants.size(); ++index) {
    CHECK(grants[index].kind == ACCESS_ALLOWED_ACE_TYPE);
    CHECK(grants[index].rights == kTalk);
    CHECK((grants[index].rights & FILE_CREATE_PIPE_INSTANCE) == 0);
  }
}

TEST_CASE("where nobody is on record, nobody more is heard") {
  CHECK(grants_of(pipe_security_text(L"S-1-5-18", L"")).size() == 3);
}

// Microsoft documents letters and hexadecimal numbers ("ACE Strings").
TEST_CASE("rights are written as a hexadecimal number") {
  const std::wstring text = pipe_security_text(L"S-1-5-18", L"");
  CHECK(text == L"D:P(A;;GA;;;S-1-5-18)(A;;0x12008b;;;SY)(A;;0x12008b;;;BA)");
}

TEST_CASE("this user is one, and a pipe for it can be made") {
  const auto user = this_user();
  REQUIRE(user);
  CHECK(user->starts_with(L"S-1-"));
  const auto security = PipeSecurity::make();
  REQUIRE(security);
  CHECK(security->attributes().lpSecurityDescriptor != nullptr);
}

}  // namespace
}  // namespace lockstep
