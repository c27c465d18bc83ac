// SPDX-License-Identifier: GPL-2.0-or-later
#include "report/markup.h"

#include <inttypes.h>
#include <string.h>

#include "report/page.h"

/* In a cell '|' ends it; the other characters begin something or hide something. */
void markup_cell(struct strbuf *to, const char *text)
{
	static const char special[] = "|\\*_`[]~#!@\n";

	while (*text) {
		size_t n = strcspn(text, special);

		page_bytes(to, text, n);
		text += n;
		if (*text == '\n')
			strbuf_addc(to, ' ');
		else if (*text)
			strbuf_addf(to, "\\%c", *text);
		text += *text != '\0';
	}
}

void markup_path(struct strbuf *to, const char *path)
{
	static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
				    "0123456789-._~/";

	/* a first part with a colon would be read as a scheme */
	if (*path != '.' && *path != '/')
		strbuf_adds(to, "./");
	for (const char *p = path; *p; p++) {
		if (strchr(plain, *p))
			strbuf_addc(to, *p);
		else
			strbuf_addf(to, "%%%02X", (unsigned char)*p);
	}
}

/* --- numbers ---------------------------------------------------------------------- */

static void add_count(struct strbuf *to, int64_t value)
{
	char digits[24];
	int n = snprintf(digits, sizeof(digits), "%" PRId64, value);

	for (int i = 0; i < n; i++) {
		if (i && (n - i) % 3 == 0 && digits[i - 1] != '-')
			strbuf_addc(to, ',');
		strbuf_addc(to, digits[i]);
	}
}

static void add_bytes(struct strbuf *to, int64_t value)
{
	double d = (double)value;

	if (value >= INT64_C(1) << 30)
		strbuf_addf(to, "%.2f GiB", d / (1 << 30));
	else if (value >= 1 << 20)
		strbuf_addf(to, "%.1f MiB", d / (1 << 20));
	else if (value >= 1024)
		strbuf_addf(to, "%.1f KiB", d / 1024);
	else
		strbuf_addf(to, "%" PRId64 " B", value);
}

void markup_number(struct strbuf *to, int64_t value, enum report_unit unit)
{
	if (value < 0)
		strbuf_adds(to, "–");
	else if (unit == UNIT_BYTES)
		add_bytes(to, value);
	else if (unit == UNIT_MS)
		strbuf_addf(to, "%.2f s", (double)value / 1000);
	else
		add_count(to, value);
}
