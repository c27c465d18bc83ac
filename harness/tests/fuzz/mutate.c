// SPDX-License-Identifier: GPL-2.0-or-later
#include "tests/fuzz/mutate.h"

#include <inttypes.h>
#include <sanitizer/common_interface_defs.h>
#include <stdio.h>
#include <string.h>

#include "base/alloc.h"
#include "base/macro.h"
#include "base/parse.h"
#include "base/strbuf.h"
#include "sys/diag.h"
#include "sys/file.h"

#define INPUT_MAX ((size_t)64 << 10)

static uint64_t seed = 1, run_now, state;

/* --- where it stopped ---------------------------------------------------------------- */

static void name_run(void)
{
	fprintf(stderr, "seed %" PRIu64 ", run %" PRIu64 ": repeat it with --only\n",
		seed, run_now);
}

void fuzz_fail(const char *condition, const char *file, int line)
{
	fprintf(stderr, "%s:%d: not so: %s\n", file, line, condition);
	name_run();
	exit(1);
}

/* --- mutation ------------------------------------------------------------------------ */

/* splitmix64 */
static uint64_t next_random(void)
{
	uint64_t z = (state += 0x9e3779b97f4a7c15u);

	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
	z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
	return z ^ (z >> 31);
}

static size_t below(size_t n)
{
	return n ? (size_t)(next_random() % n) : 0;
}

static void replace(struct strbuf *in, size_t at, size_t n, const char *by, size_t size)
{
	struct strbuf out = STRBUF_INIT;

	strbuf_add(&out, in->buf, at);
	strbuf_add(&out, by, size);
	strbuf_add(&out, in->buf + at + n, in->len - at - n);
	strbuf_done(in);
	*in = out;
}

static void mutate(struct strbuf *in, const struct strbuf *other)
{
	static const char odd[] = "\0\n\r\t\"#:=\\ \x7f\x80\xc3\xff$`";
	size_t at = below(in->len + 1), left = in->len - at, n = below(40), words = 0;
	char byte = (char)next_random();

	n = n < left ? n : left;
	while (fuzz_words[words])
		words++;
	switch (below(7)) {
	case 0: replace(in, at, 0, odd + below(sizeof(odd)), 1); break;
	case 1: replace(in, at, left ? 1 : 0, &byte, 1); break;
	case 2: replace(in, at, n, "", 0); break;
	case 3:
	case 4: {
		const char *word = fuzz_words[below(words)];

		replace(in, at, below(3) ? 0 : n, word, strlen(word));
		break;
	}
	case 5: {
		_cleanup_(cleanup_free) char *again = xmemdup(in->buf + at, n);

		replace(in, at, 0, again, n);
		break;
	}
	default: {
		size_t from = below(other->len), size = below(200);

		size = size < other->len - from ? size : other->len - from;
		replace(in, at, 0, other->buf + from, size);
	}
	}
	if (in->len > INPUT_MAX)
		replace(in, INPUT_MAX, in->len - INPUT_MAX, "", 0);
}

static void one_run(const struct strbuf *corpus, size_t n, bool show)
{
	_cleanup_(strbuf_done) struct strbuf in = STRBUF_INIT;
	_cleanup_(cleanup_free) char *exact = NULL;
	const struct strbuf *start;

	state = seed * 0x2545f4914f6cdd1du + run_now;
	start = &corpus[below(n)];
	strbuf_add(&in, start->buf, start->len);
	for (size_t i = 1 + below(8); i; i--)
		mutate(&in, &corpus[below(n)]);
	if (show)
		fwrite(in.buf, 1, in.len, stdout);
	exact = xmemdup(in.buf, in.len);
	fuzz_target(exact, in.len);
}

/* --- the command line ---------------------------------------------------------------- */

static void usage(const char *name)
{
	fprintf(stderr,
		"usage: %s --seed N --runs N FILE... | --seed N --only RUN FILE...\n",
		name);
	exit(2);
}

static uint64_t number(const char *name, const char *text)
{
	char *end;
	uint64_t n = strtoull(text ? text : "", &end, 10);

	if (!text || !*text || *end)
		usage(name);
	return n;
}

static void load(const char *path, struct strbuf *to)
{
	_cleanup_(diag_done) struct diag d = DIAG_INIT;
	_cleanup_(cleanup_free) char *text = NULL;
	size_t size;

	if (file_read(path, INPUT_MAX, &text, &size, &d) < 0) {
		diag_print(&d, stderr);
		exit(2);
	}
	strbuf_add(to, text, size);
}

int main(int argc, char **argv)
{
	uint64_t runs = 0, only = 0;
	bool show = false;
	struct strbuf *corpus;
	int i = 1, n;

	for (; i < argc && strncmp(argv[i], "--", 2) == 0; i += 2) {
		if (strcmp(argv[i], "--seed") == 0)
			seed = number(argv[0], argv[i + 1]);
		else if (strcmp(argv[i], "--runs") == 0)
			runs = number(argv[0], argv[i + 1]);
		else if (strcmp(argv[i], "--only") == 0 && (show = true))
			only = number(argv[0], argv[i + 1]);
		else
			usage(argv[0]);
	}
	n = argc - i;
	if (n < 1 || (!runs && !show))
		usage(argv[0]);
	corpus = xcalloc((size_t)n, sizeof(*corpus));
	for (int j = 0; j < n; j++) {
		corpus[j] = (struct strbuf)STRBUF_INIT;
		load(argv[i + j], &corpus[j]);
	}
	__sanitizer_set_death_callback(name_run);
	run_now = only;
	if (show)
		one_run(corpus, (size_t)n, true);
	for (run_now = 1; run_now <= runs; run_now++)
		one_run(corpus, (size_t)n, false);
	for (int j = 0; j < n; j++)
		strbuf_done(&corpus[j]);
	free(corpus);
	if (!show)
		printf("%" PRIu64 " runs\n", runs);
	return 0;
}
