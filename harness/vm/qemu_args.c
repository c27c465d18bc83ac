// SPDX-License-Identifier: GPL-2.0-or-later
#include "vm/qemu_args.h"

#include <string.h>

#include "base/alloc.h"
#include "base/strbuf.h"

/*
 * panic=-1: after a panic restart at once; QEMU's -no-reboot turns that into an
 * end. printk.time: the console is judged by lines that begin with a time.
 * ignore_loglevel: everything on the console, also with "quiet" appended.
 */
#define COMMON_CMDLINE "panic=-1 printk.time=1 ignore_loglevel"

char *qemu_cmdline(const struct machine *m, enum qemu_results results, const char *nonce,
		   const struct strv *append)
{
	struct strbuf sb = STRBUF_INIT;

	strbuf_addf(&sb, "%s %s", m->cmdline, COMMON_CMDLINE);
	if (results == RESULTS_SERIAL)
		strbuf_addf(&sb, " kharness.results=%s kharness.nonce=%s", m->serial_name,
			    nonce);
	strv_foreach (append, i)
		strbuf_addf(&sb, " %s", append->v[i]);
	return strbuf_detach(&sb, NULL);
}

static void add_machine(const struct qemu_spec *spec, struct strv *args)
{
	const struct machine *m = spec->machine;

	strv_push(args, spec->qemu ? spec->qemu : m->qemu);
	strv_pushl(args, "-nodefaults", "-no-user-config", "-display", "none",
		   "-no-reboot", "-machine", m->type, "-accel", spec->accel, "-cpu",
		   m->cpu, "-smp", "1", NULL);
	strv_push(args, "-m");
	strv_pushf(args, "%uM", m->memory_mib);
	if (m->firmware)
		strv_pushl(args, "-bios", m->firmware, NULL);
	strv_pushl(args, "-kernel", spec->kernel, "-initrd", spec->initrd, "-append",
		   spec->cmdline, NULL);
	strv_pushl(args, "-device", m->pvpanic, "-device", "virtio-rng-pci", NULL);
}

static void add_results(const struct qemu_spec *spec, struct strv *args)
{
	if (spec->results == RESULTS_SERIAL && spec->machine->serial_device) {
		strv_push(args, "-device");
		strv_pushf(args, "%s,chardev=results", spec->machine->serial_device);
		return;
	}
	if (spec->results == RESULTS_SERIAL) {
		strv_pushl(args, "-serial", "chardev:results", NULL);
		return;
	}
	strv_pushl(args, "-device", "virtio-serial-pci", "-device",
		   "virtserialport,chardev=results,id=results,name=" RESULTS_PORT, NULL);
}

/* an inherited descriptor as a file; without append=on QEMU truncates it: EINVAL */
static void add_pipe(const char *id, int fd, struct strv *args)
{
	strv_push(args, "-add-fd");
	strv_pushf(args, "fd=%d,set=%d", fd, fd);
	strv_push(args, "-chardev");
	strv_pushf(args, "file,id=%s,path=/dev/fdset/%d,append=on", id, fd);
}

static void add_channels(const struct qemu_spec *spec, struct strv *args)
{
	const int *fds = spec->fds;

	add_pipe("console", fds[CHANNEL_CONSOLE], args);
	strv_pushl(args, "-serial", "chardev:console", NULL);
	add_pipe("results", fds[CHANNEL_RESULTS], args);
	add_results(spec, args);
	/* connected already: nobody waits for a client */
	strv_push(args, "-chardev");
	strv_pushf(args, "socket,id=qmp,fd=%d", fds[CHANNEL_QMP]);
	strv_pushl(args, "-mon", "chardev=qmp,mode=control", NULL);
	/* a panic stops the machine, so that its registers can be read */
	strv_pushl(args, "-action", "panic=pause", "-S", "-sandbox",
		   "on,obsolete=deny,elevateprivileges=deny,spawn=deny,"
		   "resourcecontrol=deny",
		   NULL);
}

void qemu_args(const struct qemu_spec *spec, struct strv *args)
{
	add_machine(spec, args);
	strv_push(args, "-fw_cfg");
	strv_pushf(args, "name=%s,string=%s", NONCE_FILE, spec->nonce);
	disks_args(spec->fds ? spec->fds + N_CHANNELS : NULL, args);
	if (spec->fds) {
		add_channels(spec, args);
		return;
	}
	strv_pushl(args, "-serial", "mon:stdio", "-chardev",
		   "file,id=results,path=results.ktap", NULL);
	add_results(spec, args);
}

char *qemu_shell(const struct strv *args)
{
	static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
				    "0123456789_-+=.,:/@%";
	struct strbuf sb = STRBUF_INIT;

	strv_foreach (args, i) {
		const char *s = args->v[i];

		if (i > 0)
			strbuf_addc(&sb, ' ');
		if (*s && s[strspn(s, plain)] == '\0') {
			strbuf_adds(&sb, s);
			continue;
		}
		strbuf_addc(&sb, '\'');
		for (; *s; s++) {
			if (*s == '\'')
				strbuf_adds(&sb, "'\\''");
			else
				strbuf_addc(&sb, *s);
		}
		strbuf_addc(&sb, '\'');
	}
	return strbuf_detach(&sb, NULL);
}
