// SPDX-License-Identifier: GPL-2.0-or-later
#include "cmd/report_audit.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>

#include "base/alloc.h"
#include "cmd/audit_kernel.h"
#include "policy/audit.h"
#include "report/audit.h"
#include "report/read.h"

static bool older(const struct timespec *a, const struct timespec *b)
{
	return a->tv_sec != b->tv_sec ? a->tv_sec < b->tv_sec : a->tv_nsec < b->tv_nsec;
}

/* Is there an audit of this very configuration? */
static bool counts(const char *path, const char *config)
{
	struct stat audit, st;

	return stat(path, &audit) == 0 && stat(config, &st) == 0 &&
	       !older(&audit.st_mtim, &st.st_mtim);
}

static bool is_flavour(const struct flavours *f, const char *name)
{
	size_t n = strcspn(name, "+");

	for (size_t i = 0; i < f->n; i++)
		if (strlen(f->list[i].name) == n &&
		    strncmp(f->list[i].name, name, n) == 0)
			return true;
	return false;
}

/* What fails is the report's to show, not ours to complain about. */
static int judge(const struct kernel_state *k, const struct policy *p, struct waivers *w,
		 struct strbuf *json)
{
	_cleanup_(diag_done) struct diag said = DIAG_INIT;
	_cleanup_(audit_done) struct audit a = AUDIT_INIT;
	char today[DATE_SIZE];
	struct audit_in in = {.policy = p, .waivers = w, .kernel = k, .today = today};
	int err;

	date_today(today);
	err = audit_run(&in, &a, &said);
	audit_print_json(&a, json);
	return err == -EBADMSG ? 0 : err;
}

static int run(const struct report_audit_in *in, const struct build_report *b,
	       const char *config, struct strbuf *json, struct diag *d)
{
	_cleanup_(kernel_state_done) struct kernel_state k = KERNEL_STATE_INIT;
	_cleanup_(flavours_done) struct flavours flavours = FLAVOURS_INIT;
	_cleanup_(policy_done) struct policy policy = POLICY_INIT;
	_cleanup_(waivers_done) struct waivers waivers = WAIVERS_INIT;
	_cleanup_(cleanup_free) char *rules = xasprintf("%s/policy", in->configs);
	_cleanup_(cleanup_free) char *accepted =
		xasprintf("%s/waivers.yaml", in->configs);
	static const struct strv none = STRV_INIT;
	struct audit_kernel_in kernel = {.linux_dir = in->linux_dir,
					 .arch = b->arch,
					 .cross = in->cross,
					 .bridge_dir = in->bridge_dir,
					 .policy = &policy,
					 .flavours = &flavours,
					 .cmdline = &none,
					 .sysctl = &none};
	int err = policy_read(rules, &policy, d);

	if (err == 0)
		err = waivers_read(accepted, &policy, &waivers, d);
	if (err == 0)
		err = flavours_read(in->configs, &flavours, d);
	if (err < 0)
		return err;
	kernel.target = is_flavour(&flavours, b->flavour) ? b->flavour : config;
	err = audit_kernel(&kernel, &k, d);
	if (err < 0)
		return err == -EBADMSG ? -EINVAL : err;
	return judge(&k, &policy, &waivers, json);
}

int report_audit_find(const struct report_audit_in *in, struct build_report *b,
		      struct diag *d)
{
	_cleanup_(strbuf_done) struct strbuf json = STRBUF_INIT;
	_cleanup_(cleanup_free) char *config = xasprintf("%s/.config", b->dir);
	_cleanup_(cleanup_free) char *path =
		xasprintf("%s/../audit/%s.json", b->dir, b->name);
	_cleanup_(cleanup_free) char *from = xasprintf("audit/%s.json", b->name);
	_cleanup_(cleanup_free) char *rules = xasprintf("%s/policy", in->configs);
	int err;

	if (counts(path, config)) {
		err = read_audit(path, NULL, from, &b->audit, d);
		if (err != -ENOENT)
			return err;
	}
	if (!in->linux_dir || access(rules, F_OK) < 0)
		return 0;
	err = run(in, b, config, &json, d);
	return err < 0 ? err
		       : read_audit("the audit", json.buf,
				    "the policy, run for this report", &b->audit, d);
}
