// SPDX-License-Identifier: GPL-2.0-or-later
/* kharness sign: strip, sign and compress the modules of a build. */
#include <jansson.h>
#include <string.h>

#include "base/parse.h"
#include "base/strv.h"
#include "cmd/verb.h"
#include "module/sign.h"
#include "module/zst.h"

struct options {
	struct sign_in in;
	struct strv external;
	bool json;
};

enum {
	OPT_OBJDIR = 0x100,
	OPT_MODULE,
	OPT_KEYDIR,
	OPT_KEY,
	OPT_CERT,
	OPT_CROSS,
	OPT_LEVEL,
	OPT_JSON
};

static const struct argp_option argp_options[] = {
	{"objdir", OPT_OBJDIR, "DIR", 0, "Object directory of the kernel's build", 1},
	{"module", OPT_MODULE, "DIR", 0, "Sign the external module built in DIR as well",
	 1},
	{"output", 'o', "DIR", 0, "Where lib/modules/RELEASE goes", 1},
	{"keydir", OPT_KEYDIR, "DIR", 0, "Key that 'build' made; destroyed after signing",
	 2},
	{"key", OPT_KEY, "FILE", 0, "Use this key pair instead: private key, PEM", 2},
	{"cert", OPT_CERT, "FILE", 0, "Certificate of --key, PEM", 2},
	{"cross", OPT_CROSS, "PREFIX", 0, "Prefix of strip, for another architecture", 3},
	{"level", OPT_LEVEL, "N", 0, "Compression level of zstd, 1 to 19 (default 6)", 3},
	{"json", OPT_JSON, NULL, 0, "Print the summary as JSON", 3},
	{0},
};

static void check_options(const struct options *o, const struct argp_state *state)
{
	if (!o->in.objdir)
		verb_usage(state, "--objdir is missing");
	if (!o->in.output)
		verb_usage(state, "-o is missing");
	if (!o->in.key != !o->in.cert)
		verb_usage(state, "--key and --cert belong together");
	if (!o->in.key == !o->in.keydir)
		verb_usage(state, "give either --keydir or --key and --cert");
}

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct options *o = state->input;
	uint64_t level;

	switch (key) {
	case OPT_OBJDIR: o->in.objdir = arg; break;
	case OPT_MODULE: strv_push(&o->external, arg); break;
	case OPT_KEYDIR: o->in.keydir = arg; break;
	case OPT_KEY: o->in.key = arg; break;
	case OPT_CERT: o->in.cert = arg; break;
	case OPT_CROSS: o->in.cross = arg; break;
	case OPT_JSON: o->json = true; break;
	case 'o': o->in.output = arg; break;
	case OPT_LEVEL:
		if (parse_u64(arg, 19, &level) < 0 || level == 0)
			verb_usage(state, "'%s' is no level from 1 to 19", arg);
		o->in.level = (int)level;
		break;
	case ARGP_KEY_ARG: verb_usage(state, "unexpected argument '%s'", arg);
	case ARGP_KEY_END: check_options(o, state); break;
	default: return ARGP_ERR_UNKNOWN;
	}
	return 0;
}

static double mib(uint64_t bytes)
{
	return (double)bytes / (1 << 20);
}

static double per_second(const struct sign_out *out)
{
	return out->ms > 0 ? 1000.0 * (double)out->n / (double)out->ms : 0;
}

static void print_text(const struct options *o, const struct sign_out *out)
{
	printf("sign: %s, %zu modules in %.1f s (%.0f a second), verified\n",
	       out->release, out->n, (double)out->ms / 1000, per_second(out));
	printf("sign: %.1f MiB as built, %.1f stripped, %.1f signed and compressed\n",
	       mib(out->built), mib(out->stripped), mib(out->packed));
	printf("sign: %s, certificate %.16s…, %s\n", out->hash, out->fingerprint,
	       o->in.keydir ? "private key destroyed" : "given pair");
}

static void print_json(const struct sign_out *out)
{
	json_t *json = json_pack(
		"{s:i, s:s, s:s, s:s, s:I, s:I, s:I, s:I, s:I, s:b}", "schema", 1,
		"release", out->release, "hash", out->hash, "certificate_sha256",
		out->fingerprint, "modules", (json_int_t)out->n, "ms",
		(json_int_t)out->ms, "bytes_built", (json_int_t)out->built,
		"bytes_stripped", (json_int_t)out->stripped, "bytes_packed",
		(json_int_t)out->packed, "key_destroyed", out->destroyed);

	json_dumpf(json, stdout, JSON_INDENT(2));
	putchar('\n');
	json_decref(json);
}

int cmd_sign(int argc, char **argv)
{
	static const struct argp argp = {
		argp_options,
		parse,
		NULL,
		"Strip, sign and compress every module of a build, verify the result, and "
		"put it in place. An ephemeral private key is then destroyed.",
		NULL,
		NULL,
		NULL};
	struct options o = {.in = {.level = ZST_LEVEL, .progress = stderr}};
	struct sign_out out = SIGN_OUT_INIT;
	struct diag d = DIAG_INIT;
	int err;

	verb_parse(&argp, argc, argv, &o);
	o.in.external = &o.external;
	err = sign_run(&o.in, &out, &d);
	if (err == 0 && o.json)
		print_json(&out);
	else if (err == 0)
		print_text(&o, &out);
	sign_out_done(&out);
	strv_done(&o.external);
	return verb_end(err, &d);
}
