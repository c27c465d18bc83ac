// SPDX-License-Identifier: GPL-2.0-or-later
#include "kconfig/assumption.h"

#include <errno.h>

#include "base/alloc.h"
#include "base/json.h"
#include "kconfig/bridge_process.h"

#define TIMEOUT_MS 60000 /* of the commands that Kconfig runs */

struct assumption {
	struct versions *asked;
	struct version_texts texts;
	bool checked;
	int err;
};

struct assumption *assumption_new(struct versions *asked, struct version_texts *texts)
{
	struct assumption *a = xcalloc(1, sizeof(*a));

	a->asked = asked;
	a->texts = *texts;
	*texts = (struct version_texts)VERSION_TEXTS_INIT;
	return a;
}

static int check(const struct assumption *a, struct bridge *b, struct diag *d)
{
	_cleanup_(cleanup_json) json_t *answer = NULL;
	const struct version_texts *now;
	int err = versions_wait(a->asked, &now, d);

	if (err == 0 && !version_texts_same(&a->texts, now))
		return -ESTALE;
	if (err == 0)
		err = bridge_ask(b, json_pack("{s:s}", "op", "confirm"), TIMEOUT_MS,
				 &answer, d);
	if (err < 0)
		return err;
	return json_is_true(json_object_get(answer, "same")) ? 0 : -ESTALE;
}

int assumption_check(struct bridge *b, struct diag *d)
{
	struct assumption *a;
	int err = 0;

	if (b->parent)
		b = b->parent;
	pthread_mutex_lock(&b->lock);
	a = b->assumption;
	if (a && !a->checked) {
		a->err = check(a, b, d);
		a->checked = true;
	}
	if (a)
		err = a->err;
	pthread_mutex_unlock(&b->lock);
	return err;
}

void assumption_free(struct assumption *a)
{
	if (!a)
		return;
	versions_free(a->asked);
	version_texts_done(&a->texts);
	free(a);
}
