/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * How many steps a kernel build still has to do, asked of Kbuild itself.
 *
 * "make -n ./" prints the commands for every object without running them, in
 * a few seconds. The target is "./" and not "all": link rules begin with '+'
 * and would run even under -n. It runs beside the real build, so its answer
 * is about the moment when it looked. What comes after the objects of a module is
 * added: there are no rules for that under "./".
 */
#ifndef KHARNESS_KBUILD_COUNT_H
#define KHARNESS_KBUILD_COUNT_H

#include <stdbool.h>

#include "kbuild/kmake.h"

struct count; /* a count under way */

/**
 * count_can_start() - is it time to count?
 * @line: of the build's output
 *
 * Return: true when it announces an object of the kernel. All that Kbuild prepares first
 * is there then.
 */
bool count_can_start(const char *line);

/**
 * count_start() - begin to count
 * @k: the build
 * @per_module: steps that make a module of its objects
 *
 * Return: the count, or NULL when make could not be started.
 */
struct count *count_start(const struct kmake *k, size_t per_module);

/** count_result() - steps still to do, or 0 while that is not known; NULL gives 0 */
size_t count_result(struct count *c);

/** count_commands() - the steps in what "make -n" has printed */
size_t count_commands(const char *text, size_t per_module);

/** count_finish() - stop it if it still runs, and free it; accepts NULL */
void count_finish(struct count *c);

#endif
