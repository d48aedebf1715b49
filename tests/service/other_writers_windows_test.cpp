#include "service/registration/other_writers_windows.h"

#include <memory>
#include <string>
#include <windows.h>
#include <sddl.h>

#include <doctest/doctest.h>

#include "service/registration/service_account_windows.h"

namespace lockstep {
namespace {

constexpr wchar_t kSystem[] = L"S-1-5-18";
constexpr wchar_t kSomebody[] = L"S-1-5-21-1-2-3-1001";

// Returns who else may write what such a descriptor guards; empty if nobody may.
std::wstring writer(const std::wstring& text, ProtectedObject what,
                    const std::wstring& user = kSystem) {
  PSECURITY_DESCRIPTOR descriptor = nullptr;
  REQUIRE(ConvertStringSecurityDescriptorToSecurityDescriptorW(text.c_str(), SDDL_REVISION_1,
                                                               &descriptor, nullptr));
  const std::unique_ptr<void, decltype(&LocalFree)> freed(descriptor, LocalFree);
  return other_writer(descriptor, what, user).value_or(L"");
}

constexpr wchar_t kOurs[] = L"O:BAD:P(A;;FA;;;SY)(A;;FA;;;BA)(A;;FRFX;;;BU)";

TEST_CASE("what administrators alone may write is theirs") {
  for (const auto what :
       {ProtectedObject::file, ProtectedObject::folder, ProtectedObject::volume}) {
    CHECK(writer(kOurs, what).empty());
    CHECK(writer(L"O:SYD:(A;;FA;;;SY)", what).empty());
    CHECK(writer(std::wstring(L"O:BAD:(A;;FA;;;") + kServiceIdentity + L")", what).empty());
    CHECK(writer(L"O:BAD:(A;;FA;;;S-1-5-21-1-2-3-512)(A;;FA;;;S-1-5-21-1-2-3-500)", what).empty());
  }
  // Nobody at all may write.
  CHECK(writer(L"O:BAD:", ProtectedObject::file).empty());
}

TEST_CASE("who owns it can write it, whatever the list says") {
  CHECK(writer(std::wstring(L"O:") + kSomebody + L"D:P(A;;FA;;;SY)", ProtectedObject::file) ==
        kSomebody);
  CHECK(writer(std::wstring(L"O:") + kSomebody + L"D:P(A;;FA;;;SY)", ProtectedObject::folder) ==
        kSomebody);
  CHECK(writer(L"D:P(A;;FA;;;SY)", ProtectedObject::file) == L"S-1-1-0");
}

TEST_CASE("each right to change a file counts") {
  // The rights are FW; DELETE, WRITE_DAC, WRITE_OWNER; data, attributes; generic ones.
  for (const wchar_t* const right :
       {L"FW", L"SD", L"WD", L"WO", L"0x2", L"0x4", L"0x100", L"GW", L"GA", L"FA", L"0x1301bf"}) {
    const std::wstring list = std::wstring(L"(A;;") + right + L";;;AU)";
    CHECK(writer(kOurs + list, ProtectedObject::file) == L"S-1-5-11");
  }
  for (const wchar_t* const right : {L"FR", L"FX", L"0x1200a9", L"RC"}) {
    const std::wstring list = std::wstring(L"(A;;") + right + L";;;AU)";
    CHECK(writer(kOurs + list, ProtectedObject::file).empty());
  }
}

TEST_CASE("anybody may add to a folder, and nobody take away from it") {
  // These are the rights below %ProgramData%.
  const std::wstring adds = std::wstring(kOurs) + L"(A;CI;0x116;;;BU)(A;OICIIO;GA;;;CO)";
  CHECK(writer(adds, ProtectedObject::folder).empty());
  CHECK(writer(adds, ProtectedObject::file) == L"S-1-5-32-545");
  for (const wchar_t* const right : {L"0x40", L"SD", L"WD", L"WO", L"GA", L"FA"}) {
    const std::wstring list = std::wstring(L"(A;;") + right + L";;;BU)";
    CHECK(writer(kOurs + list, ProtectedObject::folder) == L"S-1-5-32-545");
  }
}

// The list is that of an administrator's folder below C:\, and of a formatted disk's root.
TEST_CASE("a folder that users may modify is refused, a volume is not for its deletion") {
  const std::wstring modify = L"O:BAD:AI(A;OICIID;FA;;;BA)(A;OICIID;FA;;;SY)(A;ID;0x1301bf;;;AU)";
  CHECK(writer(modify, ProtectedObject::folder) == L"S-1-5-11");
  CHECK(writer(modify, ProtectedObject::volume).empty());
  CHECK(writer(L"O:BAD:(A;;FA;;;WD)", ProtectedObject::volume) == L"S-1-1-0");
}

TEST_CASE("what is only for those below counts there, and a denial never") {
  CHECK(writer(std::wstring(kOurs) + L"(A;OICIIO;GA;;;AU)", ProtectedObject::folder).empty());
  CHECK(writer(L"O:BAD:(D;;FA;;;WD)(A;;FA;;;WD)", ProtectedObject::file) == L"S-1-1-0");
  CHECK(writer(L"O:BAD:(D;;FA;;;WD)", ProtectedObject::file).empty());
}

TEST_CASE("without a list everybody may") {
  CHECK(writer(L"O:BA", ProtectedObject::file) == L"S-1-1-0");
  // The list is present and null, as on FAT volumes.
  alignas(SID) BYTE owner[SECURITY_MAX_SID_SIZE];
  DWORD size = sizeof owner;
  REQUIRE(CreateWellKnownSid(WinLocalSystemSid, nullptr, owner, &size));
  SECURITY_DESCRIPTOR descriptor{};
  REQUIRE(InitializeSecurityDescriptor(&descriptor, SECURITY_DESCRIPTOR_REVISION));
  REQUIRE(SetSecurityDescriptorOwner(&descriptor, owner, FALSE));
  REQUIRE(SetSecurityDescriptorDacl(&descriptor, TRUE, nullptr, FALSE));
  CHECK(other_writer(&descriptor, ProtectedObject::file, kSystem) == L"S-1-1-0");
}

TEST_CASE("the user whom the service runs as is nobody else") {
  const std::wstring list = std::wstring(L"O:") + kSomebody + L"D:(A;;FA;;;" + kSomebody + L")";
  CHECK(writer(list, ProtectedObject::file) == kSomebody);
  CHECK(writer(list, ProtectedObject::file, kSomebody).empty());
  CHECK(writer(list, ProtectedObject::file, L"S-1-5-21-1-2-3-1002") == kSomebody);
}

}  // namespace
}  // namespace lockstep
