/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The frame of a report's page: one file with its style and its script, which asks for
 * nothing else.
 */
#ifndef KHARNESS_REPORT_FRAME_H
#define KHARNESS_REPORT_FRAME_H

#include "base/strbuf.h"

/* The only script that the page's policy lets run; see the test that computes it anew. */
#define FRAME_SCRIPT_SHA256 "daxA6+0BnZSydglfpM8EH0ofOZTnLjNuZeYsW8MFUts="

/** frame_open() - everything up to the content; @title is any text */
void frame_open(struct strbuf *to, const char *title);

/** frame_close() - everything behind the content */
void frame_close(struct strbuf *to);

/* Appending to a page: every text is made harmless. */

/** frame_tag() - "<TAG class=CLASS>TEXT</TAG>"; @class and @text may be NULL */
void frame_tag(struct strbuf *to, const char *tag, const char *class, const char *text);

/** frame_section() - begin a section with an anchor and a heading */
void frame_section(struct strbuf *to, const char *id, const char *heading);

/** frame_section_end() - end it */
void frame_section_end(struct strbuf *to);

/** frame_note() - a paragraph that explains, or says what is missing */
void frame_note(struct strbuf *to, const char *text);

#endif
