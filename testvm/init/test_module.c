// SPDX-License-Identifier: GPL-2.0-or-later
/* Do the modules that were packed load, work and unload? */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "test.h"
#include "text.h"

#define TAINT_OOT_MODULE (1UL << 12) /* TAINT_OOT_MODULE of include/linux/panic.h */

int module_load(const char *file, int flags)
{
	int fd = open(file, O_RDONLY | O_CLOEXEC);
	int err;

	if (fd < 0)
		return -errno;
	err = syscall(SYS_finit_module, fd, "", flags) < 0 ? -errno : 0;
	close(fd);
	return err;
}

/* The kernel's own name for a module: KBUILD_MODNAME has no dashes. */
static void kernel_name(const char *name, char *buf, size_t size)
{
	snprintf(buf, size, "%s", name);
	for (char *p = buf; *p; p++)
		if (*p == '-')
			*p = '_';
}

int module_unload(const char *name)
{
	char buf[64];

	kernel_name(name, buf, sizeof(buf));
	return syscall(SYS_delete_module, buf, O_NONBLOCK) < 0 ? -errno : 0;
}

bool module_is_live(const char *name)
{
	char buf[64], path[128], state[16];

	kernel_name(name, buf, sizeof(buf));
	snprintf(path, sizeof(path), "/sys/module/%s/initstate", buf);
	return text_read_line(path, state, sizeof(state)) == 0 &&
	       strcmp(state, "live") == 0;
}

static int load_live(const struct plan_module *m, struct outcome *o)
{
	int err = module_load(m->file, m->flags);

	if (err < 0)
		outcome_fail(o, "the module loads", "%s: %s", m->file,
			     strerrorname_np(-err));
	else if (!module_is_live(m->name))
		outcome_fail(o, "the module is live",
			     "no live module '%s' in /sys/module", m->name);
	return err;
}

static void unload_gone(const char *name, struct outcome *o)
{
	int err = module_unload(name);

	if (err < 0)
		outcome_fail(o, "the module unloads", "%s: %s", name,
			     strerrorname_np(-err));
	else if (module_is_live(name))
		outcome_fail(o, "the module is gone", "'%s' is still in /sys/module",
			     name);
}

void test_load(struct guest *g, size_t i, struct outcome *o)
{
	g->loaded[i] = load_live(&g->plan.modules[i], o) == 0;
}

/* In reverse order: who depends on others goes first. */
void test_unload(struct guest *g, size_t i, struct outcome *o)
{
	drivers_unload(g, o);
	for (i = g->plan.n_modules; i-- > 0;)
		if (g->loaded[i])
			unload_gone(g->plan.modules[i].name, o);
}

void test_original(struct guest *g, size_t i, struct outcome *o)
{
	(void)i;
	if (load_live(&g->plan.original, o) == 0)
		unload_gone(g->plan.original.name, o);
}

/* FNV-1a, as testvm/probe computes it in the kernel. */
static uint64_t fnv1a(const char *text)
{
	uint64_t hash = 0xcbf29ce484222325;

	for (; *text; text++)
		hash = (hash ^ (unsigned char)*text) * 0x100000001b3;
	return hash;
}

static void ask_probe(struct guest *g, struct outcome *o)
{
	char path[128], expected[512], answer[512];
	struct utsname u;
	int err;

	uname(&u);
	snprintf(expected, sizeof(expected), "%s %016llx", u.release,
		 (unsigned long long)fnv1a(g->nonce));
	snprintf(path, sizeof(path), "/sys/kernel/%s/nonce", g->plan.probe.name);
	err = text_write(path, g->nonce);
	if (err == 0) {
		snprintf(path, sizeof(path), "/sys/kernel/%s/answer", g->plan.probe.name);
		err = text_read_line(path, answer, sizeof(answer));
	}
	if (err < 0)
		outcome_fail(o, expected, "%s: %s", path, strerror(-err));
	else
		outcome_compare(o, expected, answer);
}

void test_probe(struct guest *g, size_t i, struct outcome *o)
{
	(void)i;
	if (load_live(&g->plan.probe, o) < 0)
		return;
	g->taint |= TAINT_OOT_MODULE; /* and it stays, though the module goes */
	ask_probe(g, o);
	unload_gone(g->plan.probe.name, o);
}
