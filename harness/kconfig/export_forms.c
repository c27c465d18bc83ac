// SPDX-License-Identifier: GPL-2.0-or-later
#include <string.h>

#include "base/alloc.h"
#include "kconfig/export.h"
#include "kconfig/value.h"

/* What distributions call the kernel's architectures. */
static const struct {
	const char *arch;
	const char *rpm;    /* in the names of packages */
	const char *ark;    /* directories below generic/ */
	const char *debian; /* dpkg-architecture's */
} names[] = {
	{"x86_64", "x86_64", "x86/x86_64", "amd64"},
	{"arm64", "aarch64", "arm/aarch64", "arm64"},
	{"riscv", "riscv64", "riscv/riscv64", "riscv64"},
	{"powerpc", "ppc64le", "powerpc", "ppc64el"},
	{"s390", "s390x", "s390x", "s390x"},
	{"arm", "armv7hl", "arm/armv7", "armhf"},
	{"i386", "i686", "x86/i686", "i386"},
};

static const char *rpm_name(const char *arch)
{
	for (size_t i = 0; i < ARRAY_SIZE(names); i++)
		if (strcmp(names[i].arch, arch) == 0)
			return names[i].rpm;
	return arch;
}

static const char *ark_dirs(const char *arch)
{
	for (size_t i = 0; i < ARRAY_SIZE(names); i++)
		if (strcmp(names[i].arch, arch) == 0)
			return names[i].ark;
	return arch;
}

static const char *debian_name(const char *arch)
{
	for (size_t i = 0; i < ARRAY_SIZE(names); i++)
		if (strcmp(names[i].arch, arch) == 0)
			return names[i].debian;
	return arch;
}

static void print_line(const struct export_line *l, struct strbuf *to)
{
	if (strcmp(l->value, "n") == 0)
		strbuf_addf(to, "# CONFIG_%s is not set\n", l->name);
	else
		strbuf_addf(to, "CONFIG_%s=%s\n", l->name, l->value);
}

/* --- full files --------------------------------------------------------------------------- */

/* The symbol that a line of a .config is about; NULL: none. */
static const struct export_line *line_at(const struct export_pair *p, const char *text)
{
	const char *name = strncmp(text, "# ", 2) == 0 ? text + 2 : text;
	_cleanup_(cleanup_free) char *symbol = NULL;

	if (strncmp(name, "CONFIG_", 7) != 0)
		return NULL;
	symbol = xstrndup(name + 7, symbol_name_length(name + 7, SYMBOL_NAME_MAX));
	return export_find(p, symbol);
}

void export_config(const struct export_pair *p, struct strbuf *to)
{
	for (const char *line = p->config; *line;) {
		size_t n = strcspn(line, "\n");
		const struct export_line *l = line_at(p, line);

		n += line[n] == '\n';
		if (!l || !l->toolchain)
			strbuf_add(to, line, n);
		line += n;
	}
}

void export_azl(const struct export_out *out, struct file_set *to)
{
	for (size_t i = 0; i < out->n; i++) {
		const struct export_pair *p = &out->pairs[i];
		struct strbuf text = STRBUF_INIT;

		strbuf_addf(&text, "# %s\n%s", p->arch, p->config);
		file_set_add(
			to,
			xasprintf("%s-%s-azl.config", out->version, rpm_name(p->arch)),
			&text);
	}
}

/* --- annotations ---------------------------------------------------------------------------- */

#define COLUMN 47 /* where the annotations tool puts policies and notes */

/* "azure+test" would be no name of a flavour there. */
static char *flavour_key(const struct export_pair *p)
{
	char *key = xasprintf("%s-%s", debian_name(p->arch), p->flavour);

	for (char *c = key; *c; c++)
		if (*c == '+')
			*c = '-';
	return key;
}

static void print_header(const struct export_out *out, struct strbuf *to)
{
	_cleanup_(strv_done) struct strv archs = STRV_INIT, flavours = STRV_INIT;

	for (size_t i = 0; i < out->n; i++) {
		const char *arch = debian_name(out->pairs[i].arch);

		if (!strv_contains(&archs, arch))
			strv_push(&archs, arch);
		strv_take(&flavours, flavour_key(&out->pairs[i]));
	}
	strv_sort(&archs);
	strv_sort(&flavours);
	strbuf_adds(to, "# Menu: HEADER\n# FORMAT: 4\n# ARCH:");
	strv_foreach (&archs, i)
		strbuf_addf(to, " %s", archs.v[i]);
	strbuf_adds(to, "\n# FLAVOUR:");
	strv_foreach (&flavours, i)
		strbuf_addf(to, " %s", flavours.v[i]);
	strbuf_addc(to, '\n');
}

static const char *value_in(const struct export_pair *p, const char *name)
{
	const struct export_line *l = export_find(p, name);

	return l && !l->toolchain ? l->value : NULL;
}

/* Do all flavours of an architecture say the same, and do they say anything? */
static bool arch_agrees(const struct export_out *out, const char *arch, const char *name)
{
	const char *first = NULL;
	bool any = false;

	for (size_t i = 0; i < out->n; i++) {
		const char *value;

		if (strcmp(out->pairs[i].arch, arch) != 0)
			continue;
		value = value_in(&out->pairs[i], name);
		if (!value || (any && strcmp(first, value) != 0))
			return false;
		first = value;
		any = true;
	}
	return any;
}

static void add_policies(const struct export_out *out, const char *name, struct strv *to)
{
	for (size_t i = 0; i < out->n; i++) {
		const struct export_pair *p = &out->pairs[i];
		const char *value = value_in(p, name);
		_cleanup_(cleanup_free) char *key = NULL, *entry = NULL;

		if (!value)
			continue;
		key = arch_agrees(out, p->arch, name) ? xstrdup(debian_name(p->arch))
						      : flavour_key(p);
		entry = xasprintf("'%s': '%s'", key, value);
		if (!strv_contains(to, entry))
			strv_push(to, entry);
	}
	strv_sort(to);
}

/* Each different reason once; the tool reads a note up to the first '>'. */
static char *note_of(const struct export_out *out, const char *name)
{
	_cleanup_(strv_done) struct strv whys = STRV_INIT;
	struct strbuf text = STRBUF_INIT;

	for (size_t i = 0; i < out->n; i++) {
		const struct export_line *l = export_find(&out->pairs[i], name);

		if (l && l->why && !strv_contains(&whys, l->why))
			strv_push(&whys, l->why);
	}
	strv_foreach (&whys, i) {
		if (i)
			strbuf_adds(&text, " / ");
		for (const char *p = whys.v[i]; *p; p++) {
			if (*p == '\'')
				strbuf_adds(&text, "\xe2\x80\x99"); /* an apostrophe */
			else
				strbuf_addc(&text, *p == '<'   ? '('
						   : *p == '>' ? ')'
							       : *p);
		}
	}
	return strbuf_detach(&text, NULL);
}

static void print_policy(const struct export_out *out, const char *name,
			 struct strbuf *to)
{
	_cleanup_(strv_done) struct strv policies = STRV_INIT;
	_cleanup_(cleanup_free) char *symbol = xasprintf("CONFIG_%s", name);

	add_policies(out, name, &policies);
	strbuf_addf(to, "%-*s policy<{", COLUMN, symbol);
	strv_foreach (&policies, i)
		strbuf_addf(to, "%s%s", i ? ", " : "", policies.v[i]);
	strbuf_adds(to, "}>\n");
}

void export_annotations(const struct export_out *out, struct strbuf *to)
{
	_cleanup_(strv_done) struct strv all = STRV_INIT;
	_cleanup_(strbuf_done) struct strbuf rest = STRBUF_INIT;

	export_names(out, &all);
	print_header(out, to);
	strbuf_addc(to, '\n');
	strv_foreach (&all, i) {
		_cleanup_(cleanup_free) char *note = note_of(out, all.v[i]);
		_cleanup_(cleanup_free) char *symbol = xasprintf("CONFIG_%s", all.v[i]);

		print_policy(out, all.v[i], *note ? to : &rest);
		if (*note)
			strbuf_addf(to, "%-*s note<'%s'>\n\n", COLUMN, symbol, note);
	}
	strbuf_addf(to, "\n# ---- Annotations without notes ----\n\n%s", rest.buf);
}

/* --- one file an option ------------------------------------------------------------------------ */

/* Every architecture has the symbol, with the same value. */
static bool is_generic(const struct export_out *out, const char *name)
{
	const char *first = value_in(&out->pairs[0], name);

	for (size_t i = 1; first && i < out->n; i++) {
		const char *value = value_in(&out->pairs[i], name);

		if (!value || strcmp(value, first) != 0)
			return false;
	}
	return first != NULL;
}

static void add_option(const struct export_pair *p, const char *name, const char *dirs,
		       struct file_set *to)
{
	const struct export_line *l = export_find(p, name);
	struct strbuf text = STRBUF_INIT;

	if (!l || l->toolchain)
		return;
	print_line(l, &text);
	file_set_add(
		to,
		xasprintf("common/generic/%s%sCONFIG_%s", dirs, *dirs ? "/" : "", name),
		&text);
}

/* "x86_64=generic:generic-x86:generic-x86-x86_64": from the lowest priority on */
static void print_layers(const char *arch, struct strbuf *to)
{
	_cleanup_(cleanup_free) char *layer = xstrdup("generic");
	const char *dirs = ark_dirs(arch);

	strbuf_addf(to, "%s=%s", rpm_name(arch), layer);
	while (*dirs) {
		size_t n = strcspn(dirs, "/");
		char *longer = xasprintf("%s-%.*s", layer, (int)n, dirs);

		free(layer);
		layer = longer;
		strbuf_addf(to, ":%s", layer);
		dirs += n + (dirs[n] == '/');
	}
	strbuf_addc(to, '\n');
}

void export_ark(const struct export_out *out, struct file_set *to)
{
	_cleanup_(strv_done) struct strv all = STRV_INIT;
	struct strbuf priority = STRBUF_INIT;

	export_names(out, &all);
	strv_foreach (&all, i) {
		if (is_generic(out, all.v[i])) {
			add_option(&out->pairs[0], all.v[i], "", to);
			continue;
		}
		for (size_t j = 0; j < out->n; j++)
			add_option(&out->pairs[j], all.v[i], ark_dirs(out->pairs[j].arch),
				   to);
	}
	strbuf_adds(&priority, "ORDER=common\n");
	for (size_t i = 0; i < out->n; i++)
		print_layers(out->pairs[i].arch, &priority);
	file_set_add(to, xasprintf("priority.%s", out->pairs[0].flavour), &priority);
}
