/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A comparison as one HTML file, for the reviewer: what got weaker first, then all changes
 * in a list that can be searched and filtered. See report/page.h for what the file may do.
 */
#ifndef KHARNESS_REPORT_DIFF_HTML_H
#define KHARNESS_REPORT_DIFF_HTML_H

#include "base/strbuf.h"
#include "model/change.h"

/**
 * diff_print_html() - append the page
 * @s: all comparisons of a run, counted by change_set_count()
 */
void diff_print_html(const struct change_sets *s, struct strbuf *to);

#endif
