/* SPDX-License-Identifier: GPL-2.0-or-later */
/* "kharness merge" with the switches of the kernel's merge_config.sh. */
#ifndef KHARNESS_CMD_MERGE_SCRIPT_H
#define KHARNESS_CMD_MERGE_SCRIPT_H

#include <stdbool.h>

/**
 * merge_script_asked() - is this a command line of merge_config.sh?
 *
 * It is when it has one of that script's switches, or files and none of --linux,
 * --arch, --output and --flavour.
 */
bool merge_script_asked(int argc, char **argv);

/** cmd_merge_script() - run it; returns an exit code */
int cmd_merge_script(int argc, char **argv);

#endif
