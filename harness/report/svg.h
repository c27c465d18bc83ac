/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Drawings inside a page: rectangles, lines and texts as SVG.
 *
 * Colours are classes of the page's style sheet, so that one drawing suits both themes.
 */
#ifndef KHARNESS_REPORT_SVG_H
#define KHARNESS_REPORT_SVG_H

#include "base/strbuf.h"

struct svg_box {
	double x, y, w, h;
};

/**
 * svg_open() - begin a drawing
 * @width: of its own coordinates; the page scales it
 * @label: what it shows, for who cannot see it
 */
void svg_open(struct strbuf *to, double width, double height, const char *label);

/**
 * svg_rect() - a rectangle
 * @class: of the style sheet
 * @title: shown beside the pointer; NULL: nothing
 */
void svg_rect(struct strbuf *to, const struct svg_box *box, const char *class,
	      const char *title);

/** svg_line() - from one point to another */
void svg_line(struct strbuf *to, double x1, double y1, double x2, double y2,
	      const char *class);

/**
 * svg_text() - a line of text
 * @y: of its base line
 * @class: also its size: see svg_fits()
 */
void svg_text(struct strbuf *to, double x, double y, const char *class, const char *text);

/** svg_fits() - has a label of 11 units of height room in that width? */
int svg_fits(const char *text, double width) _must_check_;

/**
 * svg_label() - a text in the upper left corner of a box, cut with an ellipsis to fit
 *
 * Nothing when not even the beginning has room.
 */
void svg_label(struct strbuf *to, const struct svg_box *box, const char *class,
	       const char *text);

/** svg_close() - end the drawing */
void svg_close(struct strbuf *to);

#endif
