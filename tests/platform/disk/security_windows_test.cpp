// Tests owners and access lists: as values, and on the disk if it keeps them.
#include <cstring>
#include <memory>
#include <windows.h>
#include <sddl.h>

#include <doctest/doctest.h>

#include "platform/disk/roots.h"
#include "platform/system/descriptor_value_windows.h"
#include "platform/system/privileges_windows.h"
#include "platform/system/process.h"
#include "support/system/real_disk.h"
#include "support/system/temporary_folder.h"
#include "support/trees/directory_tools.h"

namespace lockstep {
namespace {

using Descriptor = std::unique_ptr<void, decltype(&LocalFree)>;

Descriptor descriptor_of(const wchar_t* text) {
  PSECURITY_DESCRIPTOR descriptor = nullptr;
  REQUIRE(ConvertStringSecurityDescriptorToSecurityDescriptorW(text, SDDL_REVISION_1, &descriptor,
                                                               nullptr) != 0);
  return {descriptor, LocalFree};
}

std::string list_of(const wchar_t* text) {
  auto value = access_value(descriptor_of(text).get());
  REQUIRE(value);
  return *value;
}

// A list that lets administrators do everything, and everybody else read.
const wchar_t* const kOwnList = L"D:P(A;;FA;;;BA)(A;;FR;;;WD)";

std::unique_ptr<Directory> open_with_security(const TemporaryFolder& folder) {
  auto root = open_root(folder.path(), SecurityDescriptors::included);
  REQUIRE(root);
  return std::move(*root);
}

std::string attribute(const Directory& folder, Name name, std::string_view wanted) {
  const auto attributes = folder.read_child_attributes(name);
  REQUIRE(attributes);
  for (const Attribute& each : *attributes) {
    if (each.name == wanted) return each.value;
  }
  return {};
}

// False on Wine, which keeps no access lists, but makes some up.
bool keeps_lists() {
  const TemporaryFolder folder;
  const auto root = open_with_security(folder);
  make_file(*root, "probe", "");
  const auto handle = root->open_entry("probe");
  REQUIRE(handle);
  if ((*handle)->set_attribute(std::string(kAccessListAttribute), list_of(kOwnList))) return true;
  say_lacking(Feature::security_descriptors);
  return false;
}

TEST_CASE("an access list comes back from its value as it was") {
  for (const wchar_t* text : {L"D:", L"D:P", L"D:AI(A;ID;FA;;;BA)(A;OICIIOID;GA;;;CO)",
                              L"D:PAI(D;;WD;;;BG)(A;OICI;FA;;;SY)(A;;FR;;;S-1-5-21-1-2-3-1001)"}) {
    CAPTURE(text);
    const std::string value = list_of(text);
    auto part = DescriptorPart::of_access(value);
    REQUIRE(part);
    CHECK(part->information() == DACL_SECURITY_INFORMATION);
    CHECK(access_value(part->descriptor()).value() == value);
    REQUIRE(IsValidSecurityDescriptor(part->descriptor()) != 0);
  }
  CHECK(list_of(L"D:(A;;FA;;;BA)") != list_of(L"D:P(A;;FA;;;BA)"));
  CHECK(list_of(L"D:(A;;FA;;;BA)") != list_of(L"D:(A;ID;FA;;;BA)"));
}

TEST_CASE("no list at all, which lets everybody do everything, is another than an empty one") {
  SECURITY_DESCRIPTOR open{};
  REQUIRE(InitializeSecurityDescriptor(&open, SECURITY_DESCRIPTOR_REVISION) != 0);
  REQUIRE(SetSecurityDescriptorDacl(&open, TRUE, nullptr, FALSE) != 0);
  const auto value = access_value(&open);
  REQUIRE(value);
  CHECK(*value != list_of(L"D:"));
  auto part = DescriptorPart::of_access(*value);
  REQUIRE(part);
  CHECK(access_value(part->descriptor()).value() == *value);
}

TEST_CASE("a mark that a list was inherited is asked for as well as given") {
  auto part = DescriptorPart::of_access(list_of(L"D:AI(A;ID;FA;;;BA)"));
  REQUIRE(part);
  SECURITY_DESCRIPTOR_CONTROL control = 0;
  DWORD revision = 0;
  REQUIRE(GetSecurityDescriptorControl(part->descriptor(), &control, &revision) != 0);
  CHECK((control & SE_DACL_AUTO_INHERIT_REQ) != 0);
  CHECK((control & SE_DACL_AUTO_INHERITED) != 0);
  CHECK((control & SE_DACL_PROTECTED) == 0);
}

TEST_CASE("room left behind the entries of a list is no part of its value") {
  const auto descriptor = descriptor_of(L"D:(A;;FA;;;BA)");
  BOOL present = FALSE;
  BOOL by_default = FALSE;
  ACL* list = nullptr;
  REQUIRE(GetSecurityDescriptorDacl(descriptor.get(), &present, &list, &by_default) != 0);
  alignas(8) char roomy[256] = {};
  std::memcpy(roomy, list, list->AclSize);
  reinterpret_cast<ACL*>(roomy)->AclSize = sizeof roomy;
  SECURITY_DESCRIPTOR other{};
  REQUIRE(InitializeSecurityDescriptor(&other, SECURITY_DESCRIPTOR_REVISION) != 0);
  REQUIRE(SetSecurityDescriptorDacl(&other, TRUE, reinterpret_cast<ACL*>(roomy), FALSE) != 0);
  CHECK(access_value(&other).value() == access_value(descriptor.get()).value());
}

TEST_CASE("owner and group come back from their value as they were") {
  const auto value = owner_value(descriptor_of(L"O:BAG:S-1-5-21-1-2-3-513").get());
  REQUIRE(value);
  CHECK(*value == "S-1-5-32-544 S-1-5-21-1-2-3-513");
  auto part = DescriptorPart::of_owner(*value);
  REQUIRE(part);
  CHECK(part->information() == (OWNER_SECURITY_INFORMATION | GROUP_SECURITY_INFORMATION));
  CHECK(owner_value(part->descriptor()).value() == *value);
}

TEST_CASE("what is no part of a descriptor is invalid") {
  const std::string list = list_of(L"D:(A;;FA;;;BA)");
  for (const std::string& wrong :
       {std::string(), std::string("-"), std::string("--X"), list.substr(0, list.size() - 1),
        list + "x", "--N" + list.substr(3), list + std::string(4, '\0')}) {
    CAPTURE(wrong.size());
    CHECK(kind_of(DescriptorPart::of_access(wrong)) == ErrorKind::invalid);
  }
  CHECK(kind_of(DescriptorPart::of_owner("")) == ErrorKind::invalid);
  CHECK(kind_of(DescriptorPart::of_owner("root wheel")) == ErrorKind::invalid);
}

TEST_CASE("a privilege that the process has can be switched on, one that there is not can't") {
  CHECK_FALSE(enable_privilege(L"SeNoSuchPrivilege"));
  CHECK(privileges().change_owners == has_backup_privileges());
  if (has_backup_privileges()) CHECK(enable_privilege(L"SeRestorePrivilege"));
}

TEST_CASE("security descriptors are attributes only where they were asked for") {
  const TemporaryFolder folder;
  make_file(*folder.open(), "a", "x");
  CHECK(attribute(*folder.open(), "a", kOwnerAttribute).empty());
  CHECK(attribute(*folder.open(), "a", kAccessListAttribute).empty());
  CHECK(kind_of((*folder.open()->open_entry("a"))
                    ->set_attribute(std::string(kAccessListAttribute), list_of(kOwnList))) ==
        ErrorKind::not_supported);
  if (!keeps_lists()) return;
  CHECK_FALSE(attribute(*open_with_security(folder), "a", kOwnerAttribute).empty());
  CHECK_FALSE(attribute(*open_with_security(folder), "a", kAccessListAttribute).empty());
}

TEST_CASE("an access list is set as it stands, on files, folders and files in the making") {
  if (!keeps_lists()) return;
  const TemporaryFolder folder;
  const auto root = open_with_security(folder);
  const std::string name(kAccessListAttribute);
  // The list is as inherited from elsewhere: nothing of this folder's own may be added.
  const std::string list = list_of(L"D:AI(A;ID;FA;;;BA)(A;ID;0x1301bf;;;WD)");
  make_file(*root, "file", "x");
  make_directory_in(*root, "folder");
  for (const char* entry : {"file", "folder"}) {
    CAPTURE(entry);
    REQUIRE((*root->open_entry(entry))->set_attribute(name, list));
    CHECK(attribute(*root, entry, kAccessListAttribute) == list);
  }
  auto staged = root->stage_named(".lockstep-0123456789abcdef");
  REQUIRE(staged);
  REQUIRE((*staged)->set_attribute(name, list));
  REQUIRE((*staged)->publish("published", Overwrite::never));
  CHECK(attribute(*root, "published", kAccessListAttribute) == list);
}

TEST_CASE("an owner is set with the privilege for it") {
  if (!keeps_lists()) return;
  if (!has_backup_privileges()) return say_lacking(Feature::owners);
  const TemporaryFolder folder;
  const auto root = open_with_security(folder);
  make_file(*root, "a", "x");
  const std::string owner = "S-1-5-18 S-1-5-18";
  REQUIRE((*root->open_entry("a"))->set_attribute(std::string(kOwnerAttribute), owner));
  CHECK(attribute(*root, "a", kOwnerAttribute) == owner);
}

}  // namespace
}  // namespace lockstep
