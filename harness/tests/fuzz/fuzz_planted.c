// SPDX-License-Identifier: GPL-2.0-or-later
/* A reader with a fault, which a run must find: it looks for a quote behind the end. */
#include "tests/fuzz/mutate.h"

const char *const fuzz_words[] = {"\"", NULL};

void fuzz_target(const char *text, size_t size)
{
	size_t quotes = 0;

	for (size_t i = 0; i < size; i++)
		quotes += text[i] == '"';
	if (quotes == 7)
		fuzz_require(text[size] == '"');
}
