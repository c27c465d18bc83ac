// SPDX-License-Identifier: GPL-2.0-or-later
#include "vm/boot.h"

#include <errno.h>
#include <string.h>
#include <sys/random.h>
#include <time.h>

#include "base/alloc.h"
#include "vm/machine.h"
#include "vm/session.h"
#include "vm/verdict.h"

static int fill_in(const struct boot_in *in, const struct machine *m,
		   struct boot_result *r, struct diag *d)
{
	unsigned char random[16];
	const char *accel;
	struct timespec ts;
	struct tm tm;
	char date[32];
	int err;

	err = accel_choose(in->accel, m->arch, &accel, &r->accel_reason, d);
	if (err < 0)
		return err;
	if (getrandom(random, sizeof(random), 0) != sizeof(random))
		return diag_errno(d, -EIO, "cannot make a nonce");
	for (size_t i = 0; i < sizeof(random); i++)
		snprintf(r->nonce + 2 * i, 3, "%02x", random[i]);
	clock_gettime(CLOCK_REALTIME, &ts);
	gmtime_r(&ts.tv_sec, &tm);
	strftime(date, sizeof(date), "%Y-%m-%dT%H:%M:%SZ", &tm);
	r->started = xstrdup(date);
	r->accel = xstrdup(accel);
	r->machine = xstrdup(m->name);
	r->firmware = xstrdup(m->firmware ? m->firmware : m->firmware_name);
	r->kernel = xstrdup(in->kernel);
	r->initrd = xstrdup(in->initrd);
	r->results =
		xstrdup(in->results == RESULTS_SERIAL ? m->serial_name : "virtio-serial");
	r->cmdline = qemu_cmdline(m, in->results, r->nonce, in->append);
	if (strlen(r->cmdline) > KERNEL_CMDLINE_MAX) {
		diag_error(d,
			   "the kernel's command line has %zu characters, but it reads "
			   "%d; append less",
			   strlen(r->cmdline), KERNEL_CMDLINE_MAX);
		return -E2BIG;
	}
	return 0;
}

static int choose_machine(const struct boot_in *in, const struct machine **ret,
			  struct diag *d)
{
	enum kernel_format format;
	const struct machine *m;
	int err = kernel_format_of(in->kernel, &format, d);

	if (err < 0)
		return err;
	if (access(in->initrd, R_OK) < 0)
		return diag_errno(d, -errno, "cannot read initramfs '%s'", in->initrd);
	m = in->machine ? machine_find(in->machine) : machine_for(format);
	if (!m) {
		diag_error(d, "there is no machine '%s'; there are: %s", in->machine,
			   machine_names());
		return -EINVAL;
	}
	if (m->format != format) {
		diag_error(d,
			   "machine '%s' boots a %s, but '%s' is a %s; use machine '%s'",
			   m->name, kernel_format_name(m->format), in->kernel,
			   kernel_format_name(format), machine_for(format)->name);
		return -EINVAL;
	}
	*ret = m;
	return 0;
}

int boot_run(const struct boot_in *in, struct boot_result *ret, struct diag *d)
{
	_cleanup_(evidence_done) struct evidence e = EVIDENCE_INIT;
	const struct machine *m = NULL;
	int err;

	err = choose_machine(in, &m, d);
	if (err == 0)
		err = fill_in(in, m, ret, d);
	if (err < 0)
		return err;
	results_begin(&e.results, ret->nonce, ret);
	err = session_run(in, m, &e, ret, d);
	if (err < 0)
		return err;
	verdict_judge(&e, ret);
	strbuf_add(&ret->console, e.console.log.buf, e.console.log.len);
	return 0;
}
