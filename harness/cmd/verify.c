// SPDX-License-Identifier: GPL-2.0-or-later
/* kharness verify: is every module of a build there, and good? */
#include <errno.h>
#include <jansson.h>

#include "base/strv.h"
#include "cmd/verb.h"
#include "module/keyscan.h"
#include "module/verify.h"

struct options {
	struct verify_in in;
	struct strv external;
	struct strv no_keys;
	size_t scanned;
	bool json;
};

enum { OPT_OBJDIR = 0x100, OPT_MODULE, OPT_NO_KEYS, OPT_JSON };

static const struct argp_option argp_options[] = {
	{"objdir", OPT_OBJDIR, "DIR", 0, "Object directory of the kernel's build", 1},
	{"module", OPT_MODULE, "DIR", 0,
	 "Expect the external module built in DIR as well", 1},
	{"no-private-keys", OPT_NO_KEYS, "DIR", 0,
	 "Look for private keys in all files below DIR; there may be none", 1},
	{"json", OPT_JSON, NULL, 0, "Print the verdict on each module as JSON", 2},
	{0},
};

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct options *o = state->input;

	switch (key) {
	case OPT_OBJDIR: o->in.objdir = arg; break;
	case OPT_MODULE: strv_push(&o->external, arg); break;
	case OPT_NO_KEYS: strv_push(&o->no_keys, arg); break;
	case OPT_JSON: o->json = true; break;
	case ARGP_KEY_ARG:
		if (o->in.modules)
			verb_usage(state, "more than one module tree: '%s'", arg);
		o->in.modules = arg;
		break;
	case ARGP_KEY_END:
		if (!o->in.objdir)
			verb_usage(state, "--objdir is missing");
		if (!o->in.modules)
			verb_usage(state, "the module tree is missing");
		break;
	default: return ARGP_ERR_UNKNOWN;
	}
	return 0;
}

static void print_text(const struct options *o, const struct verify_out *out)
{
	printf("verify: %s, %zu modules good, signed with %s by certificate %.16s…\n",
	       out->release, out->n, out->hash, out->fingerprint);
	if (o->no_keys.n)
		printf("verify: no private key in %zu files\n", o->scanned);
}

static void print_json(const struct verify_out *out, int err)
{
	json_t *modules = json_array();
	json_t *json;

	for (size_t i = 0; i < out->n; i++) {
		const struct verify_module *m = &out->modules[i];

		json_array_append_new(
			modules, json_pack("{s:s, s:b, s:I, s:I}", "path", m->path,
					   "good", m->good, "bytes", (json_int_t)m->size,
					   "bytes_packed", (json_int_t)m->packed));
	}
	json = json_pack("{s:i, s:b, s:s?, s:s?, s:s?, s:s?, s:o}", "schema", 1, "good",
			 err == 0, "release", out->release, "vermagic", out->vermagic,
			 "hash", out->hash, "certificate_sha256", out->fingerprint,
			 "modules", modules);
	json_dumpf(json, stdout, JSON_INDENT(2));
	putchar('\n');
	json_decref(json);
}

static int look_for_keys(struct options *o, struct diag *d)
{
	int ret = 0;

	strv_foreach (&o->no_keys, i) {
		size_t n = 0;
		int err = keyscan_run(o->no_keys.v[i], &n, d);

		o->scanned += n;
		ret = ret ? ret : err;
	}
	return ret;
}

int cmd_verify(int argc, char **argv)
{
	static const struct argp argp = {
		argp_options,
		parse,
		"MODULES",
		"Verify the module tree MODULES against the kernel that is to load it: "
		"every module is there, none else, and each one is signed with the key "
		"whose certificate is in vmlinux.",
		NULL,
		NULL,
		NULL};
	struct options o = {0};
	struct verify_out out = VERIFY_OUT_INIT;
	struct diag d = DIAG_INIT;
	int err, keys_err;

	verb_parse(&argp, argc, argv, &o);
	o.in.external = &o.external;
	err = verify_run(&o.in, &out, &d);
	keys_err = look_for_keys(&o, &d);
	err = err ? err : keys_err;
	if (out.n_bad)
		diag_note(&d, "%zu of %zu modules are not good", out.n_bad, out.n);
	if (o.json)
		print_json(&out, err);
	else if (err == 0)
		print_text(&o, &out);
	verify_out_done(&out);
	strv_done(&o.external);
	strv_done(&o.no_keys);
	return verb_end(err, &d);
}
