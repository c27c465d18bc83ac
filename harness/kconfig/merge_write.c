// SPDX-License-Identifier: GPL-2.0-or-later
#include "kconfig/merge_write.h"

#include <string.h>

#include "base/alloc.h"
#include "kconfig/capability.h"
#include "kconfig/provenance.h"
#include "sys/file.h"

int merge_write(const struct merge_in *in, const struct merge_out *m,
		const struct merge_paths *paths, struct diag *d)
{
	_cleanup_(cleanup_free) char *dir = dir_of(paths->output);
	_cleanup_(cleanup_free) char *beside = xasprintf("%s/provenance.json", dir);
	_cleanup_(cleanup_free) char *text = provenance_print(in, m);
	const char *record = paths->provenance ? paths->provenance : beside;
	int err = paths->accept_toolchain ? 0 : capability_check(in, m, record, text, d);

	if (err < 0)
		return err;
	err = file_write_if_changed(record, text, strlen(text), 0644, NULL, d);
	if (err == 0 && m->n_fixed)
		err = file_write_if_changed(paths->fix, m->fix, strlen(m->fix), 0644,
					    NULL, d);
	if (err < 0)
		return err;
	return file_write_if_changed(paths->output, m->config, m->config_size, 0644, NULL,
				     d);
}

size_t merge_failures(const struct merge_out *m)
{
	size_t n = 0;

	for (int i = 0; i < REQUEST_VERDICTS; i++)
		if (request_failed((enum request_verdict)i))
			n += m->counts[i];
	return n;
}

void merge_print_summary(const struct merge_out *m, const char *output, struct strbuf *to)
{
	size_t n = merge_failures(m);

	strbuf_addf(to, "%s: %zu of %zu requests honoured", output,
		    m->counts[REQUEST_HONOURED] + m->counts[REQUEST_ACCEPTED] +
			    m->counts[REQUEST_RENAMED] + m->counts[REQUEST_REDUNDANT],
		    m->n_judged);
	if (m->counts[REQUEST_WAIVED])
		strbuf_addf(to, ", %zu waived", m->counts[REQUEST_WAIVED]);
	if (m->counts[REQUEST_OVERRIDDEN])
		strbuf_addf(to, ", %zu overridden", m->counts[REQUEST_OVERRIDDEN]);
	if (n)
		strbuf_addf(to, ", %zu not in effect", n);
	strbuf_addc(to, '\n');
}
