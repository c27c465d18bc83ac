// SPDX-License-Identifier: GPL-2.0-or-later
#include "kconfig/waive.h"

#include <string.h>

#include "base/alloc.h"
#include "model/request_waiver.h"

static const char *found_of(const struct judgement *v)
{
	return v->symbol->state.type == TYPE_NONE ? "unknown" : v->symbol->state.value;
}

static bool is_good(const struct request_waivers *list, const struct request_waiver *w,
		    const struct judgement *v, struct diag *d)
{
	if (strcmp(w->found, found_of(v)) != 0) {
		diag_at(d, DIAG_ERROR, &w->at,
			"the waiver of '%s/CONFIG_%s' expects '%s', but '%s' was found; see "
			"whether its reason is still true",
			w->fragment, w->symbol, w->found, found_of(v));
		return false;
	}
	if (strcmp(w->expires, list->today) < 0) {
		diag_at(d, DIAG_ERROR, &w->at,
			"the waiver of '%s/CONFIG_%s' expired on %s; see whether its reason "
			"is still true",
			w->fragment, w->symbol, w->expires);
		return false;
	}
	return true;
}

void waive_request(const struct merge_in *in, struct judgement *v, struct diag *said,
		   bool *used, struct diag *d)
{
	const struct request_waiver *w = NULL;

	if (request_failed(v->verdict))
		w = request_waiver_find(in->waivers, in->flavour, in->arch,
					v->request->at.file, v->request->name);
	if (w)
		used[w - in->waivers->v] = true;
	if (!w || !is_good(in->waivers, w, v, d)) {
		diag_append(d, said);
		return;
	}
	v->verdict = REQUEST_WAIVED;
	diag_at(d, DIAG_NOTE, &v->request->at,
		"CONFIG_%s is %s, which is accepted until %s (%s:%u): %s",
		v->request->name, found_of(v), w->expires, w->at.file, w->at.line,
		w->reason);
}

void waive_unused(const struct merge_in *in, const bool *used, struct diag *d)
{
	for (size_t i = 0; in->waivers && i < in->waivers->n; i++) {
		const struct request_waiver *w = &in->waivers->v[i];

		if (!used[i] && request_waiver_is_for(w, in->flavour, in->arch))
			diag_at(d, DIAG_ERROR, &w->at,
				"nothing needs the waiver of '%s/CONFIG_%s' for %s-%s: no "
				"such request fails",
				w->fragment, w->symbol, in->flavour, in->arch);
	}
}
