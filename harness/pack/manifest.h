/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The manifest of an initramfs: what is in it, byte for byte, for whoever
 * wants to know without unpacking.
 */
#ifndef KHARNESS_PACK_MANIFEST_H
#define KHARNESS_PACK_MANIFEST_H

#include "pack/initramfs.h"

/**
 * manifest_write() - write manifest.json
 * @a: the archive
 * @release: kernel release
 * @certificate: SHA-256 fingerprint of the certificate that signed the modules
 * @path: file to write
 *
 * Members: "schema" 1, "release", "certificate", and "files", a list of
 * {"path", "size", "mode"} in archive order.
 *
 * Return: 0 or a negative errno.
 */
int manifest_write(const struct initramfs *a, const char *release,
		   const char *certificate, const char *path,
		   struct diag *d) _must_check_;

#endif
