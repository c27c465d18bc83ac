// SPDX-License-Identifier: GPL-2.0-or-later
#include "report/page.h"

#include <stdlib.h>
#include <string.h>

#include "base/macro.h"

/* Found through -Wa,-I in Kbuild.harness, which makes the digests. */
__asm__(".pushsection .rodata\n"
	".macro page_file name file\n"
	"page_\\name\\()_text:\n"
	".incbin \"report/page/\\file\"\n"
	".byte 0\n"
	"page_\\name\\()_sha256:\n"
	".incbin \"report/page/\\file\\().sha256\"\n"
	".byte 0\n"
	".endm\n"
	"page_file frame_css, frame.css\n"
	"page_file frame_js, frame.js\n"
	"page_file diff_css, diff.css\n"
	"page_file diff_list_js, diff_list.js\n"
	"page_file diff_js, diff.js\n"
	"page_file report_css, report.css\n"
	".popsection\n");

extern const char page_frame_css_text[], page_frame_css_sha256[];
extern const char page_frame_js_text[], page_frame_js_sha256[];
extern const char page_diff_css_text[], page_diff_css_sha256[];
extern const char page_diff_list_js_text[], page_diff_list_js_sha256[];
extern const char page_diff_js_text[], page_diff_js_sha256[];
extern const char page_report_css_text[], page_report_css_sha256[];

static const struct page_file files[] = {
	{"frame.css", page_frame_css_text, page_frame_css_sha256},
	{"frame.js", page_frame_js_text, page_frame_js_sha256},
	{"diff.css", page_diff_css_text, page_diff_css_sha256},
	{"diff_list.js", page_diff_list_js_text, page_diff_list_js_sha256},
	{"diff.js", page_diff_js_text, page_diff_js_sha256},
	{"report.css", page_report_css_text, page_report_css_sha256},
};

const struct page_file *page_file(const char *name)
{
	for (size_t i = 0; i < ARRAY_SIZE(files); i++)
		if (strcmp(files[i].name, name) == 0)
			return &files[i];
	abort();
}
