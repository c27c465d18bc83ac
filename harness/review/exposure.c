// SPDX-License-Identifier: GPL-2.0-or-later
#include "review/exposure.h"

#include <string.h>
#include <uthash.h>

#include "base/alloc.h"
#include "base/strbuf.h"

#define NAMED_MAX 3 /* in a sentence */

struct of_symbol {
	const char *symbol;
	const struct surface_item **v;
	size_t n, capacity;
	UT_hash_handle hh;
};

struct exposures {
	struct of_symbol *all; /* hash */
};

struct exposures *exposures(const struct surface *s)
{
	struct exposures *x = xcalloc(1, sizeof(*x));

	for (size_t i = 0; i < s->n; i++) {
		const struct surface_item *item = &s->v[i];
		struct of_symbol *o;

		if (!item->symbol)
			continue;
		HASH_FIND_STR(x->all, item->symbol, o);
		if (!o) {
			o = xcalloc(1, sizeof(*o));
			o->symbol = item->symbol;
			HASH_ADD_KEYPTR(hh, x->all, o->symbol, strlen(o->symbol), o);
		}
		GROW(o->v, o->n, o->capacity);
		o->v[o->n++] = item;
	}
	return x;
}

void exposures_free(struct exposures *x)
{
	struct of_symbol *o, *next;

	if (!x)
		return;
	HASH_ITER (hh, x->all, o, next) {
		HASH_DEL(x->all, o);
		free(o->v);
		free(o);
	}
	free(x);
}

/* --- what kind of code is it? ----------------------------------------------------------------- */

/* Where code stands that programs, devices or the network talk to. */
static const struct {
	const char *prefix;
	const char *what;
} places[] = {
	{"drivers/", "a driver"},
	{"net/", "a part of the network"},
	{"fs/", "a part of the file systems"},
	{"sound/", "a sound driver"},
	{"crypto/", "an algorithm that programs can ask for"},
	{"block/", "a part of the block layer"},
	{"ipc/", "a way for programs to talk"},
	{"io_uring/", "operations of io_uring"},
	{"virt/", "a part of the hypervisor"},
	{"arch/x86/kvm/", "a part of the hypervisor"},
	{"arch/arm64/kvm/", "a part of the hypervisor"},
	{"samples/", "an example for developers"},
};

static const char *place_of(const struct surface_item *item)
{
	for (size_t i = 0; i < ARRAY_SIZE(places); i++)
		if (strncmp(item->name, places[i].prefix, strlen(places[i].prefix)) == 0)
			return places[i].what;
	return NULL;
}

static const char *what_of(const struct surface_item *item)
{
	switch (item->kind) {
	case SURFACE_SYSCALL: return "the system call";
	case SURFACE_DEVICE: return "the device";
	default: return place_of(item);
	}
}

/* Objects of modules that come or go as a whole are named by the module. */
static bool is_told(const struct surface_item *item)
{
	return !item->whole_changed;
}

/* --- sentences ---------------------------------------------------------------------------------- */

/* What a reader understands first stands first. */
static int rank(const struct surface_item *item)
{
	switch (item->kind) {
	case SURFACE_SYSCALL: return 0;
	case SURFACE_DEVICE: return 1;
	case SURFACE_MODULE: return 2;
	default: return 3;
	}
}

static void add_names(const struct of_symbol *o, struct strbuf *to)
{
	size_t n = 0;

	for (int r = 0; r < 4; r++)
		for (size_t i = 0; i < o->n; i++) {
			const struct surface_item *item = o->v[i];
			const char *what = what_of(item);

			if (!is_told(item) || rank(item) != r || ++n > NAMED_MAX)
				continue;
			strbuf_addf(to, "%s", n > 1 ? ", " : "");
			if (what && (n == 1 || r < 2))
				strbuf_addf(to, r < 2 ? "%s " : "%s, ", what);
			strbuf_adds(to, item->name);
		}
	if (n > NAMED_MAX)
		strbuf_addf(to, " and %zu more", n - NAMED_MAX);
}

struct tally {
	size_t gained, lost;
	size_t open; /* of both, how many are a way in */
};

static struct tally count(const struct of_symbol *o)
{
	struct tally t = {0};

	for (size_t i = 0; i < o->n; i++) {
		if (!is_told(o->v[i]))
			continue;
		t.gained += o->v[i]->gained;
		t.lost += !o->v[i]->gained;
		t.open += what_of(o->v[i]) != NULL;
	}
	return t;
}

static bool is(const char *value, const char *what)
{
	return value && strcmp(value, what) == 0;
}

static void print(const struct of_symbol *o, enum change_direction d, const char *begin,
		  struct exposure *ret)
{
	struct strbuf text = STRBUF_INIT;

	strbuf_adds(&text, begin);
	add_names(o, &text);
	ret->direction = d;
	ret->reading = strbuf_detach(&text, NULL);
}

void exposure_of(const struct exposures *x, const struct change *c, struct exposure *ret)
{
	const struct of_symbol *o = NULL;
	struct tally t;

	if (x)
		HASH_FIND_STR(x->all, c->name, o);
	if (!o)
		return;
	t = count(o);
	if (t.gained && t.lost && is(c->from, "m") && is(c->to, "y"))
		ret->reading = xstrdup("the same code, now always there and not to be "
				       "unloaded");
	else if (t.gained && t.lost && is(c->from, "y") && is(c->to, "m"))
		ret->reading = xstrdup("the same code, now a module that is loaded when "
				       "something asks for it");
	if (ret->reading)
		ret->direction = DIRECTION_NEUTRAL;
	else if (t.gained && t.lost)
		print(o, DIRECTION_UNKNOWN, "other code is built: ", ret);
	else if (!t.open && t.gained)
		print(o, DIRECTION_UNKNOWN, "more of the kernel's core is built: ", ret);
	else if (!t.open && t.lost)
		print(o, DIRECTION_UNKNOWN, "less of the kernel's core is built: ", ret);
	else if (t.gained)
		print(o, DIRECTION_WEAKER, "more to attack: ", ret);
	else if (t.lost)
		print(o, DIRECTION_STRONGER, "less to attack: ", ret);
}

void exposure_done(struct exposure *e)
{
	if (!e)
		return;
	free(e->reading);
	*e = (struct exposure)EXPOSURE_INIT;
}
