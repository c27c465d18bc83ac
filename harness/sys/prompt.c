// SPDX-License-Identifier: GPL-2.0-or-later
#include "sys/prompt.h"

#include <errno.h>
#include <string.h>

#include "base/alloc.h"
#include "base/strbuf.h"
#include "base/utf8.h"

/* One line of any length, of which no more is kept than can be judged; EOF at its end
 * ends a line as well. */
static int read_line(FILE *in, struct strbuf *line)
{
	int c;

	while ((c = getc(in)) != EOF && c != '\n')
		if (line->len <= PROMPT_MAX)
			strbuf_addc(line, (char)c);
	if (c == EOF && ferror(in))
		return -EIO;
	return c == EOF && !line->len ? -ENODATA : 0;
}

/* What is wrong with an answer; NULL: nothing. */
static const char *fault_of(const struct strbuf *line)
{
	if (line->len > PROMPT_MAX)
		return "that is too long";
	for (size_t i = 0; i < line->len; i++) {
		unsigned char c = (unsigned char)line->buf[i];

		if (c < 0x20 || c == 0x7f)
			return "that holds a control byte";
	}
	return utf8_valid_prefix(line->buf, line->len) < line->len ? "that is not UTF-8"
								   : NULL;
}

static char *trimmed(const struct strbuf *line)
{
	const char *start = line->buf + strspn(line->buf, " ");
	size_t n = strlen(start);

	while (n && start[n - 1] == ' ')
		n--;
	return xstrndup(start, n);
}

int prompt_line(FILE *in, FILE *out, const char *question, char **ret, struct diag *d)
{
	_cleanup_(strbuf_done) struct strbuf shown = STRBUF_INIT;

	strbuf_add_escaped(&shown, question, strlen(question));
	for (;;) {
		_cleanup_(strbuf_done) struct strbuf line = STRBUF_INIT;
		const char *fault;
		int err;

		fprintf(out, "%s ", shown.buf);
		fflush(out);
		err = read_line(in, &line);
		if (err == -ENODATA)
			fputc('\n', out);
		if (err == -EIO)
			return diag_errno(d, err, "cannot read the answer");
		if (err < 0)
			return err;
		fault = fault_of(&line);
		if (!fault) {
			*ret = trimmed(&line);
			return 0;
		}
		fprintf(out, "%s; answer by one line of text\n", fault);
	}
}
