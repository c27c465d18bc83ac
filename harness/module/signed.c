// SPDX-License-Identifier: GPL-2.0-or-later
#include "module/signed.h"

#include <errno.h>
#include <string.h>

#include "module/cms.h"
#include "module/modinfo.h"
#include "module/modsig.h"
#include "module/zst.h"

static int bad(struct diag *d, const char *path, const char *what)
{
	struct loc loc = {.file = path};

	diag_at(d, DIAG_ERROR, &loc, "%s", what);
	return -EBADMSG;
}

static int bad_value(struct diag *d, const char *path, const char *what,
		     const char *found, const char *expected)
{
	struct loc loc = {.file = path};

	diag_at(d, DIAG_ERROR, &loc, "its %s is '%s', expected '%s'", what, found,
		expected);
	return -EBADMSG;
}

static int check_info(const struct modinfo *info, const char *path, const char *name,
		      const struct built_kernel *built, struct diag *d)
{
	const struct vmlinux *v = &built->vmlinux;

	if (info->machine != v->machine)
		return bad(d, path, "it is for another machine than vmlinux");
	if (strcmp(info->name, name) != 0)
		return bad_value(d, path, "name", info->name, name);
	if (!v->vermagic)
		return bad(d, path, "vmlinux has no vermagic: it takes no modules");
	if (strcmp(info->vermagic, v->vermagic) != 0)
		return bad_value(d, path, "vermagic", info->vermagic, v->vermagic);
	return 0;
}

int module_check_unsigned(const void *data, size_t size, const char *path,
			  const char *name, const struct built_kernel *built,
			  struct diag *d)
{
	_cleanup_(modinfo_done) struct modinfo info = MODINFO_INIT;
	int err;

	if (modsig_present(data, size))
		return bad(d, path,
			   "it is signed already; set CONFIG_MODULE_SIG_ALL=n, signing "
			   "comes after the build");
	err = modinfo_read(data, size, path, &info, d);
	if (err < 0)
		return err;
	if (info.extent != size)
		return bad(d, path, "something stands behind the end of its ELF file");
	return check_info(&info, path, name, built, d);
}

int module_sign(struct strbuf *module, const struct keypair *pair, const char *hash,
		int level, struct strbuf *ret, struct diag *d)
{
	_cleanup_(strbuf_done) struct strbuf cms = STRBUF_INIT;
	int err;

	err = cms_sign(pair, hash, module->buf, module->len, &cms, d);
	if (err < 0)
		return err;
	modsig_append(module, cms.buf, cms.len);
	return zst_compress(module->buf, module->len, level, ret, d);
}

/* The signature comes first: nothing else is parsed before it is known good. */
static int verify_content(const struct strbuf *m, const char *path, const char *name,
			  const struct built_kernel *built, struct diag *d)
{
	_cleanup_(modinfo_done) struct modinfo info = MODINFO_INIT;
	struct cms_signed s = {.data = m->buf, .name = path};
	struct modsig sig;
	int err;

	err = modsig_parse(m->buf, m->len, path, &sig, d);
	if (err < 0)
		return -EBADMSG;
	s.size = sig.body_size;
	s.cms = sig.cms;
	s.cms_size = sig.cms_size;
	err = cms_verify(&s, built->certificate, built->hash, d);
	if (err < 0)
		return err;
	if (modsig_present(m->buf, sig.body_size))
		return bad(d, path, "it is signed twice");
	err = modinfo_read(m->buf, sig.body_size, path, &info, d);
	if (err < 0)
		return err;
	if (info.extent != sig.body_size)
		return bad(d, path,
			   "something stands between its ELF file and its signature");
	return check_info(&info, path, name, built, d);
}

int module_verify(const void *data, size_t size, const char *path, const char *name,
		  const struct built_kernel *built, size_t *ret_size, struct diag *d)
{
	_cleanup_(strbuf_done) struct strbuf content = STRBUF_INIT;
	int err;

	err = zst_decompress(data, size, path, &content, d);
	if (err == 0)
		err = verify_content(&content, path, name, built, d);
	if (err == 0 && ret_size)
		*ret_size = content.len;
	return err;
}
