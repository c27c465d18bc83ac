// SPDX-License-Identifier: GPL-2.0-or-later
#include "module/tamper.h"

#include <errno.h>
#include <linux/module.h>
#include <string.h>
#include <sys/mman.h>

#include "base/alloc.h"
#include "module/cms.h"
#include "module/elf.h"
#include "module/keypair.h"
#include "module/modsig.h"
#include "module/zst.h"
#include "sys/file.h"
#include "sys/proc.h"

#ifndef MODULE_INIT_COMPRESSED_FILE
#define MODULE_INIT_COMPRESSED_FILE 4 /* Linux 5.17 */
#endif

struct tamper {
	const struct tamper_in *in;
	struct strbuf plain; /* the signed module, not compressed */
	struct modsig sig;   /* in it */
};

/* Damages @m, a copy of the signed module, before it is compressed. */
typedef int damage_fn(struct tamper *t, struct strbuf *m, struct diag *d);

static void cut(struct strbuf *m, size_t size)
{
	m->len = size;
	m->buf[size] = '\0';
}

static void flip(struct strbuf *m, size_t at)
{
	m->buf[at] ^= 1;
}

/* Offset of the CMS structure, which follows the signed bytes. */
static size_t cms_at(const struct tamper *t)
{
	return t->sig.body_size;
}

static int damage_unsigned(struct tamper *t, struct strbuf *m, struct diag *d _unused_)
{
	cut(m, t->sig.body_size);
	return 0;
}

static int damage_truncated(struct tamper *t, struct strbuf *m, struct diag *d)
{
	if (m->len <= 1024) {
		diag_error(d, "%s: too short to truncate", t->in->path);
		return -EINVAL;
	}
	cut(m, m->len - 1024);
	return 0;
}

static int damage_trailing(struct tamper *t _unused_, struct strbuf *m,
			   struct diag *d _unused_)
{
	strbuf_addc(m, '\0');
	return 0;
}

static int damage_marker(struct tamper *t _unused_, struct strbuf *m,
			 struct diag *d _unused_)
{
	flip(m, m->len - 2);
	return 0;
}

/* 2, PKEY_ID_PKCS7, becomes 3, which no kernel has given a meaning. */
static int damage_id_type(struct tamper *t, struct strbuf *m, struct diag *d _unused_)
{
	flip(m, cms_at(t) + t->sig.cms_size + 2);
	return 0;
}

static int damage_text(struct tamper *t, struct strbuf *m, struct diag *d)
{
	_cleanup_(cleanup_elf) struct elf_file *elf = NULL;
	struct elf_bytes text = {0};
	int err;

	err = elf_from_memory(m->buf, t->sig.body_size, t->in->path, &elf, d);
	if (err < 0)
		return err;
	if (elf_section(elf, ".text", &text) < 0 || text.size == 0) {
		diag_error(d, "%s: no code in .text; take another module", t->in->path);
		return -EINVAL;
	}
	/* the bytes that libelf shows are those of the file in memory */
	flip(m, (size_t)((const char *)text.data - m->buf) + text.size / 2);
	return 0;
}

/* The value is the last part of the structure. */
static int damage_signature(struct tamper *t, struct strbuf *m, struct diag *d _unused_)
{
	flip(m, cms_at(t) + t->sig.cms_size - 1);
	return 0;
}

static int damage_signature_header(struct tamper *t, struct strbuf *m,
				   struct diag *d _unused_)
{
	flip(m, cms_at(t) + 3);
	return 0;
}

/* Replace the signature block by another one. */
static void replace_block(struct tamper *t, struct strbuf *m, const void *cms,
			  size_t cms_size)
{
	cut(m, t->sig.body_size);
	modsig_append(m, cms, cms_size);
}

static int damage_signature_cut(struct tamper *t, struct strbuf *m,
				struct diag *d _unused_)
{
	replace_block(t, m, t->sig.cms, t->sig.cms_size - 1);
	return 0;
}

static int damage_block_twice(struct tamper *t, struct strbuf *m, struct diag *d _unused_)
{
	modsig_append(m, t->sig.cms, t->sig.cms_size);
	return 0;
}

static int sign_again(struct tamper *t, struct strbuf *m, const struct certificate *like,
		      struct diag *d)
{
	enum keypair_type type = certificate_is_ecdsa(t->in->certificate)
					 ? KEYPAIR_ECDSA_P384
					 : KEYPAIR_RSA_NOBODY;
	_cleanup_(cleanup_keypair) struct keypair *pair = NULL;
	_cleanup_(strbuf_done) struct strbuf cms = STRBUF_INIT;
	int err;

	err = keypair_generate(type, "kharness key of nobody", like, &pair, d);
	if (err == 0)
		err = cms_sign(pair, t->in->hash, m->buf, t->sig.body_size, &cms, d);
	if (err == 0)
		replace_block(t, m, cms.buf, cms.len);
	return err;
}

static int damage_other_key(struct tamper *t, struct strbuf *m, struct diag *d)
{
	return sign_again(t, m, NULL, d);
}

static int damage_forged_signer(struct tamper *t, struct strbuf *m, struct diag *d)
{
	return sign_again(t, m, t->in->certificate, d);
}

static int run_strip(const char *cross, int from, int to, struct diag *d)
{
	_cleanup_(proc_result_done) struct proc_result result = PROC_RESULT_INIT;
	_cleanup_(strv_done) struct strv argv = STRV_INIT;
	const int fds[] = {from, to};
	struct proc_spec spec = {.inherit_fds = fds, .n_inherit_fds = 2};

	strv_pushf(&argv, "%sstrip", cross ? cross : "");
	strv_pushl(&argv, "--strip-debug", "-o", NULL);
	strv_pushf(&argv, "/proc/self/fd/%d", to);
	strv_pushf(&argv, "/proc/self/fd/%d", from);
	spec.argv = (const char *const *)argv.v;
	return proc_check(&spec, &result, d);
}

static int damage_stripped(struct tamper *t, struct strbuf *m, struct diag *d)
{
	_cleanup_(cleanup_close) int from = memfd_create("signed.ko", MFD_CLOEXEC);
	_cleanup_(cleanup_close) int to = memfd_create("stripped.ko", MFD_CLOEXEC);
	_cleanup_(cleanup_free) char *data = NULL;
	size_t size;
	int err;

	if (from < 0 || to < 0)
		return diag_errno(d, -errno, "cannot make a file in memory");
	err = write_all(from, m->buf, m->len);
	if (err < 0)
		return diag_errno(d, err, "cannot write a file in memory");
	err = run_strip(t->in->cross, from, to, d);
	if (err == 0)
		err = file_read_fd(to, "stripped module", ZST_CONTENT_MAX, &data, &size,
				   d);
	if (err < 0)
		return err;
	strbuf_clear(m);
	strbuf_add(m, data, size);
	return 0;
}

/* Damages of the compressed file; @m is a copy of it. */
static int damage_zstd_data(struct tamper *t _unused_, struct strbuf *m,
			    struct diag *d _unused_)
{
	flip(m, m->len / 2);
	return 0;
}

static int damage_zstd_magic(struct tamper *t _unused_, struct strbuf *m,
			     struct diag *d _unused_)
{
	flip(m, 0);
	return 0;
}

static int damage_zstd_cut(struct tamper *t _unused_, struct strbuf *m,
			   struct diag *d _unused_)
{
	cut(m, m->len / 2);
	return 0;
}

static int damage_empty(struct tamper *t _unused_, struct strbuf *m,
			struct diag *d _unused_)
{
	cut(m, 0);
	return 0;
}

static int damage_nothing(struct tamper *t _unused_, struct strbuf *m _unused_,
			  struct diag *d _unused_)
{
	return 0;
}

enum stage {
	BEFORE, /* compressing */
	AFTER,
	NEVER /* compressed */
};

static const struct tamper_case {
	const char *name;
	damage_fn *damage;
	enum stage stage;
	unsigned int flags;
} cases[] = {
	{"unsigned", damage_unsigned, BEFORE, MODULE_INIT_COMPRESSED_FILE},
	{"stripped", damage_stripped, BEFORE, MODULE_INIT_COMPRESSED_FILE},
	{"truncated", damage_truncated, BEFORE, MODULE_INIT_COMPRESSED_FILE},
	{"trailing-byte", damage_trailing, BEFORE, MODULE_INIT_COMPRESSED_FILE},
	{"marker-bit", damage_marker, BEFORE, MODULE_INIT_COMPRESSED_FILE},
	{"id-type", damage_id_type, BEFORE, MODULE_INIT_COMPRESSED_FILE},
	{"text-bit", damage_text, BEFORE, MODULE_INIT_COMPRESSED_FILE},
	{"signature-bit", damage_signature, BEFORE, MODULE_INIT_COMPRESSED_FILE},
	{"signature-header-bit", damage_signature_header, BEFORE,
	 MODULE_INIT_COMPRESSED_FILE},
	{"signature-cut", damage_signature_cut, BEFORE, MODULE_INIT_COMPRESSED_FILE},
	{"block-twice", damage_block_twice, BEFORE, MODULE_INIT_COMPRESSED_FILE},
	{"other-key", damage_other_key, BEFORE, MODULE_INIT_COMPRESSED_FILE},
	{"forged-signer", damage_forged_signer, BEFORE, MODULE_INIT_COMPRESSED_FILE},
	{"zstd-broken", damage_zstd_data, AFTER, MODULE_INIT_COMPRESSED_FILE},
	{"zstd-magic", damage_zstd_magic, AFTER, MODULE_INIT_COMPRESSED_FILE},
	{"zstd-cut", damage_zstd_cut, AFTER, MODULE_INIT_COMPRESSED_FILE},
	{"zstd-no-flag", damage_nothing, AFTER, 0},
	{"plain-with-flag", damage_nothing, NEVER, MODULE_INIT_COMPRESSED_FILE},
	{"empty", damage_empty, AFTER, MODULE_INIT_COMPRESSED_FILE},
};

int tamper_begin(const struct tamper_in *in, struct tamper **ret, struct diag *d)
{
	_cleanup_(cleanup_tamper) struct tamper *t = xcalloc(1, sizeof(*t));
	int err;

	t->in = in;
	t->plain = (struct strbuf)STRBUF_INIT;
	err = zst_decompress(in->data, in->size, in->path, &t->plain, d);
	if (err == 0)
		err = modsig_parse(t->plain.buf, t->plain.len, in->path, &t->sig, d);
	if (err < 0)
		return -EBADMSG;
	*ret = TAKE_PTR(t);
	return 0;
}

static const struct tamper_case *find_case(const char *name)
{
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++)
		if (strcmp(cases[i].name, name) == 0)
			return &cases[i];
	return NULL;
}

int tamper_make(struct tamper *t, const char *name, struct strbuf *ret,
		unsigned int *ret_flags, struct diag *d)
{
	_cleanup_(strbuf_done) struct strbuf m = STRBUF_INIT;
	const struct tamper_case *c = find_case(name);
	int err;

	if (!c) {
		diag_error(d, "no case '%s': there is no such way to damage a module",
			   name);
		return -ENOENT;
	}
	if (c->stage == AFTER)
		strbuf_add(&m, t->in->data, t->in->size);
	else
		strbuf_add(&m, t->plain.buf, t->plain.len);
	err = c->damage(t, &m, d);
	if (err < 0)
		return err;
	if (c->stage == BEFORE)
		err = zst_compress(m.buf, m.len, ZST_LEVEL, ret, d);
	else
		strbuf_add(ret, m.buf, m.len);
	if (err == 0)
		*ret_flags = c->flags;
	return err;
}

const char *tamper_name(size_t i)
{
	return i < ARRAY_SIZE(cases) ? cases[i].name : NULL;
}

void tamper_free(struct tamper *t)
{
	if (!t)
		return;
	strbuf_done(&t->plain);
	free(t);
}
