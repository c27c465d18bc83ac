// SPDX-License-Identifier: GPL-2.0-or-later
#include "sys/cache.h"

#include <errno.h>

#include "base/alloc.h"

int cache_dir(const char *name, char **ret, struct diag *d)
{
	const char *own = getenv("KHARNESS_CACHE");
	const char *xdg = getenv("XDG_CACHE_HOME");
	const char *home = getenv("HOME");

	if (own && *own) {
		*ret = xasprintf("%s/%s", own, name);
	} else if (xdg && *xdg) {
		*ret = xasprintf("%s/kharness/%s", xdg, name);
	} else if (home && *home) {
		*ret = xasprintf("%s/.cache/kharness/%s", home, name);
	} else {
		diag_error(d, "no place for a cache: set KHARNESS_CACHE or HOME");
		return -ENOENT;
	}
	return 0;
}
