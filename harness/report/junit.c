// SPDX-License-Identifier: GPL-2.0-or-later
#include <errno.h>
#include <libxml/xmlwriter.h>
#include <string.h>

#include "base/alloc.h"
#include "report/report.h"

/* tabs are the only control bytes of the model; XML 1.0 takes those */
static void attribute(xmlTextWriterPtr w, const char *name, const char *value)
{
	xmlTextWriterWriteAttribute(w, BAD_CAST name, BAD_CAST value);
}

_printf_(3, 4) static void attributef(xmlTextWriterPtr w, const char *name,
				      const char *fmt, ...)
{
	_cleanup_(cleanup_free) char *value = NULL;
	va_list ap;

	va_start(ap, fmt);
	value = xvasprintf(fmt, ap);
	va_end(ap);
	attribute(w, name, value);
}

/* "module.refuse.unsigned" is the case "refuse.unsigned" of the class "module" */
/* The machine is part of the name: two boots of one build go into one report. */
static void open_case(xmlTextWriterPtr w, const char *machine, const char *name,
		      int64_t time_us)
{
	const char *dot = strchr(name, '.');
	size_t n = dot && dot != name && dot[1] ? (size_t)(dot - name) : 0;

	xmlTextWriterStartElement(w, BAD_CAST "testcase");
	attributef(w, "classname", "boot.%s%s%.*s", machine, n ? "." : "", (int)n, name);
	attribute(w, "name", n ? dot + 1 : name);
	if (time_us >= 0)
		attributef(w, "time", "%.6f", (double)time_us / 1e6);
}

static void failure(xmlTextWriterPtr w, const char *type, const char *message,
		    const char *text)
{
	xmlTextWriterStartElement(w, BAD_CAST "failure");
	attribute(w, "type", type);
	attribute(w, "message", message);
	xmlTextWriterWriteString(w, BAD_CAST text);
	xmlTextWriterEndElement(w);
}

static void put_test(xmlTextWriterPtr w, const char *machine, const struct boot_test *t)
{
	open_case(w, machine, t->name, t->time_us);
	if (t->status == BOOT_TEST_FAIL) {
		_cleanup_(cleanup_free) char *text = xasprintf(
			"expected: %s\nfound: %s\n", t->expected ? t->expected : "?",
			t->found ? t->found : "?");

		failure(w, "fail", t->found ? t->found : "failed", text);
	} else if (t->status == BOOT_TEST_SKIP) {
		xmlTextWriterStartElement(w, BAD_CAST "skipped");
		attribute(w, "message", t->reason ? t->reason : "");
		xmlTextWriterEndElement(w);
	}
	xmlTextWriterEndElement(w);
}

static void put_verdict(xmlTextWriterPtr w, const struct boot_result *r)
{
	open_case(w, r->machine, REPORT_VERDICT_TEST, r->ms * 1000);
	if (r->verdict != BOOT_PASS) {
		struct strbuf text = STRBUF_INIT;

		for (size_t i = 0; i < r->n_problems; i++) {
			unsigned int line = r->problems[i].console_line, first;
			_cleanup_(cleanup_free) char *excerpt = NULL;

			strbuf_addf(&text, "%s: %s\n",
				    boot_verdict_name(r->problems[i].verdict),
				    r->problems[i].text);
			if (i > 0 || !line)
				continue;
			excerpt = boot_result_excerpt(r, line, 5, 25, &first);
			strbuf_adds(&text, excerpt);
		}
		failure(w, boot_verdict_name(r->verdict),
			r->n_problems ? r->problems[0].text : "", text.buf);
		strbuf_done(&text);
	}
	xmlTextWriterEndElement(w);
}

static void put_suite(xmlTextWriterPtr w, const struct boot_result *r)
{
	bool pass = r->verdict == BOOT_PASS;

	xmlTextWriterStartElement(w, BAD_CAST "testsuites");
	xmlTextWriterStartElement(w, BAD_CAST "testsuite");
	attributef(w, "name", "boot %s", r->machine);
	attributef(w, "tests", "%zu", r->n_tests + 1);
	attributef(w, "failures", "%zu",
		   boot_result_count(r, BOOT_TEST_FAIL) + (pass ? 0 : 1));
	attribute(w, "errors", "0");
	attributef(w, "skipped", "%zu", boot_result_count(r, BOOT_TEST_SKIP));
	attributef(w, "time", "%.3f", (double)r->ms / 1000);
	attributef(w, "timestamp", "%s", r->started);
	for (size_t i = 0; i < r->n_tests; i++)
		put_test(w, r->machine, &r->tests[i]);
	put_verdict(w, r);
	xmlTextWriterEndElement(w);
	xmlTextWriterEndElement(w);
}

int report_junit(const struct boot_result *r, struct strbuf *out)
{
	xmlBufferPtr buffer = xmlBufferCreate();
	xmlTextWriterPtr w = buffer ? xmlNewTextWriterMemory(buffer, 0) : NULL;
	int err = -EIO;

	if (w) {
		xmlTextWriterSetIndent(w, 1);
		xmlTextWriterStartDocument(w, NULL, "UTF-8", NULL);
		put_suite(w, r);
		err = xmlTextWriterEndDocument(w) < 0 ? -EIO : 0;
		xmlFreeTextWriter(w); /* writes the rest into the buffer */
	}
	if (err == 0)
		strbuf_add(out, xmlBufferContent(buffer),
			   (size_t)xmlBufferLength(buffer));
	if (buffer)
		xmlBufferFree(buffer);
	return err;
}
