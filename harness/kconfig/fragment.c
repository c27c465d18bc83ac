// SPDX-License-Identifier: GPL-2.0-or-later
#include "kconfig/fragment.h"

#include <ctype.h>
#include <errno.h>
#include <stdarg.h>
#include <string.h>
#include <uthash.h>

#include "base/alloc.h"
#include "base/utf8.h"
#include "sys/file.h"

/* A symbol that was seen in this file. */
struct seen {
	const char *name;
	size_t index; /* of its last request */
	UT_hash_handle hh;
};

struct parser {
	struct fragment *f;
	enum fragment_kind kind;
	struct diag *d;
	unsigned int line;
	struct annotation *block; /* that is open: NULL behind a blank line */
	bool block_ended;	  /* a request came behind it */
	struct seen *seen;
	bool bad;
	bool stop;
};

static int fault(struct parser *p, size_t offset, const char *fmt, ...) _printf_(3, 4);

static int fault(struct parser *p, size_t offset, const char *fmt, ...)
{
	struct loc loc = {p->f->path, p->line, (unsigned int)offset + 1};
	_cleanup_(cleanup_free) char *text = NULL;
	va_list ap;

	va_start(ap, fmt);
	text = xvasprintf(fmt, ap);
	va_end(ap);
	diag_at(p->d, DIAG_ERROR, &loc, "%s", text);
	p->bad = true;
	return -EINVAL;
}

/* --- bytes ----------------------------------------------------------------------- */

static int check_bytes(struct parser *p, const char *line, size_t size)
{
	size_t valid;

	if (size > FRAGMENT_MAX_LINE)
		return fault(p, FRAGMENT_MAX_LINE,
			     "the line has %zu bytes, the limit is %d", size,
			     FRAGMENT_MAX_LINE);
	for (size_t i = 0; i < size; i++) {
		unsigned char c = (unsigned char)line[i];

		if (c == '\r' && i + 1 == size)
			return fault(p, i,
				     "the line ends with CR LF; convert the file to "
				     "plain newlines");
		if (c == '\0') {
			p->stop = true;
			return fault(p, i, "a NUL byte: this is no text file");
		}
		if ((c < 0x20 && c != '\t') || c == 0x7f)
			return fault(p, i, "the control byte 0x%02x", c);
	}
	valid = utf8_valid_prefix(line, size);
	if (valid < size)
		return fault(p, valid, "the byte 0x%02x is not UTF-8 here",
			     (unsigned char)line[valid]);
	if (p->line == 1 && size >= 3 && memcmp(line, "\xef\xbb\xbf", 3) == 0)
		return fault(p, 0, "a byte order mark; save the file without one");
	return 0;
}

/* --- "#:" blocks ------------------------------------------------------------------- */

/* The block that is open is complete. */
static void close_block(struct parser *p)
{
	struct annotation *block = p->block;
	struct loc loc;

	p->block = NULL;
	p->block_ended = false;
	if (!block)
		return;
	if (annotation_finish(block, p->d) < 0)
		p->bad = true;
	if (block->requests)
		return;
	if (p->f->n == 0 && !p->f->header) {
		p->f->header = block;
		return;
	}
	loc = (struct loc){p->f->path, block->line, 1};
	diag_at(p->d, DIAG_WARNING, &loc,
		"no request stands below this '#:' block; a blank line ends it");
}

static void add_block_line(struct parser *p, const char *line, size_t size)
{
	struct loc loc = {p->f->path, p->line, 1};
	struct fragment *f = p->f;

	if (p->kind == FRAGMENT_BASE)
		return; /* a base gives values, no reasons */
	if (p->block_ended)
		close_block(p);
	if (!p->block) {
		p->block = xcalloc(1, sizeof(*p->block));
		p->block->last_key = -1;
		p->block->draft = p->kind == FRAGMENT_DRAFT;
		GROW(f->blocks, f->n_blocks, f->blocks_capacity);
		f->blocks[f->n_blocks++] = p->block;
	}
	if (annotation_add_line(p->block, line, size, &loc, p->d) < 0)
		p->bad = true;
}

/* --- requests ---------------------------------------------------------------------- */

static void check_repeated(struct parser *p, const struct request *r)
{
	_cleanup_(strbuf_done) struct strbuf old = STRBUF_INIT;
	const struct request *first;
	struct seen *s;

	HASH_FIND_STR(p->seen, r->name, s);
	if (!s) {
		s = xcalloc(1, sizeof(*s));
		s->name = r->name;
		s->index = p->f->n;
		HASH_ADD_KEYPTR(hh, p->seen, s->name, strlen(s->name), s);
		return;
	}
	if (p->kind == FRAGMENT_BASE)
		return;
	first = &p->f->requests[s->index];
	if (value_equal(&first->value, &r->value)) {
		diag_at(p->d, DIAG_WARNING, &r->at,
			"CONFIG_%s is requested twice, already in line %u", r->name,
			first->at.line);
		return;
	}
	value_print(&first->value, &old);
	fault(p, 0, "CONFIG_%s contradicts line %u, which asks for %s", r->name,
	      first->at.line, old.buf);
}

/* Takes @value over. */
static void add_request(struct parser *p, const char *name, size_t name_size,
			struct value value)
{
	struct fragment *f = p->f;
	struct request r = {
		.name = xstrndup(name, name_size),
		.value = value,
		.at = {f->path, p->line, 1},
		.about = p->block,
	};

	check_repeated(p, &r);
	if (p->block) {
		p->block->requests++;
		p->block_ended = true;
	}
	GROW(f->requests, f->n, f->capacity);
	f->requests[f->n++] = r;
}

static const char config_[] = "CONFIG_";
#define CONFIG_LEN (sizeof(config_) - 1)

static bool starts_with(const char *line, size_t size, const char *prefix)
{
	return size >= strlen(prefix) && memcmp(line, prefix, strlen(prefix)) == 0;
}

static int name_length(struct parser *p, const char *line, size_t size, size_t at,
		       size_t *ret)
{
	*ret = symbol_name_length(line + at, size - at);
	if (*ret == 0)
		return fault(p, at, "a symbol name is missing behind CONFIG_");
	if (*ret > SYMBOL_NAME_MAX)
		return fault(p, at, "the symbol name is longer than %d bytes",
			     SYMBOL_NAME_MAX);
	return 0;
}

static int parse_assignment(struct parser *p, const char *line, size_t size)
{
	_cleanup_(value_done) struct value value = VALUE_INIT;
	_cleanup_(cleanup_free) char *name = NULL;
	struct value_fault f;
	size_t n, at;

	if (name_length(p, line, size, CONFIG_LEN, &n) < 0)
		return -EINVAL;
	at = CONFIG_LEN + n;
	if (at == size || line[at] != '=')
		return fault(p, at, "'=' is expected directly behind the symbol name");
	at++;
	if (at < size && isspace((unsigned char)line[at]))
		return fault(p, at, "no space may stand behind '='");
	if (isspace((unsigned char)line[size - 1]))
		return fault(p, size - 1, "white space at the end of the line");
	if (value_parse(line + at, size - at, &value, &f) < 0)
		return fault(p, at + f.at, "%s", f.why);
	name = xstrndup(line + CONFIG_LEN, n);
	if (value_check_path(name, &value, &f) < 0)
		return fault(p, at + 1 + f.at, "CONFIG_%s names files: %s", name, f.why);
	add_request(p, name, n, value);
	value = (struct value)VALUE_INIT;
	return 0;
}

static size_t blanks(const char *p, const char *end)
{
	const char *q = p;

	while (q < end && isspace((unsigned char)*q))
		q++;
	return (size_t)(q - p);
}

/* Is the text at *p, behind blanks, this word? Then go behind it. */
static bool take_word(const char **p, const char *end, const char *word)
{
	const char *q = *p + blanks(*p, end);
	size_t n = strlen(word);

	if (q == *p || !starts_with(q, (size_t)(end - q), word) ||
	    symbol_name_length(q + n, (size_t)(end - q) - n))
		return false;
	*p = q + n;
	return true;
}

/* " is not set", in whatever spacing, or without its "is" */
static bool means_not_set(const char *p, const char *end)
{
	take_word(&p, end, "is");
	return take_word(&p, end, "not") && take_word(&p, end, "set");
}

/* "# CONFIG_X is not set" is a request; anything close to it that Kconfig would take
 * for a comment is a mistake that nobody would see. */
static int parse_comment(struct parser *p, const char *line, size_t size)
{
	static const char tail[] = " is not set";
	const char *q = line + 1, *end = line + size;
	size_t n;

	while (q < end && isspace((unsigned char)*q))
		q++;
	if (!starts_with(q, (size_t)(end - q), config_))
		return 0;
	q += CONFIG_LEN;
	n = symbol_name_length(q, (size_t)(end - q));
	if (!means_not_set(q + n, end))
		return 0;
	if (name_length(p, line, size, (size_t)(q - line), &n) < 0)
		return -EINVAL;
	if (q != line + 2 + CONFIG_LEN || line[1] != ' ' || q + n + strlen(tail) != end ||
	    !starts_with(q + n, strlen(tail), tail))
		return fault(p, 0,
			     "write exactly '# CONFIG_%.*s is not set', or Kconfig "
			     "takes the line for a comment",
			     (int)n, q);
	add_request(p, q, n, (struct value){VALUE_TRISTATE, xstrdup("n")});
	return 0;
}

static void parse_line(struct parser *p, const char *line, size_t size)
{
	size_t blank = 0;

	if (check_bytes(p, line, size) < 0)
		return;
	while (blank < size && isspace((unsigned char)line[blank]))
		blank++;
	if (blank == size)
		close_block(p);
	else if (blank > 0)
		fault(p, 0, "white space at the beginning of the line");
	else if (starts_with(line, size, "#:"))
		add_block_line(p, line, size);
	else if (line[0] == '#')
		parse_comment(p, line, size);
	else if (starts_with(line, size, config_))
		parse_assignment(p, line, size);
	else
		fault(p, 0,
		      "neither 'CONFIG_X=value', '# CONFIG_X is not set' nor a "
		      "comment");
}

static void parse_lines(struct parser *p, const char *text, size_t size)
{
	const char *end = text + size;
	size_t errors = p->d->errors;

	while (text < end) {
		const char *nl = memchr(text, '\n', (size_t)(end - text));

		p->line++;
		parse_line(p, text, (size_t)((nl ? nl : end) - text));
		if (p->d->errors - errors >= FRAGMENT_MAX_ERROR) {
			diag_note(p->d, "'%s' has too many errors, the rest was not read",
				  p->f->path);
			return;
		}
		if (p->stop)
			return;
		if (!nl) {
			struct loc loc = {p->f->path, p->line, 0};

			diag_at(p->d, DIAG_WARNING, &loc,
				"the file does not end with a newline");
			return;
		}
		text = nl + 1;
	}
}

int fragment_parse(const char *path, const char *text, size_t size,
		   enum fragment_kind kind, struct fragment *ret, struct diag *d)
{
	struct parser p = {.f = ret, .kind = kind, .d = d};
	struct seen *s, *next;

	ret->path = xstrdup(path);
	parse_lines(&p, text, size);
	close_block(&p);
	HASH_ITER (hh, p.seen, s, next) {
		HASH_DEL(p.seen, s);
		free(s);
	}
	if (!p.bad)
		return 0;
	fragment_done(ret);
	return -EINVAL;
}

int fragment_read(const char *path, enum fragment_kind kind, struct fragment *ret,
		  struct diag *d)
{
	_cleanup_(cleanup_free) char *text = NULL;
	size_t size;
	int err;

	if (utf8_valid_prefix(path, strlen(path)) < strlen(path)) {
		diag_error(
			d,
			"the file name '%s' is not UTF-8; provenance could not name it",
			path);
		return -EINVAL;
	}
	err = file_read(path, FRAGMENT_MAX_BYTES, &text, &size, d);
	if (err < 0)
		return err;
	return fragment_parse(path, text, size, kind, ret, d);
}

void fragment_done(struct fragment *f)
{
	if (!f)
		return;
	for (size_t i = 0; i < f->n; i++) {
		free(f->requests[i].name);
		value_done(&f->requests[i].value);
	}
	for (size_t i = 0; i < f->n_blocks; i++)
		annotation_free(f->blocks[i]);
	free(f->requests);
	free(f->blocks);
	free(f->path);
	*f = (struct fragment)FRAGMENT_INIT;
}
