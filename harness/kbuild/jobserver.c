// SPDX-License-Identifier: GPL-2.0-or-later
#include "kbuild/jobserver.h"

#include <ctype.h>
#include <fcntl.h>
#include <limits.h>
#include <string.h>

#include "base/alloc.h"
#include "base/parse.h"
#include "base/strbuf.h"

static const char auth[] = "--jobserver-auth=";
static const char fifo[] = "--jobserver-auth=fifo:";

static int parse_fds(const char *word, int fds[2])
{
	_cleanup_(cleanup_free) char *copy = xstrdup(word + strlen(auth));
	char *comma = strchr(copy, ',');
	uint64_t r, w;

	if (!comma)
		return -1;
	*comma = '\0';
	if (parse_u64(copy, INT_MAX, &r) < 0 || parse_u64(comma + 1, INT_MAX, &w) < 0)
		return -1;
	if (fcntl((int)r, F_GETFD) < 0 || fcntl((int)w, F_GETFD) < 0)
		return -1; /* the recipe did not begin with '+' */
	fds[0] = (int)r;
	fds[1] = (int)w;
	return 0;
}

static int is_job_count(const char *word)
{
	if (strncmp(word, "-j", 2) != 0 || !word[2])
		return 0;
	for (word += 2; *word; word++)
		if (!isdigit((unsigned char)*word))
			return 0;
	return 1;
}

void jobserver_parse(const char *makeflags, struct jobserver *ret)
{
	_cleanup_(cleanup_free) char *copy = xstrdup(makeflags ? makeflags : "");
	_cleanup_(strbuf_done) struct strbuf flags = STRBUF_INIT;
	char *rest = copy, *word;
	int found = 0;

	while ((word = strsep(&rest, " "))) {
		if (strcmp(word, "--") == 0)
			break; /* variables follow */
		if (strncmp(word, fifo, strlen(fifo)) == 0) {
			found = 1;
		} else if (strncmp(word, auth, strlen(auth)) == 0) {
			if (parse_fds(word, ret->fds) < 0)
				return;
			ret->n_fds = 2;
			found = 1;
		} else if (!is_job_count(word)) {
			continue;
		}
		strbuf_addf(&flags, " %s", word);
	}
	if (found)
		ret->makeflags = strbuf_detach(&flags, NULL);
}

void jobserver_done(struct jobserver *js)
{
	if (!js)
		return;
	free(js->makeflags);
	*js = (struct jobserver)JOBSERVER_INIT;
}
