/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A finished kernel build, as signing and verifying see it: the kernel, the
 * one certificate that it should trust, and its list of modules.
 */
#ifndef KHARNESS_MODULE_BUILT_H
#define KHARNESS_MODULE_BUILT_H

#include "base/macro.h"
#include "base/strv.h"
#include "module/certificate.h"
#include "module/order.h"
#include "module/vmlinux.h"
#include "sys/diag.h"

struct built_kernel {
	const char *objdir;
	struct strv dirs; /* where modules are: objdir first, then external ones */
	char *config_path;
	char *config; /* its text */
	char *hash;   /* CONFIG_MODULE_SIG_HASH */
	char *certificate_path;
	struct certificate *certificate; /* certs/kharness.pem */
	struct vmlinux vmlinux;
	struct module_order order;
};

#define BUILT_KERNEL_INIT \
	{                 \
		0         \
	}

/**
 * built_config_check() - can modules of this kernel be signed by us at all?
 * @config: text of a .config
 * @path: names it in messages
 *
 * Return: 0, or -EBADMSG when it checks no signatures or with a digest that is
 * not accepted.
 */
int built_config_check(const char *config, const char *path, struct diag *d) _must_check_;

/** built_config_check_ecdsa() - can it check those of an ECDSA key? 0 or -EBADMSG */
int built_config_check_ecdsa(const char *config, const char *path,
			     struct diag *d) _must_check_;

/**
 * built_kernel_read() - read all of it
 * @objdir: object directory of the kernel's build; must outlive the result
 * @external: directories of external modules, installed under updates/
 * @ret: initialised; emptied by built_kernel_done()
 * @d: gets the errors
 *
 * Return: 0, -EBADMSG when the build cannot be signed (no module signatures
 * in its configuration, a digest that is not accepted, damaged files), or
 * another negative errno.
 */
int built_kernel_read(const char *objdir, const struct strv *external,
		      struct built_kernel *ret, struct diag *d) _must_check_;

/**
 * built_kernel_check() - does vmlinux trust exactly the expected certificate,
 * and is it able to check signatures made with its key?
 *
 * Return: 0 or -EBADMSG.
 */
int built_kernel_check(const struct built_kernel *built, struct diag *d) _must_check_;

/** built_kernel_done() - free and initialise again; accepts NULL */
void built_kernel_done(struct built_kernel *built);

#endif
