/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Fuzzing by seeded mutation, with the sanitizers as judges.
 *
 * A program of this room is one fuzz_target() that is linked with mutate.c:
 *
 *     fuzz_X --seed N --runs N FILE...    the files are what is mutated
 *     fuzz_X --seed N --only RUN FILE...  one run again, its input on standard output
 *
 * No run depends on another one: a failure names the run that repeats it.
 */
#ifndef KHARNESS_TESTS_FUZZ_MUTATE_H
#define KHARNESS_TESTS_FUZZ_MUTATE_H

#include <stddef.h>

/**
 * fuzz_target() - use the bytes as the program would use a file with them
 * @text: exactly @size bytes on the heap: a read behind them is seen
 *
 * Must end the process, by fuzz_require(), when what it sees is wrong.
 */
void fuzz_target(const char *text, size_t size);

/** fuzz_words - what mutations may insert besides bytes; ends with NULL */
extern const char *const fuzz_words[];

/** fuzz_require() - end the process, and name the run, unless @condition holds */
#define fuzz_require(condition)                                    \
	do {                                                       \
		if (!(condition))                                  \
			fuzz_fail(#condition, __FILE__, __LINE__); \
	} while (0)

/** fuzz_fail() - what fuzz_require() calls */
void fuzz_fail(const char *condition, const char *file, int line)
	__attribute__((noreturn));

#endif
