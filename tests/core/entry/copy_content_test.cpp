// Tests copies of contents: the system may give less than it was asked for, and a copy is whole or
// it is none.
#include "core/faulty_mirror.h"

namespace lockstep {
namespace {

constexpr std::size_t kLarge = 300'000;  // more than one buffer

std::string text_of_size(std::size_t size, char first = 'a') {
  std::string text(size, '\0');
  for (std::size_t i = 0; i < size; ++i)
    text[i] = static_cast<char>(first + static_cast<int>(i / 1000 % 20));
  return text;
}

void build_with_holes(Directory& root) {
  auto file = expect(root.stage_named(".lockstep-0000000000000000"), "stage", "f");
  const std::string data = text_of_size(kLarge);
  for (const std::uint64_t offset : {1'000'000U, 3'000'000U})
    expect(file->write(offset, std::as_bytes(std::span(data))), "write", "f");
  expect(file->set_size(5'000'000), "resize", "f");
  expect(file->publish("f", Overwrite::allowed), "publish", "f");
}

// Both roots are on one volume, where the system copies ranges and may share blocks.
struct OneVolume : Mirror {
  explicit OneVolume(const MemoryOptions& options = {}) : Mirror(1, options), tree(make_folders()) {
    let_everything_through();
  }
  std::unique_ptr<Directory> make_folders() {
    create_folder(*replica.open(), "s");
    create_folder(*replica.open(), "r");
    return replica.open();
  }
  PassOutcome pass_between(std::stop_token stop = {}) {
    const auto root = tree.open();
    return pass(**root->open_directory("s"), **root->open_directory("r"), std::move(stop));
  }
  void check_equal() {
    View view;
    view.root = false;
    CHECK(Recorder::joined(told.problems) == "");
    CHECK(lockstep::difference(describe(*replica.open("s"), view),
                               describe(*replica.open("r"), view)) == "");
  }
  FaultyTree tree;
};

bool is(const Call& call, Operation operation) { return call.operation == operation; }

TEST_CASE("what a copy by the system leaves out is read, wherever it stopped") {
  struct Case {
    std::size_t calls;  // the number of calls that are given all they ask for
    std::size_t most;   // the bytes for each of the others
  };
  for (const Case& one :
       {Case{0, 0}, {0, 1}, {0, 4096}, {0, kLarge - 1}, {1, 0}, {2, 0}, {1, 1000}}) {
    CAPTURE(one.calls);
    CAPTURE(one.most);
    OneVolume mirror;
    // It takes more than one step of a MiB, so that the second and third are cut short, too.
    mirror.replica.overwrite("s/f", text_of_size(one.calls == 0 ? kLarge : 2'500'000));
    std::size_t seen = 0;
    mirror.tree.shorten_when(
        [&](const Call& call) {
          if (!is(call, Operation::copy_range)) return false;
          return ++seen > one.calls;
        },
        one.most);
    // The end comes after one short answer, as on some volumes.
    mirror.tree.shorten_when(
        [&](const Call& call) { return is(call, Operation::copy_range) && seen > one.calls + 1; },
        0);
    CHECK(mirror.pass_between().summary.result == PassResult::ok);
    CHECK(seen > one.calls);
    mirror.check_equal();
  }
}

TEST_CASE("a file with holes is copied whole when the system's copy stops early") {
  OneVolume mirror;
  build_with_holes(*mirror.replica.open("s"));
  mirror.tree.shorten_when([](const Call& call) { return is(call, Operation::copy_range); }, 0);
  CHECK(mirror.pass_between().summary.result == PassResult::ok);
  mirror.check_equal();
}

TEST_CASE("short reads are no ends: what is read in pieces is copied whole") {
  for (const std::size_t most : {1UL, 4095UL, 100'000UL}) {
    CAPTURE(most);
    FaultyMirror mirror;
    build(*mirror.source.open(), "small:text");
    mirror.source.overwrite("large", text_of_size(most == 1 ? 2000 : kLarge));
    mirror.from.shorten_when([](const Call& call) { return is(call, Operation::read); }, most);
    mirror.faulty_pass();
    CHECK(mirror.problems() == "");
    CHECK(mirror.difference() == "");
  }
}

// The source's "f" has become large, with holes around two pieces of data or without any.
struct Grown : FaultyMirror {
  explicit Grown(bool sparse) {
    build(*source.open(), "f:old");
    pass();
    if (sparse) {
      build_with_holes(*source.open());
    } else {
      source.overwrite("f", text_of_size(kLarge));
    }
  }
};

TEST_CASE("a copy that is shorter than the file is not published, though nothing else tells") {
  for (const bool sparse : {true, false}) {
    for (const std::size_t reads : {0U, 1U, 2U}) {
      CAPTURE(sparse);
      CAPTURE(reads);
      Grown mirror(sparse);
      std::size_t seen = 0;
      mirror.from.shorten_when(
          [&](const Call& call) { return is(call, Operation::read) && ++seen > reads; }, 0);
      CHECK(mirror.faulty_pass().summary.result == PassResult::problems);
      CHECK(mirror.told.problems.size() == 1);
      CHECK(mirror.drawn() == "f:old");
      CHECK(mirror.is_tidy());
      mirror.check_recovery();
    }
  }
}

TEST_CASE("an end in the middle of a file that is told once costs one more try") {
  for (const bool sparse : {true, false}) {
    for (std::size_t n = 1; n <= 3; ++n) {
      CAPTURE(sparse);
      CAPTURE(n);
      Grown mirror(sparse);
      std::size_t seen = 0;
      mirror.from.shorten_when(
          [&](const Call& call) { return is(call, Operation::read) && ++seen == n; }, 0);
      mirror.faulty_pass();
      CHECK(seen > n);
      CHECK(mirror.problems() == "");
      CHECK(mirror.difference() == "");
    }
  }
}

TEST_CASE("a source that changes between two reads is copied once more, if only its ctime tells") {
  FaultyMirror mirror;
  mirror.source.overwrite("f", text_of_size(kLarge));
  const Timestamp time = examine(*mirror.source.open(), "f").modified();
  mirror.from.before_operation(Operation::read, 2, [&] {
    mirror.source.overwrite("f", text_of_size(kLarge, 'b'));
    set_modified(*mirror.source.open(), "f", time);
  });
  mirror.faulty_pass();
  CHECK(mirror.problems() == "");
  CHECK(read_file(*mirror.replica.open(), "f") == text_of_size(kLarge, 'b'));
  CHECK(mirror.difference() == "");
}

TEST_CASE("a source that grows within one tick of its volume's clock is copied once more") {
  FaultyMirror mirror;
  mirror.source.change_options(
      [](MemoryOptions& options) { options.can.granularity = 2'000'000'000; });
  const auto once = before_first(mirror.from, Operation::list, "",
                                 [&] { mirror.source.overwrite("f", text_of_size(kLarge)); });
  const auto again = before_first(mirror.from, Operation::read, "f", [&] {
    const Timestamp before = examine(*mirror.source.open(), "f").changed();
    mirror.source.overwrite("f", text_of_size(kLarge + 5000, 'b'));
    CHECK(examine(*mirror.source.open(), "f").changed() == before);
  });
  mirror.faulty_pass();
  CHECK((*once && *again));
  CHECK(read_file(*mirror.replica.open(), "f") == text_of_size(kLarge + 5000, 'b'));
}

TEST_CASE("what became a fifo or a folder meanwhile is not copied as an empty file") {
  for (const char* const now : {"f|fifo{0644}", "f/"}) {
    CAPTURE(now);
    FaultyMirror mirror;
    mirror.source.change_options([](MemoryOptions& options) { options.opens_any_kind = true; });
    build(*mirror.source.open(), "f: g:");
    const auto done = before_first(mirror.from, Operation::open_file, "f", [&] {
      remove_all(*mirror.source.open(), "f");
      build(*mirror.source.open(), now);
    });
    CHECK(mirror.faulty_pass().summary.result == PassResult::problems);
    CHECK(*done);
    CHECK(mirror.drawn() == "g:");
    mirror.check_recovery();
  }
}

TEST_CASE("a stop that lets files be finished begins no second try of one") {
  FaultyMirror mirror;
  mirror.source.overwrite("f", text_of_size(kLarge));
  std::stop_source stop;
  const std::stop_source drop;
  mirror.from.before_operation(Operation::read, 2, [&] {
    mirror.source.overwrite("f", text_of_size(kLarge, 'b'));
    stop.request_stop();
  });
  const auto source = mirror.from.open();
  const auto replica = mirror.to.open();
  PassInput input = mirror.prepare(*source, *replica);
  input.drop = drop.get_token();
  CHECK(run_pass(input, stop.get_token()).summary.result == PassResult::cancelled);
  CHECK(mirror.to.count(Operation::stage_unnamed) == 1);
  CHECK(mirror.drawn() == "");
}

TEST_CASE("a file whose attributes can't be read is a problem") {
  FaultyMirror mirror;
  build(*mirror.source.open(), "f:text{user.a=1} g:text");
  mirror.from.fail_when(
      [](const Call& call) {
        return call.operation == Operation::read_attributes && call.path == "f";
      },
      ErrorKind::input_output);
  CHECK(mirror.faulty_pass().summary.result == PassResult::problems);
  CHECK(mirror.told.problems.size() == 1);
  CHECK(exists(*mirror.replica.open(), "g"));
  mirror.check_recovery();
}

TEST_CASE("a file of the replica that can't be read to be compared is copied anew") {
  FaultyMirror mirror;
  build(*mirror.source.open(), "f:text");
  build(*mirror.replica.open(), "f:TEXT");
  for (const Operation operation : {Operation::open_file, Operation::read}) {
    mirror.replica.overwrite("f", "TEXT");
    mirror.to.forget_faults();
    mirror.to.fail_when([operation](const Call& call) { return is(call, operation); },
                        ErrorKind::input_output);
    mirror.faulty_pass();
    CHECK(mirror.to.faults() > 0);
    CHECK(read_file(*mirror.replica.open(), "f") == "text");
  }
}

TEST_CASE("another file in the source's place is copied, not half of each") {
  FaultyMirror mirror;
  mirror.source.overwrite("f", text_of_size(kLarge));
  mirror.source.overwrite("g", text_of_size(kLarge, 'b'));
  const auto done = before_first(mirror.from, Operation::read, "f", [&] {
    move(*mirror.source.open(), "g", "f", Overwrite::allowed);
  });
  mirror.faulty_pass();
  CHECK(*done);
  const std::string copied = read_file(*mirror.replica.open(), "f");
  CHECK((copied == text_of_size(kLarge) || copied == text_of_size(kLarge, 'b')));
  mirror.check_recovery();
}

TEST_CASE("a source that never rests keeps what the replica has") {
  FaultyMirror mirror;
  build(*mirror.source.open(), "f:old");
  mirror.pass();
  mirror.source.overwrite("f", text_of_size(kLarge));
  char next = 'b';
  mirror.from.before_each([&](const Call& call) {
    if (is(call, Operation::read)) mirror.source.overwrite("f", text_of_size(kLarge, next++));
  });
  CHECK(mirror.faulty_pass().summary.result == PassResult::problems);
  CHECK(mirror.problems().find("it kept changing while it was copied") != std::string::npos);
  CHECK(mirror.drawn() == "f:old");
  mirror.check_recovery();
}

TEST_CASE("a clone that the volume can't make is copied, one that fails is a problem") {
  struct Case {
    ErrorKind kind;
    bool copied;
  };
  for (const Case& one : {Case{ErrorKind::not_supported, true},
                          {ErrorKind::cross_volume, true},
                          {ErrorKind::input_output, false},
                          {ErrorKind::no_space, false},
                          {ErrorKind::permission_denied, false}}) {
    CAPTURE(name_of(one.kind));
    MemoryOptions options;
    options.clones = true;
    OneVolume mirror(options);
    for (const char* const name : {"s/f", "s/g"})
      mirror.replica.overwrite(name, text_of_size(kLarge));
    mirror.tree.fail_operation(Operation::clone, 1, one.kind, Lasting::for_ever);
    mirror.pass_between();
    CHECK(exists(*mirror.replica.open(), "r/f") == one.copied);
    // A volume that can't is asked once.
    if (one.copied) CHECK(mirror.tree.count(Operation::clone) == 1);
    CHECK((Recorder::joined(mirror.told.problems) == "") == one.copied);
  }
}

TEST_CASE("small files are not cloned, and large ones without a loss") {
  MemoryOptions options;
  options.clones = true;
  OneVolume mirror(options);
  mirror.replica.overwrite("s/small", text_of_size(64 * 1024 - 1));
  mirror.replica.overwrite("s/large", text_of_size(64 * 1024));
  build(*mirror.replica.open("s"), "holes~300000");
  mirror.pass_between();
  CHECK(mirror.tree.count(Operation::clone) == 2);
  mirror.check_equal();
}

}  // namespace
}  // namespace lockstep
