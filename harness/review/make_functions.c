// SPDX-License-Identifier: GPL-2.0-or-later
/* Functions of make (info make, "Functions"), as far as they only look at texts. */
#include <string.h>

#include "base/alloc.h"
#include "review/make_expand.h"

#define ARGUMENTS_MAX 12

/* Arguments are expanded when a function asks for them: if and foreach do not take all. */
struct arguments {
	struct make_scope *s;
	char *raw[ARGUMENTS_MAX];
	size_t n;
};

/* The last one has all that is left, commas too. */
static void split(struct make_scope *s, const char *text, size_t max,
		  struct arguments *ret)
{
	int depth = 0;
	const char *from = text, *p;

	ret->s = s;
	for (p = text; *p; p++) {
		if (*p == '(' || *p == '{')
			depth++;
		else if (*p == ')' || *p == '}')
			depth--;
		else if (*p == ',' && depth == 0 && ret->n + 1 < max) {
			ret->raw[ret->n++] = xstrndup(from, (size_t)(p - from));
			from = p + 1;
		}
	}
	ret->raw[ret->n++] = xstrndup(from, (size_t)(p - from));
}

static void arguments_done(struct arguments *a)
{
	for (size_t i = 0; i < a->n; i++)
		free(a->raw[i]);
}

static char *get(const struct arguments *a, size_t i)
{
	return i < a->n ? make_expanded(a->s, a->raw[i]) : xstrdup("");
}

static void get_words(const struct arguments *a, size_t i, struct strv *ret)
{
	_cleanup_(cleanup_free) char *text = get(a, i);

	make_words(text, ret);
}

static void add_word(struct strbuf *to, bool *first, const char *word, size_t n)
{
	if (!*first)
		strbuf_addc(to, ' ');
	*first = false;
	strbuf_add(to, word, n);
}

static void add_words(struct strbuf *to, const struct strv *words)
{
	bool first = true;

	strv_foreach (words, i)
		add_word(to, &first, words->v[i], strlen(words->v[i]));
}

/* --- patterns ---------------------------------------------------------------------------- */

/* Does a word match, and what stands for the '%'? */
static bool match(const char *pattern, const char *word, const char **ret_stem,
		  size_t *ret_size)
{
	const char *percent = strchr(pattern, '%');
	size_t n = strlen(word), before, behind;

	*ret_stem = word;
	*ret_size = 0;
	if (!percent)
		return strcmp(pattern, word) == 0;
	before = (size_t)(percent - pattern);
	behind = strlen(percent + 1);
	if (n < before + behind || strncmp(pattern, word, before) != 0 ||
	    strcmp(percent + 1, word + n - behind) != 0)
		return false;
	*ret_stem = word + before;
	*ret_size = n - before - behind;
	return true;
}

void make_substitute(struct make_scope *s, const char *pattern, const char *by,
		     const char *text, struct strbuf *to)
{
	_cleanup_(strv_done) struct strv words = STRV_INIT;
	bool whole = strchr(pattern, '%') != NULL, first = true;

	make_words(text, &words);
	strv_foreach (&words, i) {
		const char *stem, *percent = whole ? strchr(by, '%') : NULL;
		_cleanup_(strbuf_done) struct strbuf word = STRBUF_INIT;
		size_t n;

		if (!make_spend(s, strlen(by))) {
			strbuf_addc(&word, MAKE_UNKNOWN);
		} else if (!match(pattern, words.v[i], &stem, &n)) {
			strbuf_adds(&word, words.v[i]);
		} else if (percent) {
			strbuf_add(&word, by, (size_t)(percent - by));
			strbuf_add(&word, stem, n);
			strbuf_adds(&word, percent + 1);
		} else {
			strbuf_adds(&word, by);
		}
		if (word.len)
			add_word(to, &first, word.buf, word.len);
	}
}

static bool matches_one(const struct strv *patterns, const char *word, bool *ret_unknown)
{
	const char *stem;
	size_t n;

	*ret_unknown = make_unknown(word);
	strv_foreach (patterns, i) {
		if (match(patterns->v[i], word, &stem, &n))
			return true;
		*ret_unknown |= make_unknown(patterns->v[i]);
	}
	return false;
}

static void filter(const struct arguments *a, bool out, struct strbuf *to)
{
	_cleanup_(strv_done) struct strv patterns = STRV_INIT, words = STRV_INIT;
	bool first = true;

	get_words(a, 0, &patterns);
	get_words(a, 1, &words);
	strv_foreach (&words, i) {
		bool unknown = true;
		bool hit = make_spend(a->s, patterns.n) &&
			   matches_one(&patterns, words.v[i], &unknown);

		/* it may match or not: what then stands there is not known */
		if (unknown && !hit)
			add_word(to, &first, MAKE_UNKNOWN_STR, 1);
		else if (hit != out)
			add_word(to, &first, words.v[i], strlen(words.v[i]));
	}
}

static void f_filter(struct arguments *a, struct strbuf *to)
{
	filter(a, false, to);
}

static void f_filter_out(struct arguments *a, struct strbuf *to)
{
	filter(a, true, to);
}

static void f_patsubst(struct arguments *a, struct strbuf *to)
{
	_cleanup_(cleanup_free) char *pattern = get(a, 0), *by = get(a, 1),
				     *text = get(a, 2);

	make_substitute(a->s, pattern, by, text, to);
}

static void f_subst(struct arguments *a, struct strbuf *to)
{
	_cleanup_(cleanup_free) char *from = get(a, 0), *by = get(a, 1),
				     *text = get(a, 2);
	const char *p = text, *hit;

	while (*from && (hit = strstr(p, from)) && make_spend(a->s, 1 + strlen(by))) {
		strbuf_add(to, p, (size_t)(hit - p));
		strbuf_adds(to, by);
		p = hit + strlen(from);
	}
	strbuf_adds(to, p);
}

/* --- words ------------------------------------------------------------------------------- */

static void add_fixes(const struct arguments *a, bool before, struct strbuf *to)
{
	_cleanup_(cleanup_free) char *fix = get(a, 0);
	_cleanup_(strv_done) struct strv words = STRV_INIT;
	bool first = true;

	get_words(a, 1, &words);
	strv_foreach (&words, i) {
		if (!make_spend(a->s, 1 + strlen(fix)))
			break;
		add_word(to, &first, before ? fix : words.v[i],
			 strlen(before ? fix : words.v[i]));
		strbuf_adds(to, before ? words.v[i] : fix);
	}
}

static void f_addprefix(struct arguments *a, struct strbuf *to)
{
	add_fixes(a, true, to);
}

static void f_addsuffix(struct arguments *a, struct strbuf *to)
{
	add_fixes(a, false, to);
}

static void f_strip(struct arguments *a, struct strbuf *to)
{
	_cleanup_(strv_done) struct strv words = STRV_INIT;

	get_words(a, 0, &words);
	add_words(to, &words);
}

static void f_sort(struct arguments *a, struct strbuf *to)
{
	_cleanup_(strv_done) struct strv words = STRV_INIT;
	bool first = true;

	get_words(a, 0, &words);
	strv_sort(&words);
	strv_foreach (&words, i)
		if (!i || strcmp(words.v[i], words.v[i - 1]) != 0)
			add_word(to, &first, words.v[i], strlen(words.v[i]));
}

static void f_firstword(struct arguments *a, struct strbuf *to)
{
	_cleanup_(strv_done) struct strv words = STRV_INIT;

	get_words(a, 0, &words);
	if (words.n)
		strbuf_adds(to, words.v[0]);
}

/* An unknown word may be none or several, so the numbers of those behind it are unknown. */
static void f_word(struct arguments *a, struct strbuf *to)
{
	_cleanup_(cleanup_free) char *number = get(a, 0), *text = get(a, 1);
	_cleanup_(strv_done) struct strv words = STRV_INIT;
	unsigned long n = strtoul(number, NULL, 10);

	make_words(text, &words);
	if (make_unknown(number) || make_unknown(text))
		strbuf_addc(to, MAKE_UNKNOWN);
	else if (n && n <= words.n)
		strbuf_adds(to, words.v[n - 1]);
}

static void f_words(struct arguments *a, struct strbuf *to)
{
	_cleanup_(cleanup_free) char *text = get(a, 0);
	_cleanup_(strv_done) struct strv words = STRV_INIT;

	make_words(text, &words);
	if (make_unknown(text))
		strbuf_addc(to, MAKE_UNKNOWN);
	else
		strbuf_addf(to, "%zu", words.n);
}

/* Of each word the part up to its last slash, or behind it, or before its last dot. */
static void parts_of_paths(const struct arguments *a, char part, struct strbuf *to)
{
	_cleanup_(strv_done) struct strv words = STRV_INIT;
	bool first = true;

	get_words(a, 0, &words);
	strv_foreach (&words, i) {
		const char *w = words.v[i], *slash = strrchr(w, '/'), *dot;
		const char *name = slash ? slash + 1 : w;

		dot = strrchr(name, '.');
		if (part == 'n')
			add_word(to, &first, name, strlen(name));
		else if (part == 'b')
			add_word(to, &first, w, dot ? (size_t)(dot - w) : strlen(w));
		else if (slash)
			add_word(to, &first, w, (size_t)(name - w));
		else
			add_word(to, &first, "./", 2);
	}
}

static void f_notdir(struct arguments *a, struct strbuf *to)
{
	parts_of_paths(a, 'n', to);
}

static void f_basename(struct arguments *a, struct strbuf *to)
{
	parts_of_paths(a, 'b', to);
}

static void f_dir(struct arguments *a, struct strbuf *to)
{
	parts_of_paths(a, 'd', to);
}

/* --- conditions and calls ------------------------------------------------------------------ */

static void f_if(struct arguments *a, struct strbuf *to)
{
	_cleanup_(cleanup_free) char *text = get(a, 0);
	_cleanup_(strv_done) struct strv words = STRV_INIT;

	make_words(text, &words);
	if (make_unknown(text))
		strbuf_addc(to, MAKE_UNKNOWN);
	else if (words.n)
		make_expand(a->s, a->n > 1 ? a->raw[1] : "", to);
	else
		make_expand(a->s, a->n > 2 ? a->raw[2] : "", to);
}

/* The first one that is not empty; for "and" the last one when none is empty. */
static void first_that(const struct arguments *a, bool empty, struct strbuf *to)
{
	for (size_t i = 0; i < a->n; i++) {
		_cleanup_(cleanup_free) char *text = get(a, i);
		bool last = i + 1 == a->n;

		if (make_unknown(text)) {
			strbuf_addc(to, MAKE_UNKNOWN);
			return;
		}
		if (empty == !text[strspn(text, " \t")] || (empty && last)) {
			strbuf_adds(to, text);
			return;
		}
	}
}

static void f_or(struct arguments *a, struct strbuf *to)
{
	first_that(a, false, to);
}

static void f_and(struct arguments *a, struct strbuf *to)
{
	first_that(a, true, to);
}

static void f_findstring(struct arguments *a, struct strbuf *to)
{
	_cleanup_(cleanup_free) char *part = get(a, 0), *text = get(a, 1);

	if (make_unknown(part) || make_unknown(text))
		strbuf_addc(to, MAKE_UNKNOWN);
	else if (strstr(text, part))
		strbuf_adds(to, part);
}

static void f_foreach(struct arguments *a, struct strbuf *to)
{
	_cleanup_(cleanup_free) char *name = get(a, 0);
	_cleanup_(strv_done) struct strv words = STRV_INIT;

	get_words(a, 1, &words);
	strv_foreach (&words, i) {
		struct make_local one = {name, words.v[i], a->s->locals};

		a->s->locals = &one;
		if (i)
			strbuf_addc(to, ' ');
		make_expand(a->s, a->n > 2 ? a->raw[2] : "", to);
		a->s->locals = one.outer;
	}
}

/* Functions of scripts/Kbuild.include ask the compiler: what no makefile set is unknown. */
static void f_call(struct arguments *a, struct strbuf *to)
{
	static const char *const numbers[] = {"0", "1", "2", "3", "4",	"5",
					      "6", "7", "8", "9", "10", "11"};
	char *values[ARGUMENTS_MAX] = {NULL};
	struct make_local locals[ARGUMENTS_MAX];
	const struct make_local *outer = a->s->locals;
	const struct make_variable *v;

	for (size_t i = 0; i < a->n; i++)
		values[i] = get(a, i);
	v = make_variable(a->s, values[0]);
	for (size_t i = 0; i < a->n; i++)
		locals[i] = (struct make_local){numbers[i], values[i],
						i ? &locals[i - 1] : outer};
	a->s->locals = &locals[a->n - 1];
	if (v && v->n == 1 && v->v[0].sure)
		make_expand(a->s, v->v[0].text, to);
	else
		strbuf_addc(to, MAKE_UNKNOWN);
	a->s->locals = outer;
	for (size_t i = 0; i < a->n; i++)
		free(values[i]);
}

/* --- files and messages ---------------------------------------------------------------------- */

/* Only names: what a pattern finds depends on what is lying about. */
static void f_wildcard(struct arguments *a, struct strbuf *to)
{
	_cleanup_(strv_done) struct strv words = STRV_INIT;
	bool first = true;

	get_words(a, 0, &words);
	strv_foreach (&words, i) {
		const char *w = words.v[i];
		_cleanup_(cleanup_free) char *path = make_path("", w);

		if (!path || make_unknown(w) || strpbrk(w, "*?["))
			add_word(to, &first, MAKE_UNKNOWN_STR, 1);
		else if (make_tree_has(a->s->tree, path))
			add_word(to, &first, w, strlen(w));
	}
}

static void f_nothing(struct arguments *a, struct strbuf *to)
{
	(void)a;
	(void)to;
}

static void f_unknown(struct arguments *a, struct strbuf *to)
{
	(void)a;
	strbuf_addc(to, MAKE_UNKNOWN);
}

static const struct {
	const char *name;
	void (*fn)(struct arguments *a, struct strbuf *to);
	size_t max; /* arguments */
} functions[] = {
	{"subst", f_subst, 3},
	{"patsubst", f_patsubst, 3},
	{"filter", f_filter, 2},
	{"filter-out", f_filter_out, 2},
	{"addprefix", f_addprefix, 2},
	{"addsuffix", f_addsuffix, 2},
	{"if", f_if, 3},
	{"or", f_or, ARGUMENTS_MAX},
	{"and", f_and, ARGUMENTS_MAX},
	{"findstring", f_findstring, 2},
	{"foreach", f_foreach, 3},
	{"call", f_call, ARGUMENTS_MAX},
	{"wildcard", f_wildcard, 1},
	{"sort", f_sort, 1},
	{"strip", f_strip, 1},
	{"word", f_word, 2},
	{"words", f_words, 1},
	{"firstword", f_firstword, 1},
	{"lastword", f_unknown, 1},
	{"notdir", f_notdir, 1},
	{"basename", f_basename, 1},
	{"dir", f_dir, 1},
	{"error", f_nothing, 1},
	{"warning", f_nothing, 1},
	{"info", f_nothing, 1},
	{"eval", f_nothing, 1},
	{"shell", f_unknown, 1},
	{"file", f_unknown, 2},
	{"origin", f_unknown, 1},
	{"flavor", f_unknown, 1},
	{"value", f_unknown, 1},
	{"abspath", f_unknown, 1},
	{"realpath", f_unknown, 1},
	{"join", f_unknown, 2},
	{"wordlist", f_unknown, 3},
	{"suffix", f_unknown, 1},
	{"intcmp", f_unknown, 5},
	{"let", f_unknown, 3},
};

bool make_call(struct make_scope *s, const char *name, const char *args,
	       struct strbuf *to)
{
	for (size_t i = 0; i < ARRAY_SIZE(functions); i++) {
		_cleanup_(arguments_done) struct arguments a = {0};

		if (strcmp(functions[i].name, name) != 0)
			continue;
		split(s, args, functions[i].max, &a);
		functions[i].fn(&a, to);
		return true;
	}
	return false;
}
