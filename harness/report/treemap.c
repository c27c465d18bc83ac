// SPDX-License-Identifier: GPL-2.0-or-later
#include "report/treemap.h"

#include <stdbool.h>
#include <string.h>

#include "base/alloc.h"

#define WIDTH	1160.0
#define HEIGHT	420.0
#define HEAD	15.0 /* of a group with a label */
#define COLOURS 8

/* what is smaller is too small for a pointer, let alone a label */
#define SMALL	  200.0 /* square units */
#define SMALL_MIN 3	/* so many of them are drawn as one */
#define NAMED	  40	/* of these, beside the pointer */

/* --- dividing a rectangle --------------------------------------------------------- */

/* of a row with this sum: how far the worst of its rectangles is from a square */
static double worst(double largest, double smallest, double sum, double side)
{
	double a = side * side * largest / (sum * sum);
	double b = sum * sum / (side * side * smallest);

	return a > b ? a : b;
}

/* How many of the values go into the next row. */
static size_t row_length(const double *areas, size_t n, double side, double *ret_sum)
{
	double sum = areas[0], before = worst(areas[0], areas[0], sum, side);
	size_t k = 1;

	for (; k < n && areas[k] > 0; k++) {
		double now = worst(areas[0], areas[k], sum + areas[k], side);

		if (now > before)
			break;
		sum += areas[k];
		before = now;
	}
	*ret_sum = sum;
	return k;
}

/* A row stands along the shorter side; what is left of the rectangle is returned. */
static struct svg_box place_row(const double *areas, size_t n, double sum,
				struct svg_box in, struct svg_box *ret)
{
	bool upright = in.w >= in.h;
	double thick = sum / (upright ? in.h : in.w), at = 0;

	for (size_t i = 0; i < n; i++) {
		double length = areas[i] / thick;

		ret[i] = upright ? (struct svg_box){in.x, in.y + at, thick, length}
				 : (struct svg_box){in.x + at, in.y, length, thick};
		at += length;
	}
	if (upright)
		return (struct svg_box){in.x + thick, in.y, in.w - thick, in.h};
	return (struct svg_box){in.x, in.y + thick, in.w, in.h - thick};
}

void treemap_squarify(const double *values, size_t n, const struct svg_box *in,
		      struct svg_box *ret)
{
	_cleanup_(cleanup_free) double *areas = xcalloc(n + 1, sizeof(*areas));
	struct svg_box left = *in;
	double sum = 0;
	size_t done = 0;

	for (size_t i = 0; i < n; i++) {
		sum += values[i];
		ret[i] = (struct svg_box){in->x, in->y, 0, 0};
	}
	if (sum <= 0 || in->w <= 0 || in->h <= 0)
		return;
	for (size_t i = 0; i < n; i++)
		areas[i] = values[i] * in->w * in->h / sum;
	/* what rounding leaves may be thinner than nothing */
	while (done < n && areas[done] > 0 && left.w > 0 && left.h > 0) {
		double side = left.w < left.h ? left.w : left.h, row;
		size_t k = row_length(areas + done, n - done, side, &row);

		left = place_row(areas + done, k, row, left, ret + done);
		done += k;
	}
}

/* --- drawing it ------------------------------------------------------------------- */

struct group {
	char *name; /* "drivers/net" */
	size_t top; /* length of "drivers" in it */
	double value;
	size_t first, n; /* of the sorted items */
};

struct cell {
	const struct treemap_item *item;
	char *group;
};

char *treemap_group(const char *path)
{
	const char *s = strncmp(path, "kernel/", 7) == 0 ? path + 7 : path;
	size_t n = strcspn(s, "/");

	if (!s[n])
		return xstrdup(".");
	if (strncmp(s, "drivers/", 8) == 0 && strchr(s + 8, '/'))
		n = 8 + strcspn(s + 8, "/");
	return xstrndup(s, n);
}

static int by_group_and_size(const void *a, const void *b)
{
	const struct cell *x = a, *y = b;
	int order = strcmp(x->group, y->group);

	if (order)
		return order;
	if (x->item->value != y->item->value)
		return x->item->value < y->item->value ? 1 : -1;
	return strcmp(x->item->path, y->item->path);
}

static int by_value(const void *a, const void *b)
{
	const struct group *x = a, *y = b;

	if (x->value != y->value)
		return x->value < y->value ? 1 : -1;
	return strcmp(x->name, y->name);
}

static struct group *make_groups(const struct cell *cells, size_t n, size_t *ret_n)
{
	struct group *v = NULL;
	size_t used = 0, capacity = 0;

	for (size_t i = 0; i < n; i++) {
		if (i == 0 || strcmp(cells[i].group, cells[i - 1].group) != 0) {
			GROW(v, used, capacity);
			v[used++] = (struct group){.name = cells[i].group,
						   .top = strcspn(cells[i].group, "/"),
						   .first = i};
		}
		v[used - 1].n++;
		v[used - 1].value += cells[i].item->value;
	}
	if (used)
		qsort(v, used, sizeof(*v), by_value);
	*ret_n = used;
	return v;
}

/* Directories get colours in the order of size, the same one for all below one. */
static size_t colour_of(const struct group *groups, size_t i)
{
	size_t colour = 0;

	for (size_t j = 0; j < i; j++) {
		bool seen = false;

		if (groups[j].top == groups[i].top &&
		    strncmp(groups[j].name, groups[i].name, groups[i].top) == 0)
			return colour_of(groups, j);
		for (size_t k = 0; k < j && !seen; k++)
			seen = groups[k].top == groups[j].top &&
			       strncmp(groups[k].name, groups[j].name, groups[j].top) ==
				       0;
		colour += !seen;
	}
	return colour % COLOURS;
}

static const char *file_of(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}

static char *label_of(const char *path)
{
	const char *file = file_of(path);
	size_t n = strlen(file);

	return xstrndup(file, n > 3 && strcmp(file + n - 3, ".ko") == 0 ? n - 3 : n);
}

/* A rectangle of a group: one item, or the small ones at its end together. */
struct tile {
	double value;
	size_t first, n; /* of the group's cells */
};

/* How many of the items are large enough to be seen; few small ones are shown, too. */
static size_t count_large(const struct group *g, const struct cell *cells, double scale)
{
	size_t n = 0;

	while (n < g->n && cells[g->first + n].item->value * scale >= SMALL)
		n++;
	return g->n - n < SMALL_MIN ? g->n : n;
}

static size_t make_tiles(const struct group *g, const struct cell *cells, double scale,
			 struct tile *ret)
{
	size_t n = count_large(g, cells, scale), at = n;
	struct tile rest = {0, n, g->n - n};

	for (size_t i = 0; i < n; i++)
		ret[i] = (struct tile){cells[g->first + i].item->value, i, 1};
	if (!rest.n)
		return n;
	for (size_t i = n; i < g->n; i++)
		rest.value += cells[g->first + i].item->value;
	for (; at && ret[at - 1].value < rest.value; at--)
		ret[at] = ret[at - 1];
	ret[at] = rest;
	return n + 1;
}

static void name_rest(const struct group *g, const struct cell *cells,
		      const struct tile *t, struct strbuf *to)
{
	strbuf_addf(to, "%zu more in %s:", t->n, g->name);
	for (size_t i = 0; i < t->n && i < NAMED; i++) {
		_cleanup_(cleanup_free) char *label =
			label_of(cells[g->first + t->first + i].item->path);

		strbuf_addf(to, "%s %s", i ? "," : "", label);
	}
	if (t->n > NAMED)
		strbuf_adds(to, ", ...");
}

static void draw_tile(const struct group *g, const struct cell *cells,
		      const struct tile *t, const struct svg_box *box, size_t colour,
		      struct strbuf *to)
{
	const struct treemap_item *item = cells[g->first + t->first].item;
	_cleanup_(cleanup_free) char *label =
		t->n == 1 ? label_of(item->path) : xasprintf("%zu more", t->n);
	_cleanup_(strbuf_done) struct strbuf rest = STRBUF_INIT;
	char class[] = "tm t0 tr";

	class[4] = (char)('0' + colour);
	if (t->n == 1)
		class[5] = '\0';
	else
		name_rest(g, cells, t, &rest);
	svg_rect(to, box, class, t->n == 1 ? item->title : rest.buf);
	if (box->h >= 15)
		svg_label(to, box, t->n == 1 ? "tl" : "tl more", label);
}

static void draw_group(const struct group *g, const struct cell *cells, size_t colour,
		       double scale, struct svg_box box, struct strbuf *to)
{
	_cleanup_(cleanup_free) struct tile *tiles = xcalloc(g->n + 1, sizeof(*tiles));
	_cleanup_(cleanup_free) double *values = xcalloc(g->n + 1, sizeof(*values));
	_cleanup_(cleanup_free) struct svg_box *boxes = xcalloc(g->n + 1, sizeof(*boxes));
	size_t n = make_tiles(g, cells, scale, tiles);

	if (box.h >= 2 * HEAD && svg_fits(g->name, box.w)) {
		svg_text(to, box.x + 4, box.y + 11.5, "tg", g->name);
		box.y += HEAD;
		box.h -= HEAD;
	}
	for (size_t i = 0; i < n; i++)
		values[i] = tiles[i].value;
	treemap_squarify(values, n, &box, boxes);
	for (size_t i = 0; i < n; i++)
		draw_tile(g, cells, &tiles[i], &boxes[i], colour, to);
}

static void draw_groups(const struct group *groups, size_t n, const struct cell *cells,
			struct strbuf *to)
{
	static const struct svg_box all = {0, 0, WIDTH, HEIGHT};
	_cleanup_(cleanup_free) double *values = xcalloc(n + 1, sizeof(*values));
	_cleanup_(cleanup_free) struct svg_box *boxes = xcalloc(n + 1, sizeof(*boxes));

	double sum = 0;

	for (size_t i = 0; i < n; i++) {
		values[i] = groups[i].value;
		sum += values[i];
	}
	treemap_squarify(values, n, &all, boxes);
	for (size_t i = 0; i < n; i++) {
		struct svg_box inner = {boxes[i].x + 1, boxes[i].y + 1, boxes[i].w - 2,
					boxes[i].h - 2};

		draw_group(&groups[i], cells, colour_of(groups, i),
			   sum > 0 ? WIDTH * HEIGHT / sum : 0, inner, to);
	}
}

void treemap_draw(const struct treemap_item *items, size_t n, const char *label,
		  struct strbuf *to)
{
	_cleanup_(cleanup_free) struct cell *cells = xcalloc(n + 1, sizeof(*cells));
	_cleanup_(cleanup_free) struct group *groups = NULL;
	size_t n_groups;

	for (size_t i = 0; i < n; i++)
		cells[i] = (struct cell){&items[i], treemap_group(items[i].path)};
	qsort(cells, n, sizeof(*cells), by_group_and_size);
	groups = make_groups(cells, n, &n_groups);
	svg_open(to, WIDTH, HEIGHT, label);
	draw_groups(groups, n_groups, cells, to);
	svg_close(to);
	for (size_t i = 0; i < n; i++)
		free(cells[i].group);
}
