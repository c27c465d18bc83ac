// SPDX-License-Identifier: GPL-2.0-or-later
/* kharness pack: what testvm/features asks of a kernel with this .config. */
#include <string.h>

#include "base/alloc.h"
#include "cmd/pack_job.h"
#include "model/dotconfig.h"
#include "module/sha256.h"
#include "pack/plan.h"
#include "pack/verity.h"

#define VERITY_TEST "verity.reject"

int pack_add_driver(struct pack_job *j, const struct load_step *step,
		    const struct driver *driver, const char *file, struct diag *d)
{
	const char *after = "-";

	for (size_t i = 0; i < step->needs.n; i++)
		if (features_driver(&j->features, step->needs.v[i])) {
			after = step->needs.v[i];
			break;
		}
	j->n_features++;
	return plan_add(&j->plan, d, "driver", step->name, file, "4", after, driver->why,
			NULL);
}

/* Asked for as a module, but not in the tree: the guest says that it is missing. */
static int add_missing(struct pack_job *j, const struct driver *driver, struct diag *d)
{
	_cleanup_(cleanup_free) char *file =
		xasprintf("/%s/missing/%s.ko.zst", j->place, driver->module);

	j->n_features++;
	return plan_add(&j->plan, d, "driver", driver->module, file, "4", "-",
			driver->why, NULL);
}

static int add_driver_row(struct pack_job *j, const struct driver *driver, struct diag *d)
{
	if (dotconfig_is(j->asked, driver->option, "y")) {
		j->n_features++;
		return plan_add(&j->plan, d, "builtin", driver->module, driver->symbol,
				driver->why, NULL);
	}
	if (dotconfig_is(j->asked, driver->option, "m") &&
	    !load_order_find(&j->order, driver->module))
		return add_missing(j, driver, d);
	return 0;
}

/* "BLOCKS BAD ROOT", and the image that they describe */
static char *add_verity(struct pack_job *j)
{
	struct strbuf image = STRBUF_INIT;
	char root[2 * SHA256_SIZE + 1];
	size_t size;
	char *data;

	verity_image(sha256, &image, root);
	data = strbuf_detach(&image, &size);
	initramfs_add(&j->archive, "kharness/verity.img", data, size, 0644);
	return xasprintf("%d %d %s", VERITY_BLOCKS, VERITY_BAD, root);
}

static int add_feature_row(struct pack_job *j, const struct feature *f, struct diag *d)
{
	_cleanup_(cleanup_free) char *made = NULL;

	if (!features_asked(j->asked, f->options))
		return 0;
	if (strcmp(f->test, VERITY_TEST) == 0)
		made = add_verity(j);
	j->n_features++;
	return plan_add(&j->plan, d, "feature", f->test, made ? made : f->argument, NULL);
}

int pack_add_features(struct pack_job *j, struct diag *d)
{
	int err = 0;

	for (size_t i = 0; err == 0 && i < j->features.n_drivers; i++)
		err = add_driver_row(j, &j->features.drivers[i], d);
	for (size_t i = 0; err == 0 && i < j->features.n_features; i++)
		err = add_feature_row(j, &j->features.features[i], d);
	return err;
}
