// lockstep: keeps a replica folder an identical copy of a source folder.

#include "service/program.h"
#include "service/startup.h"

int main(int argc, char** argv) {
  const lockstep::PlainOutput output;
  return lockstep::run_program(lockstep::given_words(argc, argv));
}
