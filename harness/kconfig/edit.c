// SPDX-License-Identifier: GPL-2.0-or-later
#include "kconfig/edit.h"

#include <errno.h>
#include <string.h>

#include "base/alloc.h"
#include "base/strv.h"
#include "base/utf8.h"
#include "kconfig/format.h"
#include "kconfig/fragment.h"

#define TEXT_MAX 2000 /* bytes of a reason */
#define COLUMNS	 80

/* --- what is said of a request ------------------------------------------------------- */

int edit_check_text(const char *what, const char *text, struct diag *d)
{
	size_t size = strlen(text);

	if (!text[strspn(text, " ")]) {
		diag_error(d, "the %s is empty", what);
		return -EINVAL;
	}
	if (size > TEXT_MAX) {
		diag_error(d, "the %s has %zu bytes, the limit is %d", what, size,
			   TEXT_MAX);
		return -EINVAL;
	}
	for (const char *p = text; *p; p++) {
		if ((unsigned char)*p >= 0x20 && *p != 0x7f)
			continue;
		diag_error(d,
			   "the %s holds the control byte 0x%02x; it is a text of one "
			   "line",
			   what, (unsigned char)*p);
		return -EINVAL;
	}
	if (utf8_valid_prefix(text, size) == size)
		return 0;
	diag_error(d, "the %s is not UTF-8", what);
	return -EINVAL;
}

/* "#: key    words", with lines that go on where it is long. */
static void print_key(const char *key, const char *text, struct strbuf *to)
{
	size_t column = 9; /* of what is written so far */

	strbuf_addf(to, "#: %-6s", key);
	for (const char *p = text + strspn(text, " "); *p; p += strspn(p, " ")) {
		size_t n = strcspn(p, " ");

		if (column > 9 && column + 1 + n > COLUMNS) {
			strbuf_adds(to, "\n#:       ");
			column = 9;
		}
		strbuf_addf(to, " %.*s", (int)n, p);
		column += n + 1;
		p += n;
	}
	strbuf_addc(to, '\n');
}

/* The same words, as a reader of the block has them. */
static char *words_of(const char *text)
{
	struct strbuf words = STRBUF_INIT;

	for (const char *p = text + strspn(text, " "); *p; p += strspn(p, " ")) {
		size_t n = strcspn(p, " ");

		strbuf_addf(&words, "%s%.*s", words.len ? " " : "", (int)n, p);
		p += n;
	}
	return strbuf_detach(&words, NULL);
}

/* --- lines --------------------------------------------------------------------------- */

static int parse(const char *path, const struct strbuf *text, struct fragment *ret,
		 struct diag *d)
{
	_cleanup_(diag_done) struct diag said = DIAG_INIT;
	int err = fragment_parse(path, text->buf, text->len, FRAGMENT_DRAFT, ret, &said);

	if (err < 0)
		diag_append(d, &said); /* warnings alone are the business of lint */
	return err;
}

static void split(const struct strbuf *text, struct strv *lines)
{
	for (const char *p = text->buf; *p;) {
		size_t n = strcspn(p, "\n");

		strv_pushf(lines, "%.*s", (int)n, p);
		p += n + (p[n] == '\n');
	}
}

/* Blank lines may have become too many on the way. */
static int format(const char *path, struct strbuf *text, struct diag *d)
{
	_cleanup_(diag_done) struct diag changes = DIAG_INIT;
	struct strbuf formatted = STRBUF_INIT;
	int err = fragment_format(path, text->buf, text->len, &formatted, &changes, d);

	if (err < 0) {
		strbuf_done(&formatted);
		return err;
	}
	strbuf_done(text);
	*text = formatted;
	return 0;
}

static const struct request *find(const struct fragment *f, const char *name)
{
	for (size_t i = 0; i < f->n; i++)
		if (strcmp(f->requests[i].name, name) == 0)
			return &f->requests[i];
	return NULL;
}

/* --- removing ------------------------------------------------------------------------ */

static bool governs_only(const struct fragment *f, const struct annotation *block,
			 const char *name)
{
	for (size_t i = 0; i < f->n; i++)
		if (f->requests[i].about == block &&
		    strcmp(f->requests[i].name, name) != 0)
			return false;
	return true;
}

/* A block without requests would be nobody's. */
static void drop_block(const struct strv *lines, unsigned int from, unsigned int to,
		       bool *drop)
{
	for (unsigned int i = from; i < to; i++)
		drop[i] = strncmp(lines->v[i - 1], "#:", 2) == 0;
}

static int remove_request(const char *path, const char *name, struct strbuf *text,
			  struct diag *d)
{
	_cleanup_(fragment_done) struct fragment f = FRAGMENT_INIT;
	_cleanup_(strv_done) struct strv lines = STRV_INIT;
	_cleanup_(cleanup_free) bool *drop = NULL;
	int err = parse(path, text, &f, d);

	if (err < 0)
		return err;
	split(text, &lines);
	drop = xcalloc(lines.n + 1, sizeof(*drop)); /* lines count from 1 */
	for (size_t i = 0; i < f.n; i++) {
		const struct request *r = &f.requests[i];

		if (strcmp(r->name, name) != 0)
			continue;
		drop[r->at.line] = true;
		if (r->about && governs_only(&f, r->about, name))
			drop_block(&lines, r->about->line, r->at.line, drop);
	}
	strbuf_clear(text);
	strv_foreach (&lines, i)
		if (!drop[i + 1])
			strbuf_addf(text, "%s\n", lines.v[i]);
	return format(path, text, d);
}

/* --- the place of a new one ---------------------------------------------------------- */

static bool same_text(const char *a, const char *b)
{
	return a && b ? strcmp(a, b) == 0 : a == b;
}

/* Whatever else a block says would hold for the new request, too. */
static bool says_the_same(const struct annotation *block, const char *why,
			  const char *owner)
{
	for (int k = 0; k < ANNOTATION_KEYS; k++) {
		const char *want = k == ANNOTATION_WHY	   ? why
				   : k == ANNOTATION_OWNER ? owner
							   : NULL;

		if (!same_text(block->text[k], want))
			return false;
	}
	return true;
}

/* Comments directly above a request are about it. */
static size_t above_comments(const struct strv *lines, size_t line)
{
	while (line > 1 && *lines->v[line - 2] == '#' &&
	       strncmp(lines->v[line - 2], "#:", 2) != 0)
		line--;
	return line;
}

/* The line before which it stands in a block with its reason, by name; 0: none has it. */
static size_t place_in_block(const struct fragment *f, const struct strv *lines,
			     const char *name, const char *why, const char *owner)
{
	const struct annotation *block = NULL;
	size_t at = 0;

	for (size_t i = 0; i < f->n; i++) {
		const struct request *r = &f->requests[i];

		if (block && r->about != block)
			break;
		if (!r->about || !says_the_same(r->about, why, owner))
			continue;
		block = r->about;
		if (strcmp(r->name, name) > 0)
			return at ? at : above_comments(lines, r->at.line);
		at = r->at.line + 1;
	}
	return at;
}

/* How many words at the beginning of two names are the same. */
static size_t words_in_common(const char *a, const char *b)
{
	size_t n = 0;

	for (;;) {
		size_t x = strcspn(a, "_"), y = strcspn(b, "_");

		if (x != y || strncmp(a, b, x) != 0)
			return n;
		n++;
		if (!a[x] || !b[y])
			return n;
		a += x + 1;
		b += y + 1;
	}
}

static size_t paragraph_start(const struct strv *lines, size_t line)
{
	while (line > 1 && *lines->v[line - 2])
		line--;
	return line;
}

static size_t paragraph_end(const struct strv *lines, size_t line)
{
	while (line <= lines->n && *lines->v[line - 1])
		line++;
	return line;
}

/* Beside its relatives: before the first paragraph of theirs that comes later by name. */
static size_t place_of_block(const struct fragment *f, const struct strv *lines,
			     const char *name)
{
	size_t most = 1, at = lines->n + 1;

	for (size_t i = 0; i < f->n; i++) {
		size_t n = words_in_common(f->requests[i].name, name);

		most = n > most ? n : most;
	}
	for (size_t i = 0; i < f->n; i++) {
		const struct request *r = &f->requests[i];

		if (words_in_common(r->name, name) < most)
			continue;
		if (strcmp(r->name, name) > 0)
			return paragraph_start(lines, r->at.line);
		at = paragraph_end(lines, r->at.line);
	}
	return at;
}

static void print_block(const struct edit *e, const char *owner, struct strbuf *to)
{
	strbuf_addc(to, '\n');
	print_key("why", e->why, to);
	if (owner)
		print_key("owner", owner, to);
	value_print_line(e->symbol, e->value, to);
	strbuf_addc(to, '\n');
}

static int add_request(const char *path, const struct edit *e, struct strbuf *text,
		       struct diag *d)
{
	_cleanup_(fragment_done) struct fragment f = FRAGMENT_INIT;
	_cleanup_(strv_done) struct strv lines = STRV_INIT;
	_cleanup_(cleanup_free) char *why = words_of(e->why);
	_cleanup_(cleanup_free) char *owner = e->owner ? words_of(e->owner) : NULL;
	int err = parse(path, text, &f, d);
	const char *own = owner;
	size_t at, block;

	if (err < 0)
		return err;
	if (owner && f.header && same_text(f.header->text[ANNOTATION_OWNER], owner))
		own = NULL; /* the file says so */
	split(text, &lines);
	at = place_in_block(&f, &lines, e->symbol, why, own);
	block = at ? at : place_of_block(&f, &lines, e->symbol);
	strbuf_clear(text);
	for (size_t i = 1; i <= lines.n + 1; i++) {
		if (i == block && at)
			value_print_line(e->symbol, e->value, text);
		else if (i == block)
			print_block(e, own, text);
		if (i <= lines.n)
			strbuf_addf(text, "%s\n", lines.v[i - 1]);
	}
	return format(path, text, d);
}

/* --- the whole ----------------------------------------------------------------------- */

static int check_edit(const struct edit *e, struct diag *d)
{
	size_t n = symbol_name_length(e->symbol, strlen(e->symbol));
	struct value_fault fault;
	int err = 0;

	if (!n || e->symbol[n] || n > SYMBOL_NAME_MAX) {
		diag_error(d, "'%s' is no name of a symbol", e->symbol);
		return -EINVAL;
	}
	if (!e->value)
		return 0;
	if (value_check_path(e->symbol, e->value, &fault) < 0) {
		diag_error(d, "CONFIG_%s names files: %s", e->symbol, fault.why);
		return -EINVAL;
	}
	err = edit_check_text("reason", e->why ? e->why : "", d);
	if (err == 0 && e->owner)
		err = edit_check_text("owner", e->owner, d);
	return err;
}

/* Nothing got lost, and nothing came in but what was to come in. */
static int check_result(const char *path, const struct fragment *before,
			const struct edit *e, const struct strbuf *text, struct diag *d)
{
	_cleanup_(fragment_done) struct fragment after = FRAGMENT_INIT;
	const struct request *made;
	int err = parse(path, text, &after, d);
	size_t n = 0;

	if (err < 0)
		return err;
	for (size_t i = 0; i < before->n; i++) {
		const struct request *r = &before->requests[i];
		const struct request *now = find(&after, r->name);

		if (strcmp(r->name, e->symbol) == 0)
			continue;
		n++;
		if (!now || !value_equal(&now->value, &r->value))
			err = -EINVAL;
	}
	made = find(&after, e->symbol);
	if (err == 0 && after.n == n + (e->value != NULL) && !made == !e->value &&
	    (!made || value_equal(&made->value, e->value)))
		return 0;
	diag_error(
		d,
		"'%s' would not hold the same requests and CONFIG_%s; it is left alone",
		path, e->symbol);
	return -EINVAL;
}

static void begin(const struct edit *e, struct strbuf *to)
{
	strbuf_adds(to, "# SPDX-License-Identifier: GPL-2.0-or-later\n");
	if (e->area)
		print_key("area", e->area, to);
	if (e->owner)
		print_key("owner", e->owner, to);
}

static int change(const char *path, const struct edit *e, bool had, struct strbuf *text,
		  enum edit_result *ret, struct diag *d)
{
	int err = 0;

	*ret = !e->value ? EDIT_REMOVED : had ? EDIT_REPLACED : EDIT_ADDED;
	if (had)
		err = remove_request(path, e->symbol, text, d);
	if (err == 0 && e->value)
		err = add_request(path, e, text, d);
	return err;
}

int edit_fragment(const char *path, const char *text, size_t size, const struct edit *e,
		  struct strbuf *ret, enum edit_result *ret_result, struct diag *d)
{
	_cleanup_(fragment_done) struct fragment before = FRAGMENT_INIT;
	_cleanup_(strbuf_done) struct strbuf made = STRBUF_INIT;
	const struct request *old;
	int err = check_edit(e, d);

	strbuf_add(&made, text, size);
	if (err == 0 && !size && e->value)
		begin(e, &made);
	if (err == 0)
		err = parse(path, &made, &before, d);
	if (err == 0)
		err = format(path, &made, d);
	if (err < 0)
		return err;
	old = find(&before, e->symbol);
	*ret_result = EDIT_SAME;
	if (old ? !e->value || !value_equal(&old->value, e->value) : e->value != NULL)
		err = change(path, e, old != NULL, &made, ret_result, d);
	if (err == 0)
		err = check_result(path, &before, e, &made, d);
	if (err == 0)
		strbuf_add(ret, made.buf, made.len);
	return err;
}

int edit_rename(const char *path, const char *text, size_t size, const char *from,
		const char *to, const struct value *value, struct strbuf *ret,
		struct diag *d)
{
	_cleanup_(fragment_done) struct fragment f = FRAGMENT_INIT;
	_cleanup_(strbuf_done) struct strbuf before = STRBUF_INIT, made = STRBUF_INIT;
	_cleanup_(strv_done) struct strv lines = STRV_INIT;
	const struct edit gone = {.symbol = from};
	const struct request *old;
	enum edit_result result;
	int err;

	strbuf_add(&before, text, size);
	err = parse(path, &before, &f, d);
	if (err < 0)
		return err;
	old = find(&f, from);
	if (!old) {
		diag_error(d, "'%s' does not ask for CONFIG_%s any more", path, from);
		return -ENOENT;
	}
	if (find(&f, to))
		return edit_fragment(path, text, size, &gone, ret, &result, d);
	split(&before, &lines);
	strv_foreach (&lines, i)
		if (i + 1 == old->at.line)
			value_print_line(to, value, &made);
		else
			strbuf_addf(&made, "%s\n", lines.v[i]);
	err = format(path, &made, d);
	if (err == 0)
		strbuf_add(ret, made.buf, made.len);
	return err;
}
