// SPDX-License-Identifier: GPL-2.0-or-later
#include <errno.h>
#include <jansson.h>
#include <string.h>

#include "base/alloc.h"
#include "base/parse.h"
#include "cmd/verb.h"
#include "report/report.h"
#include "sys/file.h"
#include "vm/boot.h"

#define TIMEOUT_S     120
#define TIMEOUT_MAX_S 86400
#define SILENCE_MS    30000
#define POWER_OFF_MS  20000
#define RECORD_MAX    ((size_t)1 << 20)

struct options {
	const char *kernel, *pack, *initrd, *out, *machine, *qemu;
	enum accel_wish accel;
	enum qemu_results results;
	struct strv append, records;
	unsigned int timeout_ms;
	bool json;
};

enum {
	OPT_KERNEL = 256,
	OPT_PACK,
	OPT_INITRD,
	OPT_MACHINE,
	OPT_ACCEL,
	OPT_TIMEOUT,
	OPT_APPEND,
	OPT_RESULTS,
	OPT_QEMU,
	OPT_RECORD,
	OPT_JSON
};

static const struct argp_option option_table[] = {
	{"kernel", OPT_KERNEL, "FILE", 0, "vmlinux (PVH), bzImage, or arm64's Image", 0},
	{"pack", OPT_PACK, "DIR", 0, "take initramfs.cpio.zst from there", 0},
	{"initrd", OPT_INITRD, "FILE", 0, "initramfs, instead of --pack", 0},
	{"output", 'o', "DIR", 0,
	 "put results.json, results.ktap, junit.xml and console.log there", 0},
	{"machine", OPT_MACHINE, "NAME", 0,
	 "q35-pvh, q35 or virt; by default the one that suits the kernel file", 0},
	{"accel", OPT_ACCEL, "auto|kvm|tcg", 0,
	 "auto, the default, takes KVM if it really runs code", 0},
	{"timeout", OPT_TIMEOUT, "SECONDS", 0, "end the boot after that; default 120", 0},
	{"append", OPT_APPEND, "WORDS", 0,
	 "add to the kernel's command line; may be repeated", 0},
	{"results", OPT_RESULTS, "virtio|serial", 0,
	 "the port of the results: virtio-serial, the default, or a second UART", 0},
	{"qemu", OPT_QEMU, "PROGRAM", 0, "another QEMU", 0},
	{"record", OPT_RECORD, "NAME=FILE", 0,
	 "put this JSON object into results.json; may be repeated", 0},
	{"json", OPT_JSON, NULL, 0, "print results.json instead of the summary", 0},
	{0},
};

static enum accel_wish parse_accel(const char *arg, struct argp_state *state)
{
	if (strcmp(arg, "auto") == 0)
		return ACCEL_AUTO;
	if (strcmp(arg, "kvm") == 0)
		return ACCEL_KVM;
	if (strcmp(arg, "tcg") != 0)
		verb_usage(state, "--accel takes auto, kvm or tcg, not '%s'", arg);
	return ACCEL_TCG;
}

static enum qemu_results parse_results(const char *arg, struct argp_state *state)
{
	if (strcmp(arg, "serial") == 0)
		return RESULTS_SERIAL;
	if (strcmp(arg, "virtio") != 0)
		verb_usage(state, "--results takes virtio or serial, not '%s'", arg);
	return RESULTS_VIRTIO;
}

static unsigned int parse_timeout(const char *arg, struct argp_state *state)
{
	uint64_t seconds;

	if (parse_u64(arg, TIMEOUT_MAX_S, &seconds) < 0 || seconds == 0)
		verb_usage(state, "--timeout takes 1 to %d seconds, not '%s'",
			   TIMEOUT_MAX_S, arg);
	return (unsigned int)seconds * 1000;
}

static void check_options(const struct options *o, struct argp_state *state)
{
	if (!o->kernel)
		verb_usage(state, "which kernel? give --kernel FILE");
	if (!o->pack == !o->initrd)
		verb_usage(state, "give either --pack DIR or --initrd FILE");
	if (!o->out)
		verb_usage(state, "where to put the results? give -o DIR");
}

static error_t parse_option(int key, char *arg, struct argp_state *state)
{
	struct options *o = state->input;

	switch (key) {
	case OPT_KERNEL: o->kernel = arg; break;
	case OPT_PACK: o->pack = arg; break;
	case OPT_INITRD: o->initrd = arg; break;
	case 'o': o->out = arg; break;
	case OPT_MACHINE: o->machine = arg; break;
	case OPT_ACCEL: o->accel = parse_accel(arg, state); break;
	case OPT_TIMEOUT: o->timeout_ms = parse_timeout(arg, state); break;
	case OPT_APPEND: strv_push(&o->append, arg); break;
	case OPT_RESULTS: o->results = parse_results(arg, state); break;
	case OPT_QEMU: o->qemu = arg; break;
	case OPT_RECORD:
		if (!strchr(arg, '=') || arg[0] == '=')
			verb_usage(state, "--record takes NAME=FILE, not '%s'", arg);
		strv_push(&o->records, arg);
		break;
	case OPT_JSON: o->json = true; break;
	case ARGP_KEY_ARG: verb_usage(state, "unexpected argument '%s'", arg);
	case ARGP_KEY_END: check_options(o, state); break;
	default: return ARGP_ERR_UNKNOWN;
	}
	return 0;
}

static const struct argp argp = {
	.options = option_table,
	.parser = parse_option,
	.args_doc = "--kernel FILE --pack DIR -o DIR",
	.doc = "Boot a kernel in QEMU, run the tests of its initramfs and judge.",
};

static void print_result(const struct boot_result *r, bool json)
{
	struct strbuf out = STRBUF_INIT;

	if (json)
		report_json(r, &out);
	else
		report_summary(r, isatty(STDOUT_FILENO) && !getenv("NO_COLOR"), &out);
	fwrite(out.buf, 1, out.len, stdout);
	strbuf_done(&out);
}

/* "linux=out/linux-6.18.15.json": a record of what the kernel was made of */
static int add_record(struct boot_result *r, const char *arg, struct diag *d)
{
	const char *path = strchr(arg, '=') + 1;
	_cleanup_(cleanup_free) char *text = NULL;
	json_error_t where;
	json_t *parsed;
	int err = file_read(path, RECORD_MAX, &text, NULL, d);

	if (err < 0)
		return err;
	parsed = json_loads(text, JSON_REJECT_DUPLICATES, &where);
	if (!json_is_object(parsed)) {
		struct loc loc = {path, parsed ? 1 : (unsigned int)where.line, 0};

		diag_at(d, DIAG_ERROR, &loc,
			"not a JSON object; is this the record of "
			"an earlier stage?");
		json_decref(parsed);
		return -EINVAL;
	}
	json_decref(parsed);
	GROW(r->records, r->n_records, r->records_capacity);
	r->records[r->n_records++] = (struct boot_record){
		xstrndup(arg, (size_t)(path - 1 - arg)), TAKE_PTR(text)};
	return 0;
}

static int boot(const struct options *o, struct boot_result *r, struct diag *d)
{
	_cleanup_(cleanup_free) char *packed =
		o->pack ? xasprintf("%s/initramfs.cpio.zst", o->pack) : NULL;
	struct boot_in in = {
		.kernel = o->kernel,
		.initrd = packed ? packed : o->initrd,
		.machine = o->machine,
		.qemu = o->qemu,
		.accel = o->accel,
		.results = o->results,
		.append = &o->append,
		.timeout_ms = o->timeout_ms,
		.silence_ms = SILENCE_MS,
		.power_off_ms = POWER_OFF_MS,
	};
	int err = report_check_dir(o->out, d);

	strv_foreach (&o->records, i)
		if (err == 0)
			err = add_record(r, o->records.v[i], d);
	if (err == 0)
		err = boot_run(&in, r, d);
	if (err == 0)
		err = report_write(r, o->out, d);
	if (err < 0)
		return err;
	print_result(r, o->json);
	if (r->verdict == BOOT_PASS)
		return 0;
	diag_error(d, "%s: %s: %s", o->kernel, boot_verdict_name(r->verdict),
		   r->problems[0].text);
	/* of QEMU's own failure nothing follows about the kernel */
	return r->verdict == BOOT_QEMU_ERROR ? -EIO : -EBADMSG;
}

int cmd_boot(int argc, char **argv)
{
	_cleanup_(boot_result_done) struct boot_result result = BOOT_RESULT_INIT;
	struct options o = {.timeout_ms = TIMEOUT_S * 1000};
	struct diag d = DIAG_INIT;
	int err;

	verb_parse(&argp, argc, argv, &o);
	err = boot(&o, &result, &d);
	strv_done(&o.append);
	strv_done(&o.records);
	return verb_end(err, &d);
}
