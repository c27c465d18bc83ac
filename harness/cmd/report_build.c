// SPDX-License-Identifier: GPL-2.0-or-later
#include "cmd/report_build.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#include "base/alloc.h"
#include "cmd/report_changes.h"
#include "module/certificate.h"
#include "module/sha256.h"
#include "module/verify.h"
#include "report/build.h"
#include "report/diff_html.h"
#include "report/history.h"
#include "report/markup.h"
#include "report/read.h"
#include "sys/file.h"
#include "sys/relative.h"

#define CONFIG_MAX ((size_t)16 << 20)

char *report_fault(const struct diag *d)
{
	for (size_t i = 0; i < d->n; i++) {
		const struct diag_entry *e = &d->entries[i];

		if (e->severity == DIAG_ERROR && e->file)
			return xasprintf("%s:%u: %s", e->file, e->line, e->text);
		if (e->severity == DIAG_ERROR)
			return xstrdup(e->text);
	}
	return xstrdup("it cannot be read");
}

static bool exists(const char *path)
{
	return access(path, F_OK) == 0;
}

/* --- modules ---------------------------------------------------------------------- */

static struct report_module *find_module(struct report_modules *m, const char *path)
{
	size_t low = 0, high = m->n, n = strlen(path) - strlen(".zst");

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		const char *name = m->v[middle].path;
		int order = strncmp(name, path, n);

		if (order == 0 && !name[n])
			return &m->v[middle];
		if (order < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return NULL;
}

static void take_verdicts(const struct verify_out *out, struct report_modules *m)
{
	for (size_t i = 0; i < out->n; i++) {
		const struct verify_module *v = &out->modules[i];
		struct report_module *found = v->path ? find_module(m, v->path) : NULL;

		if (!found)
			continue;
		found->good = v->good;
		found->signed_ = v->good ? (int64_t)v->size : -1;
	}
	m->verified = true;
	m->n_bad = out->n_bad;
	m->vermagic = out->vermagic ? xstrdup(out->vermagic) : NULL;
}

/* A bad module is what the report is about, not an error in making it. */
static void verify(const char *dir, struct report_modules *m)
{
	_cleanup_(cleanup_free) char *objdir = xasprintf("%s/build", dir);
	_cleanup_(cleanup_free) char *modules = xasprintf("%s/modules", dir);
	_cleanup_(cleanup_free) char *probe = xasprintf("%s/probe", dir);
	_cleanup_(cleanup_free) char *order = xasprintf("%s/modules.order", probe);
	_cleanup_(cleanup_free) char *vmlinux = xasprintf("%s/vmlinux", objdir);
	_cleanup_(strv_done) struct strv external = STRV_INIT;
	_cleanup_(verify_out_done) struct verify_out out = VERIFY_OUT_INIT;
	_cleanup_(diag_done) struct diag said = DIAG_INIT;
	struct verify_in in = {objdir, &external, modules};
	int err;

	if (!exists(vmlinux)) {
		m->not_verified =
			xstrdup("Not verified: the kernel that is to load them, "
				"build/vmlinux, is not there.");
		return;
	}
	if (exists(order))
		strv_push(&external, probe);
	err = verify_run(&in, &out, &said);
	if (err == 0 || out.n)
		take_verdicts(&out, m);
	else
		m->not_verified =
			xasprintf("Not verified: %s",
				  said.n ? said.entries[0].text : strerror(-err));
	for (size_t i = 0; i < said.n; i++)
		strv_pushf(&m->faults, "%s%s%s",
			   said.entries[i].file ? said.entries[i].file : "",
			   said.entries[i].file ? ": " : "", said.entries[i].text);
}

static void read_certificate(const char *dir, struct report_modules *m)
{
	_cleanup_(cleanup_certificate) struct certificate *cert = NULL;
	_cleanup_(cleanup_free) char *path =
		xasprintf("%s/build/certs/kharness.pem", dir);
	_cleanup_(diag_done) struct diag said = DIAG_INIT;

	if (!exists(path))
		return;
	if (certificate_read(path, &cert, &said) < 0) {
		strv_push(&m->faults, said.n ? said.entries[0].text : path);
		return;
	}
	m->subject = certificate_subject(cert);
	m->key = certificate_is_ecdsa(cert) ? "ECDSA" : "RSA";
}

static int take_modules(const char *dir, struct build_report *b, struct diag *d)
{
	struct report_modules *m = &b->modules;
	int64_t bytes = 0;
	int err = b->now.release ? read_modules(dir, b->now.release, m, d) : 0;

	if (err < 0 || !m->there)
		return err;
	for (size_t i = 0; i < m->n; i++)
		bytes += m->v[i].packed;
	b->now.numbers[NUMBER_MODULES] = (int64_t)m->n;
	b->now.numbers[NUMBER_PACKED] = bytes;
	read_certificate(dir, m);
	verify(dir, m);
	if (m->verified)
		b->now.numbers[NUMBER_BAD] = (int64_t)m->n_bad;
	return 0;
}

/* --- the rest --------------------------------------------------------------------- */

static char *hex_sha256(const char *data, size_t size)
{
	unsigned char digest[SHA256_SIZE];
	struct strbuf hex = STRBUF_INIT;

	sha256(data, size, digest);
	for (size_t i = 0; i < sizeof(digest); i++)
		strbuf_addf(&hex, "%02x", digest[i]);
	return strbuf_detach(&hex, NULL);
}

static void take_audit(struct build_report *b)
{
	const struct report_audit *a = &b->audit;

	if (!a->from)
		return;
	b->now.numbers[NUMBER_HOLDS] = (int64_t)a->counts[AUDIT_HOLDS];
	b->now.numbers[NUMBER_FAILS] = (int64_t)a->counts[AUDIT_FAILS];
	b->now.numbers[NUMBER_WAIVED] = (int64_t)a->counts[AUDIT_WAIVED];
}

static int add_link(const char *out, const char *text, struct build_report *b,
		    struct diag *d)
{
	_cleanup_(cleanup_free) char *path = xasprintf("%s/%s", b->dir, text),
				     *way = NULL;
	struct strbuf href = STRBUF_INIT;
	struct stat st;
	int err;

	if (stat(path, &st) < 0 || !S_ISREG(st.st_mode))
		return 0;
	err = path_relative(out, path, &way, d);
	if (err < 0)
		return err;
	markup_path(&href, way);
	GROW(b->links, b->n_links, b->links_capacity);
	b->links[b->n_links++] = (struct report_link){
		xstrdup(text), strbuf_detach(&href, NULL), (int64_t)st.st_size};
	return 0;
}

static int add_links(const char *out, struct build_report *b, struct diag *d)
{
	static const char *const names[] = {
		".config",
		"provenance.json",
		"build.json",
		"build.log",
		"build/System.map",
		"pack/manifest.json",
		"boot/console.log",
		"boot/results.json",
		"boot/results.ktap",
		"boot/junit.xml",
		"boot/registers.txt",
		"boot-bzImage/console.log",
		"boot-bzImage/results.json",
		"boot-bzImage/results.ktap",
		"boot-bzImage/junit.xml",
		"boot-bzImage/registers.txt",
	};
	_cleanup_(cleanup_free) char *audit = xasprintf("../audit/%s.md", b->name);
	int err = add_link(out, audit, b, d);

	for (size_t i = 0; i < ARRAY_SIZE(names) && err == 0; i++)
		err = add_link(out, names[i], b, d);
	return err;
}

/* --- writing ---------------------------------------------------------------------- */

static int put_files(const char *dir, const struct report_file *files, struct diag *d)
{
	int err = 0;

	for (; files->name && err == 0; files++) {
		_cleanup_(cleanup_free) char *path = xasprintf("%s/%s", dir, files->name);

		err = file_put(path, files->data, files->size, 0644, d);
	}
	return err;
}

int report_put(const char *out, const struct report_file *files, struct diag *d)
{
	_cleanup_(cleanup_free) char *place = path_trim(out);
	_cleanup_(cleanup_free) char *fresh = xasprintf("%s.XXXXXX", place);
	int err;

	if (!mkdtemp(fresh))
		return diag_errno(d, -errno, "cannot make a directory beside '%s'",
				  place);
	err = chmod(fresh, 0755) < 0 ? diag_errno(d, -errno, "'%s'", fresh) : 0;
	if (err == 0)
		err = put_files(fresh, files, d);
	if (err == 0)
		err = tree_replace(fresh, place, d);
	if (err < 0) {
		_cleanup_(diag_done) struct diag ignored = DIAG_INIT;

		if (tree_remove(fresh, &ignored) < 0)
			diag_note(d, "'%s' is left over", fresh);
	}
	return err;
}

static int put_report(const char *out, const struct build_report *b, const char *config,
		      const char *before, struct diag *d)
{
	_cleanup_(strbuf_done) struct strbuf html = STRBUF_INIT;
	_cleanup_(strbuf_done) struct strbuf markdown = STRBUF_INIT;
	_cleanup_(strbuf_done) struct strbuf state = STRBUF_INIT;
	_cleanup_(strbuf_done) struct strbuf changes = STRBUF_INIT;

	build_print_html(b, &html);
	build_print_markdown(b, &markdown);
	history_print(b, &state);
	if (b->previous.causes.n)
		diff_print_html(&b->previous.causes, &changes);

	const struct report_file files[] = {
		{"index.html", html.buf, html.len},
		{"report.md", markdown.buf, markdown.len},
		{HISTORY_STATE, state.buf, state.len},
		{HISTORY_CONFIG, config, strlen(config)},
		{before ? HISTORY_BEFORE : NULL, before, before ? strlen(before) : 0},
		{changes.len ? BUILD_CHANGES : NULL, changes.buf, changes.len},
		{NULL, NULL, 0},
	};

	return report_put(out, files, d);
}

/* --- the whole -------------------------------------------------------------------- */

static int check_out(const char *out, struct diag *d)
{
	static const char *const names[] = {"index.html",  "report.md",	   BUILD_CHANGES,
					    HISTORY_STATE, HISTORY_CONFIG, HISTORY_BEFORE,
					    NULL};
	_cleanup_(cleanup_free) char *place = path_trim(out), *parent = dir_of(place);
	int err = dir_check_ours(place, names, d);

	return err < 0 ? err : dir_make(parent, d);
}

static int read_config(const char *dir, char **ret, struct build_report *b,
		       struct diag *d)
{
	_cleanup_(cleanup_free) char *path = xasprintf("%s/.config", dir);
	size_t size;
	int err = file_read(path, CONFIG_MAX, ret, &size, d);

	if (err == 0)
		b->now.config = hex_sha256(*ret, size);
	return err;
}

static void time_now(char ret[32])
{
	time_t now = time(NULL);
	struct tm tm;

	strftime(ret, 32, "%Y-%m-%dT%H:%M:%SZ", gmtime_r(&now, &tm));
}

int report_build(const struct report_build_in *in, struct build_report *ret,
		 struct diag *d)
{
	_cleanup_(cleanup_free) char *config = NULL, *before = NULL;
	char now[32];
	int err = read_build(in->dir, in->linux_record, ret, d);

	time_now(now);
	if (err == 0)
		err = check_out(in->out, d);
	if (err == 0)
		err = read_config(in->dir, &config, ret, d);
	if (err == 0)
		err = report_audit_find(&in->audit, ret, d);
	if (err == 0)
		err = take_modules(in->dir, ret, d);
	if (err < 0)
		return err;
	take_audit(ret);
	err = history_read(in->out, config, now, ret, &before, d);
	if (err == 0)
		err = read_origins(in->dir, &ret->previous, d);
	if (err == 0)
		err = report_changes_find(&in->audit, ret, d);
	if (err == 0)
		err = add_links(in->out, ret, d);
	return err < 0 ? err : put_report(in->out, ret, config, before, d);
}
