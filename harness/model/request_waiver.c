// SPDX-License-Identifier: GPL-2.0-or-later
#include "model/request_waiver.h"

#include <string.h>

#include "base/alloc.h"

bool request_waiver_is_for(const struct request_waiver *w, const char *flavour,
			   const char *arch)
{
	return flavour && strv_contains(&w->flavours, flavour) &&
	       strv_contains(&w->archs, arch);
}

const struct request_waiver *request_waiver_find(const struct request_waivers *w,
						 const char *flavour, const char *arch,
						 const char *path, const char *symbol)
{
	_cleanup_(cleanup_free) char *base = NULL;

	if (!w || !flavour)
		return NULL;
	base = xstrndup(flavour, strcspn(flavour, "+"));
	for (size_t i = 0; i < w->n; i++) {
		const struct request_waiver *one = &w->v[i];
		_cleanup_(cleanup_free) char *whole =
			xasprintf("%s/%s", w->dir, one->fragment);

		if (strcmp(one->symbol, symbol) == 0 && strcmp(whole, path) == 0 &&
		    (request_waiver_is_for(one, flavour, arch) ||
		     request_waiver_is_for(one, base, arch)))
			return one;
	}
	return NULL;
}

void request_waivers_done(struct request_waivers *w)
{
	if (!w)
		return;
	for (size_t i = 0; i < w->n; i++) {
		free(w->v[i].fragment);
		free(w->v[i].symbol);
		free(w->v[i].found);
		free(w->v[i].owner);
		free(w->v[i].reason);
		free(w->v[i].expires);
		strv_done(&w->v[i].flavours);
		strv_done(&w->v[i].archs);
	}
	free(w->v);
	free(w->dir);
	*w = (struct request_waivers)REQUEST_WAIVERS_INIT;
}
