// SPDX-License-Identifier: GPL-2.0-or-later
#include "report/svg.h"

#include <math.h>
#include <string.h>

#include "base/alloc.h"
#include "report/page.h"

/* of a label: monospace, 11 units high */
#define CHAR_WIDTH 6.7
#define MARGIN	   8.0
#define LABEL_MIN  5 /* characters, the ellipsis among them */

/* One decimal is a tenth of a pixel; what is no number draws nothing. */
static void number(struct strbuf *to, const char *name, double value)
{
	strbuf_addf(to, " %s=\"%.1f\"", name, isfinite(value) ? value : 0.0);
}

void svg_open(struct strbuf *to, double width, double height, const char *label)
{
	strbuf_addf(
		to,
		"<div class=\"wide\"><svg class=\"drawing\" viewBox=\"0 0 %.0f %.0f\" role=\"img\" aria-label=\"",
		width, height);
	page_text(to, label);
	strbuf_adds(to, "\">\n");
}

void svg_rect(struct strbuf *to, const struct svg_box *box, const char *class,
	      const char *title)
{
	strbuf_addf(to, "<rect class=\"%s\"", class);
	number(to, "x", box->x);
	number(to, "y", box->y);
	number(to, "width", box->w > 0 ? box->w : 0);
	number(to, "height", box->h > 0 ? box->h : 0);
	if (!title) {
		strbuf_adds(to, "/>\n");
		return;
	}
	strbuf_adds(to, "><title>");
	page_text(to, title);
	strbuf_adds(to, "</title></rect>\n");
}

void svg_line(struct strbuf *to, double x1, double y1, double x2, double y2,
	      const char *class)
{
	strbuf_addf(to, "<line class=\"%s\"", class);
	number(to, "x1", x1);
	number(to, "y1", y1);
	number(to, "x2", x2);
	number(to, "y2", y2);
	strbuf_adds(to, "/>\n");
}

void svg_text(struct strbuf *to, double x, double y, const char *class, const char *text)
{
	strbuf_addf(to, "<text class=\"%s\"", class);
	number(to, "x", x);
	number(to, "y", y);
	strbuf_addc(to, '>');
	page_text(to, text);
	strbuf_adds(to, "</text>\n");
}

int svg_fits(const char *text, double width)
{
	return (double)strlen(text) * CHAR_WIDTH + MARGIN <= width;
}

void svg_label(struct strbuf *to, const struct svg_box *box, const char *class,
	       const char *text)
{
	_cleanup_(cleanup_free) char *cut = NULL;
	size_t n;

	if (svg_fits(text, box->w)) {
		svg_text(to, box->x + 4, box->y + 12, class, text);
		return;
	}
	if (box->w < MARGIN + LABEL_MIN * CHAR_WIDTH)
		return;
	n = (size_t)((box->w - MARGIN) / CHAR_WIDTH) - 1;
	while (n && ((unsigned char)text[n] & 0xc0) == 0x80)
		n--;
	cut = xasprintf("%.*s…", (int)n, text);
	svg_text(to, box->x + 4, box->y + 12, class, cut);
}

void svg_close(struct strbuf *to)
{
	strbuf_adds(to, "</svg></div>\n");
}
