// SPDX-License-Identifier: GPL-2.0-or-later
#include "pack/ikconfig.h"

#include <errno.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>
#include <zlib.h>

#include "base/alloc.h"

int ikconfig_check(const void *gz, size_t size, const char *config, struct diag *d)
{
	size_t expected = strlen(config);
	_cleanup_(cleanup_free) char *text = xmalloc(expected + 1);
	z_stream z = {
		.next_in = (Bytef *)(uintptr_t)gz,
		.avail_in = (uInt)size,
		.next_out = (Bytef *)text,
		.avail_out = (uInt)expected + 1, /* one more tells "longer" */
	};
	bool same;
	int end;

	if (inflateInit2(&z, 15 + 16) != Z_OK) { /* 16: gzip, not zlib */
		diag_error(d, "cannot inflate the kernel's config");
		return -EIO;
	}
	end = inflate(&z, Z_FINISH);
	same = end == Z_STREAM_END && z.total_out == expected &&
	       memcmp(text, config, expected) == 0;
	inflateEnd(&z);
	if (same)
		return 0;
	diag_error(d, "the config that vmlinux carries %s; build it again",
		   end == Z_DATA_ERROR ? "is damaged" : "is not the merged one");
	return -EBADMSG;
}
