// SPDX-License-Identifier: GPL-2.0-or-later
#include "pack/expect.h"

#include <string.h>

#include "base/alloc.h"
#include "base/strbuf.h"
#include "model/dotconfig.h"

static const struct {
	const char *name;
	const char *symbol;
	bool exclusive;
} lsms[] = {
	{"apparmor", "CONFIG_SECURITY_APPARMOR", true},
	{"bpf", "CONFIG_BPF_LSM", false},
	{"ipe", "CONFIG_SECURITY_IPE", false},
	{"landlock", "CONFIG_SECURITY_LANDLOCK", false},
	{"loadpin", "CONFIG_SECURITY_LOADPIN", false},
	{"lockdown", "CONFIG_SECURITY_LOCKDOWN_LSM", false},
	{"safesetid", "CONFIG_SECURITY_SAFESETID", false},
	{"selinux", "CONFIG_SECURITY_SELINUX", true},
	{"smack", "CONFIG_SECURITY_SMACK", true},
	{"tomoyo", "CONFIG_SECURITY_TOMOYO", false},
	{"yama", "CONFIG_SECURITY_YAMA", false},
};

/* The last "name=value" of a command line, as early_param() and __setup() see it. */
static char *argument(const char *cmdline, const char *name)
{
	size_t n = strlen(name);
	char *value = NULL;

	for (const char *p = cmdline; *p;) {
		size_t size = strcspn(p, " ");

		if (size > n && strncmp(p, name, n) == 0 && p[n] == '=') {
			free(value);
			value = xstrndup(p + n + 1, size - n - 1);
		}
		p += size;
		p += strspn(p, " ");
	}
	return value;
}

static bool is_set(const char *config, const char *symbol)
{
	return dotconfig_is(config, symbol, "y");
}

static void append(struct strbuf *list, const char *name)
{
	strbuf_addf(list, "%s%s", list->len ? "," : "", name);
}

static bool contains(const char *list, const char *name)
{
	size_t n = strlen(name);

	while (*list) {
		size_t size = strcspn(list, ",");

		if (size == n && strncmp(list, name, n) == 0)
			return true;
		list += size + (list[size] == ',');
	}
	return false;
}

static void append_mutable(struct strbuf *list, const char *config, const char *name,
			   bool *exclusive)
{
	for (size_t i = 0; i < ARRAY_SIZE(lsms); i++) {
		if (strcmp(lsms[i].name, name) != 0 || !is_set(config, lsms[i].symbol) ||
		    contains(list->buf, name) || (lsms[i].exclusive && *exclusive))
			continue;
		*exclusive |= lsms[i].exclusive;
		append(list, name);
	}
}

char *expect_lsm(const char *config, const char *cmdline)
{
	_cleanup_(cleanup_free) char *order = argument(cmdline, "lsm");
	struct strbuf list = STRBUF_INIT;
	bool exclusive = false;
	char *rest, *name;

	if (!order)
		order = dotconfig_get(config, "CONFIG_LSM");
	if (is_set(config, "CONFIG_SECURITY_LOCKDOWN_LSM_EARLY"))
		append(&list, "lockdown");
	append(&list, "capability");
	rest = order;
	while (rest && (name = strsep(&rest, ",")))
		append_mutable(&list, config, name, &exclusive);
	if (is_set(config, "CONFIG_IMA"))
		append(&list, "ima");
	if (is_set(config, "CONFIG_EVM"))
		append(&list, "evm");
	return strbuf_detach(&list, NULL);
}

const char *expect_lockdown(const char *config, const char *cmdline)
{
	_cleanup_(cleanup_free) char *lsm = expect_lsm(config, cmdline);
	_cleanup_(cleanup_free) char *level = argument(cmdline, "lockdown");

	if (!contains(lsm, "lockdown"))
		return "absent";
	/* the level only ever rises, whoever asks first */
	if (is_set(config, "CONFIG_LOCK_DOWN_KERNEL_FORCE_CONFIDENTIALITY") ||
	    (level && strcmp(level, "confidentiality") == 0))
		return "confidentiality";
	if (is_set(config, "CONFIG_LOCK_DOWN_KERNEL_FORCE_INTEGRITY") ||
	    (level && strcmp(level, "integrity") == 0))
		return "integrity";
	return "none";
}

bool expect_sig_enforce(const char *config, const char *cmdline)
{
	_cleanup_(cleanup_free) char *value = argument(cmdline, "module.sig_enforce");

	return is_set(config, "CONFIG_MODULE_SIG_FORCE") ||
	       (value && strcmp(value, "1") == 0);
}
