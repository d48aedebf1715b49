// Tests the parts of registering the service, without a service manager.

#include <string>
#include <windows.h>
#include <shellapi.h>

#include <doctest/doctest.h>

#include "platform/system/path_windows.h"
#include "service/command_words_windows.h"
#include "service/registration/mapped_drive_windows.h"
#include "service/registration/protected_folder_windows.h"
#include "service/registration/service_account_windows.h"
#include "service/registration/service_settings_windows.h"
#include "support/system/temporary_folder.h"

namespace lockstep {
namespace {

std::wstring read_back(const std::wstring& command) {
  int count = 0;
  wchar_t** const words = CommandLineToArgvW((L"program " + command).c_str(), &count);
  REQUIRE(count == 2);
  std::wstring word = words[1];
  LocalFree(words);
  return word;
}

TEST_CASE("a word of a command line is read back as it was") {
  for (const wchar_t* const word :
       {L"plain", L"C:\\Program Files\\Lockstep\\lockstep.exe", L"C:\\with space\\", L"C:\\", L"",
        L"a\"b", L"a\\\"b", L"a b\\\\\"c", L"tab\there"}) {
    CHECK(read_back(command_word(word)) == word);
  }
  CHECK(command_word(L"C:\\plain\\path") == L"C:\\plain\\path");
}

TEST_CASE("the sentence about a mapped drive names the path to use") {
  CHECK(mapped_drive_sentence("N:/documents/a", R"(\\server\share)") ==
        R"('N:\documents\a' lies on a drive that a user mapped, which the service does not see: )"
        R"(write the UNC path '\\server\share\documents\a')");
  CHECK(mapped_drive_sentence("N:/", "").ends_with(R"('\\SERVER\SHARE\')"));
}

TEST_CASE("paths on disks and on the network are not refused") {
  Settings settings;
  JobSettings job;
  job.source = "C:/source";
  job.replica = "//server/share/replica";
  settings.jobs.push_back(job);
  CHECK(refuse_mapped_drives(settings, "C:/lockstep.toml"));
}

TEST_CASE("accounts of this machine, of a domain and of the system") {
  CHECK(account_name(L"somebody") == L".\\somebody");
  CHECK(account_name(L"DOMAIN\\somebody") == L"DOMAIN\\somebody");
  CHECK(account_name(L"somebody@domain") == L"somebody@domain");
  CHECK(account_name(L"LocalSystem") == L"LocalSystem");
  CHECK(needs_password(L".\\somebody"));
  CHECK_FALSE(needs_password(L"LocalSystem"));
  CHECK_FALSE(needs_password(L"NT AUTHORITY\\NetworkService"));
  CHECK_FALSE(needs_password(L"NT SERVICE\\Lockstep"));
  CHECK_FALSE(needs_password(L"DOMAIN\\managed$"));
}

TEST_CASE("LocalSystem has more than one name") {
  for (const wchar_t* const name :
       {L"LocalSystem", L"localsystem", L".\\LocalSystem", L"NT AUTHORITY\\System"}) {
    CHECK(is_local_system(name));
    CHECK_FALSE(needs_password(account_name(name)));
  }
  for (const wchar_t* const name : {L"", L".\\somebody", L"NT AUTHORITY\\NetworkService"})
    CHECK_FALSE(is_local_system(name));
}

TEST_CASE("privileges are asked for where all are, and of no other account") {
  CHECK(std::wstring_view(required_privileges(true)).starts_with(L"Se"));
  const wchar_t* const none = required_privileges(false);
  CHECK((none[0] == L'\0' && none[1] == L'\0'));
}

TEST_CASE("a file in a volume's root lies in no folder that could be made") {
  CHECK(folder_above("C:/a/b c/x.log") == "C:/a/b c");
  CHECK(folder_above("C:/a/x.log") == "C:/a");
  CHECK(folder_above("C:/x.log").empty());
  CHECK(folder_above("//server/share/a/x.log") == "//server/share/a");
  CHECK(folder_above("//server/share/x.log").empty());
  CHECK(folder_above("").empty());
}

TEST_CASE("a protected folder is made with its parents, once") {
  const TemporaryFolder folder;
  const std::string path = folder / "a/b c/d";
  const auto made = make_protected_folder(path, FolderReaders::administrators);
  REQUIRE_MESSAGE(made, made.error().message());
  CHECK(*made);
  CHECK((GetFileAttributesW(system_path(path).value().c_str()) & FILE_ATTRIBUTE_DIRECTORY) != 0);
  const auto again = make_protected_folder(path, FolderReaders::everybody);
  REQUIRE(again);
  CHECK_FALSE(*again);
}

}  // namespace
}  // namespace lockstep
