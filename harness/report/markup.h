/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Text that nobody can trust in Markdown and URLs, and numbers; for HTML see page.h. */
#ifndef KHARNESS_REPORT_MARKUP_H
#define KHARNESS_REPORT_MARKUP_H

#include <stddef.h>
#include <stdint.h>

#include "base/strbuf.h"
#include "model/build_report.h"

/** markup_cell() - append as a cell of a Markdown table, on one line */
void markup_cell(struct strbuf *to, const char *text);

/** markup_path() - append a relative path as an URL */
void markup_path(struct strbuf *to, const char *path);

/** markup_number() - "1,234", "12.3 MiB", "1.23 s"; "–" for one that is not known */
void markup_number(struct strbuf *to, int64_t value, enum report_unit unit);

#endif
