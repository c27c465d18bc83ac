// SPDX-License-Identifier: GPL-2.0-or-later
#include "cmd/audit_kernel.h"

#include <errno.h>
#include <string.h>

#include "base/alloc.h"
#include "kconfig/cross.h"
#include "kconfig/merge.h"
#include "kconfig/reach.h"
#include "policy/audit.h"
#include "sys/file.h"

/* --- what is asked for -------------------------------------------------------------------- */

static const struct flavour *find_flavour(const struct audit_kernel_in *in)
{
	size_t n = strcspn(in->target, "+");

	for (size_t i = 0; in->flavours && i < in->flavours->n; i++) {
		const struct flavour *f = &in->flavours->list[i];

		if (strlen(f->name) == n && strncmp(f->name, in->target, n) == 0)
			return f;
	}
	return NULL;
}

/* Symbols that tell what compiler and which built-in command line there are. */
void audit_kernel_symbols(struct strv *names)
{
	static const char *const own[] = {
		"CC_IS_GCC",	    "CC_IS_CLANG",   "GCC_VERSION", "CLANG_VERSION",
		"CMDLINE",	    "CMDLINE_BOOL",  "X86_64",	    "ARM64",
		"CMDLINE_OVERRIDE", "CMDLINE_FORCE",
	};

	for (size_t i = 0; i < ARRAY_SIZE(own); i++)
		if (!strv_contains(names, own[i]))
			strv_push(names, own[i]);
}

static void name_compiler(struct kernel_state *k)
{
	bool clang = kernel_is(k, "CC_IS_CLANG", "y");
	const char *text = kernel_value(k, clang ? "CLANG_VERSION" : "GCC_VERSION");
	unsigned long v = strtoul(text, NULL, 10);

	k->compiler = xasprintf("%s %lu.%lu.%lu", clang ? "clang" : "gcc", v / 10000,
				v / 100 % 100, v % 100);
}

/* --- command line and sysctls --------------------------------------------------------------- */

static bool built_in_only(const struct kernel_state *k)
{
	return kernel_is(k, "CMDLINE_OVERRIDE", "y") ||
	       kernel_is(k, "CMDLINE_FORCE", "y");
}

static void take_built_in(struct kernel_state *k)
{
	const struct kernel_symbol *s = kernel_symbol_find(k, "CMDLINE");
	bool used =
		kernel_is(k, "CMDLINE_BOOL", "y") || kernel_is(k, "CMDLINE_FORCE", "y");

	if (s && used)
		kernel_settings_words(&k->cmdline, s->value, s->file ? &s->at : NULL);
}

static void take_settings(const struct flavour_settings *from, struct kernel_settings *to)
{
	for (size_t i = 0; i < from->n; i++)
		kernel_settings_add(to, from->v[i].text, &from->v[i].at);
}

static void take_boot(const struct audit_kernel_in *in, const struct flavour_arch *a,
		      struct kernel_state *k)
{
	take_built_in(k);
	if (a && !built_in_only(k))
		take_settings(&a->cmdline, &k->cmdline);
	if (a)
		take_settings(&a->sysctl, &k->sysctl);
	strv_foreach (in->cmdline, i)
		if (!built_in_only(k))
			kernel_settings_words(&k->cmdline, in->cmdline->v[i], NULL);
	strv_foreach (in->sysctl, i)
		kernel_settings_add(&k->sysctl, in->sysctl->v[i], NULL);
}

void audit_kernel_boot(const struct flavour_arch *a, struct kernel_state *k)
{
	static const struct strv none = STRV_INIT;
	const struct audit_kernel_in in = {.cmdline = &none, .sysctl = &none};

	take_boot(&in, a, k);
	name_compiler(k);
}

/* --- with a tree ----------------------------------------------------------------------------- */

/* The line that decided: what a fragment asks for, else what the base says. */
static void take_places(const struct merge_out *m, struct kernel_state *k)
{
	for (struct kernel_symbol *s = k->symbols; s; s = s->hh.next) {
		const struct merge_symbol *from;
		const struct request *r;

		HASH_FIND_STR(m->symbols, s->name, from);
		r = from ? from->request ? from->request : from->base : NULL;
		if (r)
			kernel_symbol_place(s, &r->at);
	}
}

int audit_kernel_ask(const struct audit_kernel_in *in, struct bridge *b,
		     const struct flavour_arch *a, const struct merge_out *m,
		     struct kernel_state *k, struct diag *d)
{
	_cleanup_(strv_done) struct strv names = STRV_INIT, questions = STRV_INIT,
					 locked = STRV_INIT;
	int err;

	policy_symbols(in->policy, &names);
	audit_kernel_symbols(&names);
	err = reach_symbols(b, &names, k, d);
	if (err < 0)
		return err;
	take_places(m, k);
	take_boot(in, a, k);
	name_compiler(k);
	policy_questions(in->policy, k, &questions, &locked);
	return reach_find(b, &questions, &locked, k, d);
}

/* What requests of a flavour came to is merge's business, and said there. */
static void note_dropped(const struct merge_out *m, const char *name, struct diag *d)
{
	size_t n = 0;

	for (int i = 0; i < REQUEST_VERDICTS; i++)
		if (request_failed((enum request_verdict)i))
			n += m->counts[i];
	if (n)
		diag_warning(
			d, "%zu requests of '%s' are not in effect, see 'kharness merge'",
			n, name);
}

static int with_tree(const struct audit_kernel_in *in, const struct flavour_arch *a,
		     const char *base, const char *arch, struct kernel_state *k,
		     struct diag *d)
{
	static const struct strv none = STRV_INIT;
	_cleanup_(merge_out_done) struct merge_out m = MERGE_OUT_INIT;
	_cleanup_(cleanup_bridge) struct bridge *b = NULL;
	_cleanup_(diag_done) struct diag said = DIAG_INIT;
	struct merge_in merge = {.linux_dir = in->linux_dir,
				 .arch = arch,
				 .cross_compile = cross_prefix(in->cross, arch, d),
				 .base = a ? a->base : base,
				 .fragments = a ? &a->fragments : &none,
				 .bridge_dir = in->bridge_dir};
	int err = merge_open(&merge, &b, d);

	if (err == 0)
		err = merge_with(&merge, b, &m, &said);
	if (err < 0 && err != -EBADMSG) {
		diag_append(d, &said);
		return err;
	}
	if (a)
		note_dropped(&m, a->name, d);
	k->tree = true;
	k->arch = xstrdup(arch);
	k->version = xstrdup(m.tree.kernelversion);
	return audit_kernel_ask(in, b, a, &m, k, d);
}

/* --- without a tree ---------------------------------------------------------------------------- */

/* "# Linux/x86 6.18.15 Kernel Configuration" stands above what Kconfig wrote. */
static char *version_in(const char *path, struct diag *d)
{
	_cleanup_(cleanup_free) char *text = NULL;
	const char *line;
	size_t n;

	if (file_read(path, FRAGMENT_MAX_BYTES, &text, NULL, d) < 0)
		return NULL;
	line = strstr(text, "# Linux/");
	line = line ? strchr(line + 8, ' ') : NULL;
	n = line ? strspn(line + 1, "0123456789.") : 0;
	if (n)
		return xstrndup(line + 1, n);
	diag_error(
		d,
		"'%s' does not say which Linux it is for: neither a line '# Linux/ARCH "
		"VERSION Kernel Configuration' nor --linux",
		path);
	return NULL;
}

static void take_values(const struct fragment *f, const struct strv *names,
			struct kernel_state *k)
{
	for (size_t i = 0; i < f->n; i++) {
		const struct request *r = &f->requests[i];
		struct kernel_symbol *s = kernel_symbol_add(k, r->name, r->value.text);

		free(s->value);
		s->value = xstrdup(r->value.text);
		kernel_symbol_place(s, &r->at);
	}
	strv_foreach (names, i)
		kernel_symbol_add(k, names->v[i], "n");
}

static int arch_of(const struct kernel_state *k, const char *given, char **ret,
		   struct diag *d)
{
	const char *arch = given			 ? given
			   : kernel_is(k, "X86_64", "y") ? "x86_64"
			   : kernel_is(k, "ARM64", "y")	 ? "arm64"
							 : NULL;

	if (!arch) {
		diag_error(
			d,
			"the configuration names neither x86_64 nor arm64; give --arch");
		return -EINVAL;
	}
	*ret = xstrdup(arch);
	return 0;
}

static int read_text(const struct audit_kernel_in *in, struct kernel_state *k,
		     struct diag *d)
{
	_cleanup_(fragment_done) struct fragment f = FRAGMENT_INIT;
	_cleanup_(strv_done) struct strv names = STRV_INIT;
	int err = fragment_read(in->target, FRAGMENT_BASE, &f, d);

	if (err < 0)
		return err;
	policy_symbols(in->policy, &names);
	audit_kernel_symbols(&names);
	take_values(&f, &names, k);
	return arch_of(k, in->arch, &k->arch, d);
}

static int without_tree(const struct audit_kernel_in *in, struct kernel_state *k,
			struct diag *d)
{
	int err = read_text(in, k, d);

	if (err < 0)
		return err;
	k->version = version_in(in->target, d);
	if (!k->version)
		return -EINVAL;
	take_boot(in, NULL, k);
	name_compiler(k);
	diag_note(d,
		  "without --linux the text is judged: what the tree does not know, or "
		  "cannot have, counts as n");
	return 0;
}

static int configuration(const struct audit_kernel_in *in, struct kernel_state *k,
			 struct diag *d)
{
	_cleanup_(kernel_state_done) struct kernel_state text = KERNEL_STATE_INIT;
	int err;

	if (!in->linux_dir)
		return without_tree(in, k, d);
	err = read_text(in, &text, d);
	return err < 0 ? err : with_tree(in, NULL, in->target, text.arch, k, d);
}

/* --- the whole --------------------------------------------------------------------------------- */

static int flavour(const struct audit_kernel_in *in, const struct flavour *f,
		   struct kernel_state *k, struct diag *d)
{
	const struct flavour_arch *a;

	if (!in->linux_dir) {
		diag_error(d, "a flavour has to be resolved; give --linux");
		return -EINVAL;
	}
	if (!in->arch && f->n_archs != 1) {
		diag_error(d, "'%s' is for several architectures; give --arch", f->name);
		return -EINVAL;
	}
	a = flavours_find(in->flavours, in->target,
			  in->arch ? in->arch : f->archs[0].arch, d);
	if (!a)
		return -ENOENT;
	k->flavour = xstrdup(a->name);
	return with_tree(in, a, NULL, a->arch, k, d);
}

int audit_kernel(const struct audit_kernel_in *in, struct kernel_state *ret,
		 struct diag *d)
{
	_cleanup_(kernel_state_done) struct kernel_state k = KERNEL_STATE_INIT;
	const struct flavour *f = find_flavour(in);
	int err;

	k.name = xstrdup(in->target);
	k.secure_boot = in->secure_boot;
	err = f ? flavour(in, f, &k, d) : configuration(in, &k, d);
	if (err < 0)
		return err;
	*ret = k;
	k = (struct kernel_state)KERNEL_STATE_INIT;
	return 0;
}
