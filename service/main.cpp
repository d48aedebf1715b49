// lockstep: keeps a replica folder an identical copy of a source folder.

#include "app/host/program_start.h"
#include "service/program.h"

int main(int argc, char** argv) {
  return lockstep::run_program(lockstep::start_program(argc, argv));
}
