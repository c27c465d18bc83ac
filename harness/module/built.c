// SPDX-License-Identifier: GPL-2.0-or-later
#include "module/built.h"

#include <errno.h>

#include "base/alloc.h"
#include "model/dotconfig.h"
#include "module/cms.h"
#include "sys/file.h"

#define CONFIG_MAX ((size_t)16 << 20)

int built_config_check(const char *config, const char *path, struct diag *d)
{
	_cleanup_(cleanup_free) char *hash =
		dotconfig_get(config, "CONFIG_MODULE_SIG_HASH");
	struct loc loc = {.file = path};

	if (!dotconfig_is(config, "CONFIG_MODULE_SIG", "y")) {
		diag_at(d, DIAG_ERROR, &loc,
			"CONFIG_MODULE_SIG is not set: this kernel checks no signature");
		return -EBADMSG;
	}
	if (!hash || !cms_hash_known(hash)) {
		diag_at(d, DIAG_ERROR, &loc,
			"CONFIG_MODULE_SIG_HASH is '%s', which is not accepted; set "
			"CONFIG_MODULE_SIG_SHA512 (or SHA384, SHA256)",
			hash ? hash : "");
		return -EBADMSG;
	}
	return 0;
}

int built_config_check_ecdsa(const char *config, const char *path, struct diag *d)
{
	struct loc loc = {.file = path};

	if (dotconfig_is(config, "CONFIG_CRYPTO_ECDSA", "y"))
		return 0;
	diag_at(d, DIAG_ERROR, &loc,
		"CONFIG_CRYPTO_ECDSA is not y, so this kernel cannot check "
		"signatures of an ECDSA key; set it or use an RSA key");
	return -EBADMSG;
}

static int read_config(const char *objdir, struct built_kernel *b, struct diag *d)
{
	int err;

	b->config_path = xasprintf("%s/.config", objdir);
	err = file_read(b->config_path, CONFIG_MAX, &b->config, NULL, d);
	if (err == 0)
		err = built_config_check(b->config, b->config_path, d);
	if (err == 0)
		b->hash = dotconfig_get(b->config, "CONFIG_MODULE_SIG_HASH");
	return err;
}

static int read_orders(const struct strv *external, struct built_kernel *b,
		       struct diag *d)
{
	int err = 0;

	strv_push(&b->dirs, b->objdir);
	strv_foreach (external, i)
		strv_push(&b->dirs, external->v[i]);
	strv_foreach (&b->dirs, i) {
		int e = order_read(b->dirs.v[i], i, i == 0 ? "kernel" : "updates",
				   &b->order, d);

		err = err ? err : e;
	}
	return err < 0 ? err : order_index(&b->order, d);
}

int built_kernel_read(const char *objdir, const struct strv *external,
		      struct built_kernel *ret, struct diag *d)
{
	_cleanup_(built_kernel_done) struct built_kernel b = {.objdir = objdir};
	_cleanup_(cleanup_free) char *vmlinux = xasprintf("%s/vmlinux", objdir);
	int err;

	b.certificate_path = xasprintf("%s/certs/kharness.pem", objdir);
	err = read_config(objdir, &b, d);
	if (err == 0)
		err = certificate_read(b.certificate_path, &b.certificate, d);
	if (err == 0)
		err = vmlinux_read(vmlinux, &b.vmlinux, d);
	if (err == 0)
		err = read_orders(external, &b, d);
	if (err < 0)
		return err;
	*ret = b;
	b = (struct built_kernel)BUILT_KERNEL_INIT;
	return 0;
}

int built_kernel_check(const struct built_kernel *built, struct diag *d)
{
	_cleanup_(cleanup_free) char *vmlinux = xasprintf("%s/vmlinux", built->objdir);
	int err;

	err = vmlinux_check_certificate(&built->vmlinux, built->certificate, vmlinux, d);
	if (certificate_is_ecdsa(built->certificate) &&
	    built_config_check_ecdsa(built->config, built->config_path, d) < 0)
		err = -EBADMSG;
	return err;
}

void built_kernel_done(struct built_kernel *built)
{
	if (!built)
		return;
	strv_done(&built->dirs);
	free(built->config);
	free(built->config_path);
	free(built->hash);
	free(built->certificate_path);
	certificate_free(built->certificate);
	vmlinux_done(&built->vmlinux);
	order_done(&built->order);
	*built = (struct built_kernel)BUILT_KERNEL_INIT;
}
