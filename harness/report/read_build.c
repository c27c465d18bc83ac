// SPDX-License-Identifier: GPL-2.0-or-later
#include <errno.h>
#include <inttypes.h>
#include <string.h>
#include <sys/stat.h>

#include "base/alloc.h"
#include "model/dotconfig.h"
#include "report/document.h"
#include "report/read.h"
#include "sys/file.h"

#define CONFIG_MAX  ((size_t)16 << 20)
#define MERGE_AGAIN "run 'make merge' again"
#define BUILD_AGAIN "run 'make build' again"

static char *copy(const char *s)
{
	return s ? xstrdup(s) : NULL;
}

static char *below(const char *dir, const char *name)
{
	return xasprintf("%s/%s", dir, name);
}

/* Bytes of a regular file, -1 when there is none. */
static int64_t size_of(const char *dir, const char *name)
{
	_cleanup_(cleanup_free) char *path = below(dir, name);
	struct stat st;

	return stat(path, &st) == 0 && S_ISREG(st.st_mode) ? (int64_t)st.st_size : -1;
}

/* --- which pair it is ------------------------------------------------------------- */

static int take_name(const char *dir, struct build_report *b, struct diag *d)
{
	_cleanup_(cleanup_free) char *real = realpath(dir, NULL);
	const char *slash = real ? strrchr(real, '/') : NULL;

	if (!real)
		return diag_errno(d, -errno, "cannot look into '%s'", dir);
	b->dir = path_trim(dir);
	b->name = xstrdup(slash ? slash + 1 : real);
	if (size_of(dir, ".config") >= 0)
		return 0;
	diag_error(
		d,
		"'%s' holds no .config: it is no directory of a flavour, or nothing was "
		"merged there yet; run 'make merge'",
		dir);
	return -ENOENT;
}

/* "azure+test" of "azure+test-x86_64" when the architecture is known */
static void split_name(struct build_report *b)
{
	size_t n = strlen(b->name), m = b->arch ? strlen(b->arch) : 0;
	const char *dash = strrchr(b->name, '-');

	if (m && n > m + 1 && b->name[n - m - 1] == '-' &&
	    strcmp(b->name + n - m, b->arch) == 0)
		b->flavour = xstrndup(b->name, n - m - 1);
	else if (!b->arch && dash && dash != b->name) {
		b->flavour = xstrndup(b->name, (size_t)(dash - b->name));
		b->arch = xstrdup(dash + 1);
	} else {
		b->flavour = xstrdup(b->name);
	}
	if (!b->arch)
		b->arch = xstrdup("");
}

/* --- merge ------------------------------------------------------------------------ */

static void count_values(const char *config, struct build_report *b)
{
	int64_t y = 0, m = 0;

	for (const char *p = config; *p;) {
		const char *end = strchrnul(p, '\n');

		if (strncmp(p, "CONFIG_", 7) == 0 && end - p > 2 && end[-2] == '=') {
			y += end[-1] == 'y';
			m += end[-1] == 'm';
		}
		p = *end ? end + 1 : end;
	}
	b->now.numbers[NUMBER_BUILT_IN] = y;
	b->now.numbers[NUMBER_MODULAR] = m;
}

static int read_config(const char *dir, struct build_report *b, struct diag *d)
{
	_cleanup_(cleanup_free) char *path = below(dir, ".config"), *text = NULL;
	int err = file_read(path, CONFIG_MAX, &text, NULL, d);

	if (err < 0)
		return err;
	count_values(text, b);
	b->modules.hash = dotconfig_get(text, "CONFIG_MODULE_SIG_HASH");
	return 0;
}

static void take_requests(struct document *doc, struct build_report *b)
{
	json_t *counts = json_object_get(doc->root, "requests"), *value;
	const char *verdict;

	json_object_foreach (counts, verdict, value) {
		_cleanup_(cleanup_free) char *name = xasprintf("requests %s", verdict);
		_cleanup_(cleanup_free) char *text = NULL;
		int64_t n = document_integer(doc, counts, verdict);

		if (n <= 0)
			continue;
		text = xasprintf("%" PRId64, n);
		report_fact_add(&b->requests, name, text);
	}
}

static void take_dropped(struct document *doc, struct build_report *b)
{
	const json_t *failed = document_array(doc, doc->root, "failed", false);

	for (size_t i = 0; i < json_array_size(failed); i++) {
		const json_t *o = json_array_get(failed, i);
		const char *at = document_string(doc, o, "at");

		strv_pushf(&b->dropped, "CONFIG_%s=%s became %s: %s (%s)",
			   document_needed(doc, o, "symbol"),
			   document_needed(doc, o, "asked"),
			   document_needed(doc, o, "result"),
			   document_needed(doc, o, "verdict"), at ? at : "?");
	}
}

static void take_fragments(struct document *doc, struct build_report *b)
{
	const json_t *fragments = document_array(doc, doc->root, "fragments", true);

	for (size_t i = 0; i < json_array_size(fragments); i++)
		strv_push(&b->fragments, json_string_value(json_array_get(fragments, i)));
}

static int read_provenance(const char *dir, struct build_report *b, struct diag *d)
{
	_cleanup_(cleanup_free) char *path = below(dir, "provenance.json");
	_cleanup_(document_done) struct document doc = DOCUMENT_INIT;
	int err = document_read(path, 2, MERGE_AGAIN, &doc, d);

	if (err < 0)
		return err == -ENOENT ? 0 : err;
	b->arch = copy(document_string(&doc, doc.root, "arch"));
	b->now.linux_version = copy(document_string(&doc, doc.root, "linux"));
	report_fact_add(&b->requests, "base", document_string(&doc, doc.root, "base"));
	take_fragments(&doc, b);
	take_requests(&doc, b);
	take_dropped(&doc, b);
	return doc.err;
}

static void take_origin(struct document *doc, const json_t *symbols,
			struct report_change *c)
{
	const json_t *o = json_object_get(symbols, c->name);
	const char *origin;

	if (!json_is_object(o))
		return;
	origin = document_string(doc, o, "origin");
	if (origin && strcmp(origin, "fragment") == 0)
		c->at = copy(document_string(doc, o, "at"));
}

int read_origins(const char *dir, struct report_previous *p, struct diag *d)
{
	_cleanup_(cleanup_free) char *path = below(dir, "provenance.json");
	_cleanup_(document_done) struct document doc = DOCUMENT_INIT;
	int err = p->n ? document_read(path, 2, MERGE_AGAIN, &doc, d) : -ENOENT;

	if (err < 0)
		return err == -ENOENT ? 0 : err;
	for (size_t i = 0; i < p->n; i++)
		take_origin(&doc, json_object_get(doc.root, "symbols"), &p->v[i]);
	return doc.err;
}

/* --- build ------------------------------------------------------------------------ */

static void take_environment(struct document *doc, struct build_report *b)
{
	const json_t *env = document_array(doc, doc->root, "environment", true);

	for (size_t i = 0; i < json_array_size(env); i++) {
		const char *line = json_string_value(json_array_get(env, i));
		const char *equals = strchr(line, '=');
		_cleanup_(cleanup_free) char *name = NULL;

		if (strncmp(line, "KBUILD_BUILD_", 13) != 0 || !equals)
			continue;
		name = xstrndup(line, (size_t)(equals - line));
		report_fact_add(&b->toolchain, name, equals + 1);
	}
}

static int read_record(const char *dir, struct build_report *b, struct diag *d)
{
	_cleanup_(cleanup_free) char *path = below(dir, "build.json");
	_cleanup_(document_done) struct document doc = DOCUMENT_INIT;
	int err = document_read(path, 1, BUILD_AGAIN, &doc, d);

	if (err < 0)
		return err == -ENOENT ? 0 : err;
	b->now.release = copy(document_string(&doc, doc.root, "release"));
	b->now.compiler = copy(document_string(&doc, doc.root, "compiler"));
	b->now.certificate = copy(document_string(&doc, doc.root, "certificate"));
	report_fact_add(&b->toolchain, "compiler", b->now.compiler);
	report_fact_add(&b->toolchain, "linker",
			document_string(&doc, doc.root, "linker"));
	take_environment(&doc, b);
	if (!b->arch)
		b->arch = copy(document_string(&doc, doc.root, "arch"));
	return doc.err;
}

static void take_sizes(const char *dir, struct build_report *b)
{
	static const char *const images[] = {"build/arch/x86/boot/bzImage",
					     "build/arch/arm64/boot/Image.gz"};
	int64_t *numbers = b->now.numbers;

	numbers[NUMBER_VMLINUX] = size_of(dir, "build/vmlinux");
	numbers[NUMBER_INITRAMFS] = size_of(dir, "pack/initramfs.cpio.zst");
	for (size_t i = 0; i < ARRAY_SIZE(images) && numbers[NUMBER_IMAGE] < 0; i++)
		numbers[NUMBER_IMAGE] = size_of(dir, images[i]);
}

/* --- the tree --------------------------------------------------------------------- */

static void take_patches(struct document *doc, struct build_report *b)
{
	const json_t *patches = document_array(doc, doc->root, "patches", false);

	for (size_t i = 0; i < json_array_size(patches); i++) {
		const json_t *o = json_array_get(patches, i);

		GROW(b->patches, b->n_patches, b->patches_capacity);
		b->patches[b->n_patches++] = (struct report_patch){
			xstrdup(document_needed(doc, o, "file")),
			copy(document_string(doc, o, "subject")),
			copy(document_string(doc, o, "sha256")),
		};
	}
}

static void take_tree(struct document *doc, struct build_report *b)
{
	static const char *const names[] = {"origin", "distributor", "tarball",
					    "sha256", "signature",   "date"};
	const json_t *pinned = json_object_get(doc->root, "pinned");

	report_fact_add(&b->source, "version",
			document_string(doc, doc->root, "version"));
	if (json_is_boolean(pinned))
		report_fact_add(&b->source, "pinned",
				json_is_true(pinned) ? "yes" : "no");
	for (size_t i = 0; i < ARRAY_SIZE(names); i++)
		report_fact_add(&b->source, names[i],
				document_string(doc, doc->root, names[i]));
	take_patches(doc, b);
}

/* Without its own file what the boot has copied of it serves as well. */
static int read_tree(const char *record, struct build_report *b, struct diag *d)
{
	_cleanup_(document_done) struct document doc = DOCUMENT_INIT;
	const struct boot_result *r = b->n_boots ? &b->boots[0].result : NULL;
	int err = record ? document_read(record, 1, "run 'make fetch' again", &doc, d)
			 : -ENOENT;

	for (size_t i = 0; r && err == -ENOENT && i < r->n_records; i++) {
		_cleanup_(cleanup_free) char *path = NULL;

		if (strcmp(r->records[i].name, "linux") != 0 || !r->records[i].json)
			continue;
		path = xasprintf("%s/%s/results.json (records.linux)", b->dir,
				 b->boots[0].dir);
		err = document_parse(path, r->records[i].json, 1, "boot again", &doc, d);
	}
	if (err < 0)
		return err == -ENOENT ? 0 : err;
	take_tree(&doc, b);
	return doc.err;
}

/* --- boots ------------------------------------------------------------------------ */

static int add_boot(const char *name, struct build_report *b, struct diag *d)
{
	_cleanup_(cleanup_free) char *path = below(b->dir, name);
	struct boot_result r = BOOT_RESULT_INIT;
	struct stat st;
	int err;

	/* one boot under two names: the quick kernel is the image */
	if (lstat(path, &st) < 0 || S_ISLNK(st.st_mode))
		return 0;
	err = read_boot(path, &r, d);
	if (err < 0) {
		boot_result_done(&r);
		return err == -ENOENT ? 0 : err;
	}
	GROW(b->boots, b->n_boots, b->boots_capacity);
	b->boots[b->n_boots++] = (struct report_boot){xstrdup(name), r};
	return 0;
}

/* The figures are those of the first boot; the verdict is the worst one. */
static void take_boots(struct build_report *b)
{
	int64_t *numbers = b->now.numbers;
	const struct boot_result *first;
	enum boot_verdict worst = BOOT_PASS;

	if (!b->n_boots)
		return;
	first = &b->boots[0].result;
	numbers[NUMBER_PASS] = (int64_t)boot_result_count(first, BOOT_TEST_PASS);
	numbers[NUMBER_FAIL] = (int64_t)boot_result_count(first, BOOT_TEST_FAIL);
	numbers[NUMBER_SKIP] = (int64_t)boot_result_count(first, BOOT_TEST_SKIP);
	numbers[NUMBER_BOOT_MS] = first->boot_ms;
	numbers[NUMBER_MS] = first->ms;
	for (size_t i = 0; i < b->n_boots; i++)
		if (b->boots[i].result.verdict < worst)
			worst = b->boots[i].result.verdict;
	b->now.verdict = xstrdup(boot_verdict_name(worst));
}

int read_build(const char *dir, const char *linux_record, struct build_report *ret,
	       struct diag *d)
{
	int err = take_name(dir, ret, d);

	if (err == 0)
		err = read_config(dir, ret, d);
	if (err == 0)
		err = read_provenance(dir, ret, d);
	if (err == 0)
		err = read_record(dir, ret, d);
	if (err == 0)
		err = add_boot("boot", ret, d);
	if (err == 0)
		err = add_boot("boot-bzImage", ret, d);
	if (err == 0)
		err = read_tree(linux_record, ret, d);
	if (err < 0)
		return err;
	split_name(ret);
	take_sizes(dir, ret);
	take_boots(ret);
	return 0;
}
