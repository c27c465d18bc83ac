// SPDX-License-Identifier: GPL-2.0-or-later
#include "pack/load_order.h"

#include <errno.h>
#include <libkmod.h>
#include <string.h>

#include "base/alloc.h"
#include "sys/file.h"

#define DEP_MAX ((size_t)64 << 20)

struct load_step *load_order_find(const struct load_order *o, const char *name)
{
	for (size_t i = 0; i < o->n; i++)
		if (strcmp(o->steps[i].name, name) == 0)
			return &o->steps[i];
	return NULL;
}

static int add(struct load_order *o, const char *dir, struct kmod_module *m,
	       struct diag *d)
{
	const char *name = kmod_module_get_name(m);
	const char *path = kmod_module_get_path(m);
	size_t n = strlen(dir);

	if (load_order_find(o, name))
		return 0;
	if (!path || strncmp(path, dir, n) != 0 || path[n] != '/') {
		diag_error(d, "module '%s' is not in '%s'", name, dir);
		return -EBADMSG;
	}
	GROW(o->steps, o->n, o->capacity);
	o->steps[o->n++] = (struct load_step){
		.name = xstrdup(name), .path = xstrdup(path + n + 1), .needs = STRV_INIT};
	return 0;
}

/* libkmod gives all dependencies of a module, in the order in which they load */
static int add_with_dependencies(struct load_order *o, const char *dir,
				 struct kmod_module *m, struct diag *d)
{
	struct kmod_list *deps = kmod_module_get_dependencies(m), *item;
	_cleanup_(strv_done) struct strv needs = STRV_INIT;
	struct load_step *step;
	int err = 0;

	kmod_list_foreach (item, deps) {
		struct kmod_module *dep = kmod_module_get_module(item);

		if (err == 0)
			err = add(o, dir, dep, d);
		strv_push(&needs, kmod_module_get_name(dep));
		kmod_module_unref(dep);
	}
	kmod_module_unref_list(deps);
	if (err == 0)
		err = add(o, dir, m, d);
	step = err < 0 ? NULL : load_order_find(o, kmod_module_get_name(m));
	if (step && !step->needs.n) {
		step->needs = needs;
		needs = (struct strv)STRV_INIT;
	}
	return err;
}

static int add_line(struct load_order *o, struct kmod_ctx *ctx, const char *dir,
		    const char *line, struct diag *d)
{
	_cleanup_(cleanup_free) char *relative = xstrndup(line, strcspn(line, ":"));
	_cleanup_(cleanup_free) char *path = xasprintf("%s/%s", dir, relative);
	struct kmod_module *m;
	int err = kmod_module_new_from_path(ctx, path, &m);

	if (err < 0)
		return diag_errno(d, err, "module '%s'", path);
	/* by name, so that its dependencies come from modules.dep */
	err = add_with_dependencies(o, dir, m, d);
	kmod_module_unref(m);
	return err;
}

int load_order_compute(const char *dir, struct load_order *ret, struct diag *d)
{
	_cleanup_(cleanup_free) char *path = xasprintf("%s/modules.dep", dir);
	_cleanup_(cleanup_free) char *text = NULL, *real = NULL;
	static const char *const no_config[] = {NULL};
	struct kmod_ctx *ctx;
	char *rest, *line;
	int err;

	err = file_read(path, DEP_MAX, &text, NULL, d);
	if (err < 0)
		return err;
	real = realpath(dir, NULL);
	ctx = real ? kmod_new(real, no_config) : NULL;
	if (!ctx)
		return diag_errno(d, -errno, "cannot read the modules of '%s'", dir);
	kmod_load_resources(ctx);
	rest = text;
	while (err == 0 && (line = strsep(&rest, "\n")))
		if (*line)
			err = add_line(ret, ctx, real, line, d);
	kmod_unref(ctx);
	return err;
}

void load_order_done(struct load_order *o)
{
	if (!o)
		return;
	for (size_t i = 0; i < o->n; i++) {
		free(o->steps[i].name);
		free(o->steps[i].path);
		strv_done(&o->steps[i].needs);
	}
	free(o->steps);
	*o = (struct load_order)LOAD_ORDER_INIT;
}
