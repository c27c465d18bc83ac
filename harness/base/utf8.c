// SPDX-License-Identifier: GPL-2.0-or-later
#include "base/utf8.h"

#include <stdint.h>

/* Bytes in the sequence that starts with @c, 0 when none starts so; *ret_min: the
 * smallest code point for which that length is the shortest. */
static size_t sequence_length(unsigned char c, uint32_t *ret_min)
{
	static const uint32_t min[] = {0, 0, 0x80, 0x800, 0x10000};
	size_t n = c < 0x80		? 1
		   : (c & 0xe0) == 0xc0 ? 2
		   : (c & 0xf0) == 0xe0 ? 3
		   : (c & 0xf8) == 0xf0 ? 4
					: 0;

	*ret_min = min[n];
	return n;
}

static size_t valid_sequence(const unsigned char *s, size_t size)
{
	uint32_t min, code;
	size_t n = sequence_length(*s, &min);

	if (n == 0 || n > size)
		return 0;
	code = n == 1 ? *s : *s & (0x7fu >> n);
	for (size_t i = 1; i < n; i++) {
		if ((s[i] & 0xc0) != 0x80)
			return 0;
		code = code << 6 | (s[i] & 0x3f);
	}
	if (code < min || code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff))
		return 0;
	return n;
}

size_t utf8_valid_prefix(const char *s, size_t size)
{
	const unsigned char *bytes = (const unsigned char *)s;
	size_t done = 0;

	while (done < size) {
		size_t n = valid_sequence(bytes + done, size - done);

		if (n == 0)
			break;
		done += n;
	}
	return done;
}
