/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Results for the host, in KTAP (Documentation/dev-tools/ktap.rst), on the port.
 *
 * A result that cannot be written is lost for good, and so is the verdict: the host
 * wants a complete plan. So errors are kept, and asked for once, at the end.
 */
#ifndef TESTVM_TAP_H
#define TESTVM_TAP_H

#include <stddef.h>

struct tap {
	int fd;
	unsigned int n; /* results so far */
	int error;	/* of the first write that failed, as a negative errno */
};

/**
 * tap_begin() - version, nonce and plan
 * @t: with its descriptor set
 * @nonce: of this run, or NULL if there was none
 * @n: how many results will follow
 */
void tap_begin(struct tap *t, const char *nonce, size_t n);

/**
 * tap_note() - a line about the test whose result comes next
 * @name: the test
 * @fmt: as for printf; control bytes and bytes beyond ASCII appear as \xHH
 */
__attribute__((format(printf, 3, 4))) void tap_note(struct tap *t, const char *name,
						    const char *fmt, ...);

/** tap_ok(), tap_not_ok(), tap_skip() - the result of test @name */
void tap_ok(struct tap *t, const char *name);
void tap_not_ok(struct tap *t, const char *name);
void tap_skip(struct tap *t, const char *name, const char *reason);

/** tap_end() - the last line: without it the results are cut off */
void tap_end(struct tap *t, const char *nonce);

/**
 * tap_escape() - make one printable ASCII line of any bytes
 * @text: NUL-terminated
 * @buf: gets the line, cut off where it is full, always NUL-terminated
 * @size: bytes in @buf, at least 1
 */
void tap_escape(const char *text, char *buf, size_t size);

#endif
