// SPDX-License-Identifier: GPL-2.0-or-later
#include "policy/boot_lsm.h"

#include <string.h>

#include "base/alloc.h"

struct lsm {
	const char *name;
	const char *symbol;
	const char *early; /* symbol with which no list is looked at; NULL: none */
	bool always;	   /* LSM_ORDER_LAST: in no list, and active all the same */
	bool major;	   /* LSM_FLAG_LEGACY_MAJOR: security= picks one of them */
	bool exclusive;	   /* LSM_FLAG_EXCLUSIVE: the first of them wins */
	const char *param; /* 0 switches it off; NULL: it has none */
};

static const struct lsm lsms[] = {
	{"landlock", "SECURITY_LANDLOCK", NULL, false, false, false, NULL},
	{"lockdown", "SECURITY_LOCKDOWN_LSM", "SECURITY_LOCKDOWN_LSM_EARLY", false, false,
	 false, NULL},
	{"yama", "SECURITY_YAMA", NULL, false, false, false, NULL},
	{"loadpin", "SECURITY_LOADPIN", NULL, false, false, false, NULL},
	{"safesetid", "SECURITY_SAFESETID", NULL, false, false, false, NULL},
	{"selinux", "SECURITY_SELINUX", NULL, false, true, true, "selinux"},
	{"smack", "SECURITY_SMACK", NULL, false, true, true, NULL},
	{"tomoyo", "SECURITY_TOMOYO", NULL, false, true, false, NULL},
	{"apparmor", "SECURITY_APPARMOR", NULL, false, true, true, "apparmor"},
	{"ipe", "SECURITY_IPE", NULL, false, false, false, NULL},
	{"bpf", "BPF_LSM", NULL, false, false, false, NULL},
	{"ima", "IMA", NULL, true, false, false, NULL},
	{"evm", "EVM", NULL, true, false, false, NULL},
};

static const struct lsm *find(const char *name, size_t n)
{
	for (size_t i = 0; i < ARRAY_SIZE(lsms); i++)
		if (strncmp(lsms[i].name, name, n) == 0 && !lsms[i].name[n])
			return &lsms[i];
	return NULL;
}

const char *boot_lsm_symbol(const char *lsm)
{
	const struct lsm *l = find(lsm, strlen(lsm));

	return l ? l->symbol : NULL;
}

const char *boot_lsm_at(size_t n)
{
	return n < ARRAY_SIZE(lsms) ? lsms[n].name : NULL;
}

static const char *argument(const struct kernel_state *k, const char *name)
{
	const struct kernel_setting *s = kernel_settings_find(&k->cmdline, name);

	return s && s->value ? s->value : NULL;
}

static bool switched_off(const struct kernel_state *k, const struct lsm *l)
{
	const char *value = l->param ? argument(k, l->param) : NULL;
	/* lsm= makes the kernel ignore security= */
	const char *chosen = argument(k, "lsm") ? NULL : argument(k, "security");

	if (value && strcmp(value, "0") == 0)
		return true;
	return chosen && l->major && strcmp(chosen, l->name) != 0;
}

/* Walk the list as the kernel does: an exclusive one keeps out those behind it. */
static bool listed(const struct kernel_state *k, const struct lsm *wanted)
{
	const char *order = argument(k, "lsm"), *chosen = argument(k, "security");
	bool taken = false;

	if (!order)
		order = kernel_value(k, "LSM");
	for (const char *p = order; *p; p += strcspn(p, ","), p += *p == ',') {
		const struct lsm *l = find(p, strcspn(p, ","));

		if (!l || !kernel_is(k, l->symbol, "y") || switched_off(k, l))
			continue;
		if (l == wanted)
			return !(l->exclusive && taken);
		taken |= l->exclusive;
	}
	return !argument(k, "lsm") && chosen && strcmp(chosen, wanted->name) == 0 &&
	       !taken;
}

const char *boot_lsm_get(const struct kernel_state *k, const char *name)
{
	const struct lsm *l = find(name, strlen(name));

	if (!l || !kernel_is(k, l->symbol, "y"))
		return "absent";
	if (switched_off(k, l))
		return "off";
	if (l->always || (l->early && kernel_is(k, l->early, "y")) || listed(k, l))
		return "active";
	return "inert";
}

void boot_lsm_settings(struct strv *to)
{
	strv_pushl(to, "cmdline:lsm", "cmdline:security", NULL);
	for (size_t i = 0; i < ARRAY_SIZE(lsms); i++)
		if (lsms[i].param)
			strv_pushf(to, "cmdline:%s", lsms[i].param);
}

char *boot_lsm_inert(const struct kernel_state *k)
{
	struct strbuf names = STRBUF_INIT;

	for (size_t i = 0; i < ARRAY_SIZE(lsms); i++)
		if (strcmp(boot_lsm_get(k, lsms[i].name), "inert") == 0)
			strbuf_addf(&names, "%s%s", names.len ? "," : "", lsms[i].name);
	return names.len ? strbuf_detach(&names, NULL) : xstrdup("none");
}
