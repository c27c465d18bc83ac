// SPDX-License-Identifier: GPL-2.0-or-later
/* The text that merge_config.sh of Linux 6.18 makes with grep and sed. */
#include <ctype.h>
#include <errno.h>
#include <string.h>
#include <uthash.h>

#include "base/alloc.h"
#include "kconfig/fragment.h"
#include "kconfig/script_merge.h"
#include "sys/file.h"

/* A symbol that a fragment sets, and the lines that "grep -w" finds it in. */
struct entry {
	char *name;
	struct strbuf old; /* in the text so far */
	struct strbuf new; /* in the fragment */
	const struct script_line *last;
	bool told;
	bool drop_old;
	bool drop_new;
	UT_hash_handle hh;
};

struct merger {
	const struct script_merge_in *in;
	struct script_text *text;
	struct script_text fragment;
	struct entry *entries;
	const char *path; /* of the fragment */
	struct strbuf *said;
	bool redefined;
};

/* --- lines --------------------------------------------------------------------------------- */

static int read_lines(const char *path, size_t file, struct script_text *to,
		      struct strv *buffers, struct diag *d)
{
	char *text;
	size_t size;
	unsigned int number = 0;
	int err = file_read(path, FRAGMENT_MAX_BYTES, &text, &size, d);

	if (err < 0)
		return err;
	strv_take(buffers, text);
	to->unfinished = false;
	for (const char *p = text, *end = text + size; p < end;) {
		const char *nl = memchr(p, '\n', (size_t)(end - p));
		size_t n = (size_t)((nl ? nl : end) - p);

		GROW(to->v, to->n, to->capacity);
		to->v[to->n++] = (struct script_line){p, n, file, ++number};
		to->unfinished = !nl;
		p += n + 1;
	}
	return 0;
}

static bool is_word(char c)
{
	return isalnum((unsigned char)c) || c == '_';
}

static size_t name_length(const char *p, const char *end)
{
	size_t n = 0;

	while (p + n < end && is_word(p[n]))
		n++;
	return n;
}

/* The name that a line sets: PREFIX_X=... or "# PREFIX_X is not set". */
static const char *set_name(const struct script_line *l, const char *prefix, size_t *ret)
{
	static const char tail[] = " is not set";
	const char *end = l->text + l->size, *p = l->text;
	bool unset = l->size > 2 && memcmp(p, "# ", 2) == 0;

	p += unset ? 2 : 0;
	if ((size_t)(end - p) < strlen(prefix) || memcmp(p, prefix, strlen(prefix)) != 0)
		return NULL;
	*ret = name_length(p, end);
	if (*ret < strlen(prefix))
		return NULL;
	if (!unset)
		return p + *ret < end && p[*ret] == '=' ? p : NULL;
	return (size_t)(end - p) - *ret == strlen(tail) &&
			       memcmp(p + *ret, tail, strlen(tail)) == 0
		       ? p
		       : NULL;
}

/* Each symbol that a line mentions; NULL behind the last one. */
static const char *next_mention(const struct script_line *l, const char *from,
				const char *prefix, size_t *ret)
{
	const char *end = l->text + l->size;
	const char *p = memmem(from, (size_t)(end - from), prefix, strlen(prefix));

	if (p)
		*ret = name_length(p, end);
	return p;
}

/* --- symbols of one fragment ------------------------------------------------------------------ */

static struct entry *find(struct merger *m, const char *name, size_t size)
{
	struct entry *e;

	HASH_FIND(hh, m->entries, name, size, e);
	return e;
}

static void collect_names(struct merger *m)
{
	for (size_t i = 0; i < m->fragment.n; i++) {
		size_t n;
		const char *name = set_name(&m->fragment.v[i], m->in->prefix, &n);
		struct entry *e;

		if (!name || find(m, name, n))
			continue;
		e = xcalloc(1, sizeof(*e));
		e->name = xstrndup(name, n);
		e->old = (struct strbuf)STRBUF_INIT;
		e->new = (struct strbuf)STRBUF_INIT;
		HASH_ADD_KEYPTR(hh, m->entries, e->name, n, e);
	}
}

/* As "grep -w" collects them. */
static void collect_lines(struct merger *m, const struct script_text *t, bool old)
{
	for (size_t i = 0; i < t->n; i++) {
		const struct script_line *l = &t->v[i];
		const char *p = l->text;
		size_t n;

		while ((p = next_mention(l, p, m->in->prefix, &n))) {
			struct entry *e = find(m, p, n);
			struct strbuf *to;

			if (e && e->last != l && (p == l->text || !is_word(p[-1]))) {
				e->last = l;
				to = old ? &e->old : &e->new;
				if (to->len)
					strbuf_addc(to, '\n');
				strbuf_add(to, l->text, l->size);
			}
			p += n;
		}
	}
}

/* As the shell's echo prints a value without quotes. */
static void say(struct strbuf *to, const char *what, const struct strbuf *value)
{
	bool blank = true;

	strbuf_adds(to, what);
	for (const char *p = value->buf; *p; p++) {
		if (isspace((unsigned char)*p)) {
			blank = true;
			continue;
		}
		if (blank)
			strbuf_addc(to, ' ');
		blank = false;
		strbuf_addc(to, *p);
	}
	strbuf_addc(to, '\n');
}

/* What is behind the first "CONFIG_*=", which the script writes so for any prefix. */
static bool is_value(const struct strbuf *line, const char *value)
{
	const char *equals = strchr(line->buf, '=');

	return strncmp(line->buf, "CONFIG_", 7) == 0 && equals &&
	       strcmp(equals + 1, value) == 0;
}

static void say_both(struct strbuf *to, const struct entry *e)
{
	say(to, "Previous value:", &e->old);
	say(to, "New value:", &e->new);
}

static void compare(struct merger *m, struct entry *e)
{
	struct strbuf ignored = STRBUF_INIT;
	struct strbuf *said = m->in->quiet ? &ignored : m->said;

	if (!e->old.len)
		return;
	e->drop_new = m->in->builtin && is_value(&e->new, "m") && is_value(&e->old, "y");
	e->drop_old = !e->drop_new;
	if (e->drop_new) {
		say_both(said, e);
		strbuf_adds(said, "-y passed, will not demote y to m\n\n");
	} else if (strcmp(e->old.buf, e->new.buf) != 0) {
		strbuf_addf(said, "Value of %s is redefined by fragment %s:\n", e->name,
			    m->path);
		say_both(said, e);
		strbuf_addc(said, '\n');
		m->redefined = true;
	} else if (m->in->redundant) {
		strbuf_addf(said, "Value of %s is redundant by fragment %s:\n", e->name,
			    m->path);
	}
	strbuf_done(&ignored);
}

/* As "sed '/NAME[ =]/d'" for each name that is to be dropped. */
static bool is_dropped(struct merger *m, const struct script_line *l, bool old)
{
	const char *p = l->text;
	size_t n;

	while ((p = next_mention(l, p, m->in->prefix, &n))) {
		const struct entry *e = find(m, p, n);

		if (e && (old ? e->drop_old : e->drop_new) && p + n < l->text + l->size &&
		    (p[n] == ' ' || p[n] == '='))
			return true;
		p += n;
	}
	return false;
}

static void join(struct merger *m)
{
	struct script_text *t = m->text;
	size_t kept = 0;

	for (size_t i = 0; i < t->n; i++)
		if (!is_dropped(m, &t->v[i], true))
			t->v[kept++] = t->v[i];
	t->n = kept;
	if (!t->unfinished ||
	    !kept) { /* the script ends the last line, or an empty one */
		GROW(t->v, t->n, t->capacity);
		t->v[t->n++] = (struct script_line){"", 0, SCRIPT_NO_FILE, 0};
	}
	t->unfinished = m->fragment.unfinished;
	for (size_t i = 0; i < m->fragment.n; i++) {
		if (is_dropped(m, &m->fragment.v[i], false))
			continue;
		GROW(t->v, t->n, t->capacity);
		t->v[t->n++] = m->fragment.v[i];
	}
}

static int add_fragment(struct merger *m, size_t number, struct diag *d)
{
	struct entry *e, *next;
	int err;

	strbuf_addf(m->said, "Merging %s\n", m->path);
	if (access(m->path, R_OK) < 0) {
		diag_error(d, "the merge file '%s' does not exist", m->path);
		return -EBADMSG;
	}
	err = read_lines(m->path, number, &m->fragment, &m->text->buffers, d);
	if (err < 0)
		return err;
	collect_names(m);
	collect_lines(m, &m->fragment, false);
	collect_lines(m, m->text, true);
	for (e = m->entries; e; e = e->hh.next)
		compare(m, e);
	join(m);
	HASH_ITER (hh, m->entries, e, next) {
		HASH_DEL(m->entries, e);
		strbuf_done(&e->old);
		strbuf_done(&e->new);
		free(e->name);
		free(e);
	}
	m->fragment.n = 0;
	return 0;
}

int script_merge_text(const struct script_merge_in *in, struct script_text *ret,
		      struct strbuf *said, struct diag *d)
{
	struct merger m = {.in = in, .text = ret, .said = said};
	int err = 0;

	if (access(in->base, R_OK) < 0) {
		diag_note(d, "the base file '%s' does not exist, an empty one is made",
			  in->base);
		err = file_write(in->base, "", 0, 0644, d);
	}
	strbuf_addf(said, "Using %s as base\n", in->base);
	if (err == 0)
		err = read_lines(in->base, 0, ret, &ret->buffers, d);
	strv_foreach (in->fragments, i) {
		m.path = in->fragments->v[i];
		if (err == 0)
			err = add_fragment(&m, i + 1, d);
	}
	free(m.fragment.v);
	if (err == 0 && m.redefined && in->refuse_redefinition) {
		strbuf_adds(said, "The fragment redefined a value and strict mode had "
				  "been passed.\n");
		err = -EBADMSG;
	}
	return err;
}

void script_text_print(const struct script_text *t, struct strbuf *to)
{
	for (size_t i = 0; i < t->n; i++) {
		strbuf_add(to, t->v[i].text, t->v[i].size);
		if (i + 1 < t->n || !t->unfinished)
			strbuf_addc(to, '\n');
	}
}

void script_text_done(struct script_text *t)
{
	if (!t)
		return;
	free(t->v);
	strv_done(&t->buffers);
	*t = (struct script_text)SCRIPT_TEXT_INIT;
}
