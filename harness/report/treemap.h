/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A treemap: areas that are as large as what they stand for.
 *
 * Squarified, as in Bruls, Huizing, van Wijk: Squarified Treemaps (2000): the rectangles
 * come out as near to squares as they can, so that sizes compare and labels fit.
 */
#ifndef KHARNESS_REPORT_TREEMAP_H
#define KHARNESS_REPORT_TREEMAP_H

#include <stddef.h>

#include "report/svg.h"

/**
 * treemap_squarify() - divide a rectangle
 * @values: none negative, the largest first
 * @in: what is divided, all of it when there is a value above 0
 * @ret: one rectangle for each value
 */
void treemap_squarify(const double *values, size_t n, const struct svg_box *in,
		      struct svg_box *ret);

/**
 * treemap_group() - "drivers/net" of "kernel/drivers/net/ethernet/x.ko"
 *
 * The first directory below kernel/, for drivers the second one too; "updates" of
 * "updates/x.ko".
 */
char *treemap_group(const char *path) _must_check_;

struct treemap_item {
	const char
		*path; /* "kernel/drivers/net/mana.ko": its directories are the groups */
	const char *title;
	double value;
};

/**
 * treemap_draw() - append a drawing: a rectangle for each group, in it its items
 * @items: in any order
 * @label: see svg_open()
 *
 * The groups are those of treemap_group(); their first directory gives the colour. Items of
 * a group that are too small to be seen are drawn as one.
 */
void treemap_draw(const struct treemap_item *items, size_t n, const char *label,
		  struct strbuf *to);

#endif
