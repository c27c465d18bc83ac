// SPDX-License-Identifier: GPL-2.0-or-later
#include "model/dotconfig.h"

#include <string.h>

#include "base/alloc.h"

char *dotconfig_get(const char *config, const char *symbol)
{
	size_t n = strlen(symbol);

	for (const char *p = config; *p;) {
		const char *end = strchrnul(p, '\n');

		if (strncmp(p, symbol, n) == 0 && p[n] == '=') {
			const char *value = p + n + 1;
			size_t size = (size_t)(end - value);

			if (size >= 2 && value[0] == '"' && value[size - 1] == '"') {
				value++;
				size -= 2;
			}
			return xstrndup(value, size);
		}
		p = *end ? end + 1 : end;
	}
	return NULL;
}

bool dotconfig_is(const char *config, const char *symbol, const char *value)
{
	_cleanup_(cleanup_free) char *found = dotconfig_get(config, symbol);

	return found && strcmp(found, value) == 0;
}
