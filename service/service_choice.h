// Knows which services of Lockstep this system can have, in the words of the command line. systemd
// has the system's, each user's own and any number of instances; Windows has one.
#pragma once

#include <string>
#include <vector>

#include "service/command_line.h"

namespace lockstep {

// Returns the options that choose one, under a heading of help.
[[nodiscard]] std::vector<OptionSpec> service_choices(const std::string& group);
// Returns whether this user may have a service beside the system's, and mean either. Root can't.
[[nodiscard]] bool may_mean_own_service();
// Returns the options' place in a usage line: " [--user|--system]", or nothing.
[[nodiscard]] std::string service_choice_form();

// Returns the further options that `lockstep service` has on this system alone.
[[nodiscard]] std::vector<OptionSpec> own_service_options();
[[nodiscard]] std::vector<std::string> service_examples();

// Returns where an instance has its configuration, and the state folder that goes with `folder`,
// the one of the service without a name.
[[nodiscard]] std::string instance_configuration(const std::string& instance);
[[nodiscard]] std::string instance_state_folder(const std::string& folder,
                                                const std::string& instance);

// Returns the words that a command needs beside a job's name to mean the job of this configuration:
// " --instance NAME", " --config FILE", or nothing for the one that is read when none is named.
[[nodiscard]] std::string address_of_configuration(const std::string& file);

}  // namespace lockstep
