// SPDX-License-Identifier: GPL-2.0-or-later
#include "module/vmlinux.h"

#include <errno.h>
#include <string.h>

#include "base/alloc.h"
#include "module/elf.h"

#define CERTIFICATES_MAX ((size_t)1 << 20)

static int bad(struct diag *d, const char *path, const char *what)
{
	struct loc loc = {.file = path};

	diag_at(d, DIAG_ERROR, &loc, "%s", what);
	return -EBADMSG;
}

static uint64_t get_le(const unsigned char *p, size_t size)
{
	uint64_t v = 0;

	while (size--)
		v = v << 8 | p[size];
	return v;
}

/* Read an integer variable; -ENOENT when the kernel has none of this name. */
static int read_integer(struct elf_file *elf, const char *symbol, size_t size,
			uint64_t *ret)
{
	struct elf_bytes bytes = {0};
	int err = elf_symbol(elf, symbol, &bytes);

	if (err < 0)
		return err;
	if (bytes.size < size)
		return -EBADMSG;
	*ret = get_le(bytes.data, size);
	return 0;
}

static int read_release(struct elf_file *elf, const char *path, struct vmlinux *v,
			struct diag *d)
{
	static const char prefix[] = "Linux version ";
	const size_t n = sizeof(prefix) - 1;
	struct elf_bytes banner = {0};
	const char *text, *end;

	if (elf_symbol(elf, "linux_banner", &banner) < 0 || banner.size <= n ||
	    memcmp(banner.data, prefix, n) != 0)
		return bad(d, path, "not a Linux kernel with symbols: no linux_banner");
	text = (const char *)banner.data + n;
	end = memchr(text, ' ', banner.size - n);
	if (!end || end == text || memchr(text, '\0', (size_t)(end - text)))
		return bad(d, path, "no release in its linux_banner");
	v->release = xstrndup(text, (size_t)(end - text));
	return 0;
}

/* A static of kernel/module/main.c, in the symbol table all the same. */
static int read_vermagic(struct elf_file *elf, const char *path, struct vmlinux *v,
			 struct diag *d)
{
	struct elf_bytes text = {0};
	int err = elf_symbol(elf, "vermagic", &text);

	if (err == -ENOENT)
		return 0;
	if (err < 0 || strnlen((const char *)text.data, text.size) == text.size)
		return bad(d, path, "damaged vermagic");
	v->vermagic = xstrdup((const char *)text.data);
	return 0;
}

/*
 * Bytes of the certificate at the start of a list; 0: not one. As the kernel's
 * x509_load_certificate_list() has it: a SEQUENCE with a two-byte length.
 */
static size_t certificate_size(const unsigned char *p, size_t size)
{
	size_t n;

	if (size < 4 || p[0] != 0x30 || p[1] != 0x82)
		return 0;
	n = ((size_t)p[2] << 8 | p[3]) + 4;
	return n <= size ? n : 0;
}

static int add_certificates(const unsigned char *p, size_t size, const char *path,
			    struct vmlinux *v, struct diag *d)
{
	while (size) {
		struct certificate *cert;
		size_t n = certificate_size(p, size);
		int err;

		if (!n)
			return bad(d, path, "damaged list of trusted certificates");
		err = certificate_from_der(p, n, path, &cert, d);
		if (err < 0)
			return -EBADMSG;
		v->certificates = xreallocarray(v->certificates, v->n_certificates + 1,
						sizeof(struct certificate *));
		v->certificates[v->n_certificates++] = cert;
		p += n;
		size -= n;
	}
	return 0;
}

static int read_certificates(struct elf_file *elf, const char *path, struct vmlinux *v,
			     struct diag *d)
{
	struct elf_bytes list = {0};
	uint64_t size = 0;
	int err;

	err = elf_symbol(elf, "system_certificate_list", &list);
	if (err == -ENOENT)
		return 0;
	if (err == 0)
		err = read_integer(elf, "system_certificate_list_size", 8, &size);
	if (err < 0 || size > list.size || size > CERTIFICATES_MAX)
		return bad(d, path, "damaged list of trusted certificates");
	return add_certificates(list.data, (size_t)size, path, v, d);
}

/* The room in which scripts/insert-sys-cert puts one more. */
static int read_extra_certificate(struct elf_file *elf, const char *path,
				  struct vmlinux *v, struct diag *d)
{
	struct elf_bytes room = {0};
	uint64_t used = 0;
	int err;

	err = read_integer(elf, "system_extra_cert_used", 4, &used);
	if (err == -ENOENT || (err == 0 && used == 0))
		return 0;
	if (err == 0)
		err = elf_symbol(elf, "system_extra_cert", &room);
	if (err < 0 || used > room.size || used > CERTIFICATES_MAX)
		return bad(d, path, "damaged extra certificate");
	return add_certificates(room.data, (size_t)used, path, v, d);
}

static int read_ikconfig(struct elf_file *elf, const char *path, struct vmlinux *v,
			 struct diag *d)
{
	struct elf_bytes start = {0}, end = {0};
	int err;

	err = elf_symbol(elf, "kernel_config_data", &start);
	if (err == -ENOENT)
		return 0;
	if (err == 0)
		err = elf_symbol(elf, "kernel_config_data_end", &end);
	/* both run to the end of the same section, .rodata */
	if (err < 0 || end.data < start.data || end.size > start.size ||
	    start.data + start.size != end.data + end.size)
		return bad(d, path, "damaged kernel_config_data");
	v->ikconfig_size = start.size - end.size;
	v->ikconfig = xmemdup(start.data, v->ikconfig_size);
	return 0;
}

int vmlinux_read(const char *path, struct vmlinux *ret, struct diag *d)
{
	_cleanup_(cleanup_elf) struct elf_file *elf = NULL;
	_cleanup_(vmlinux_done) struct vmlinux v = VMLINUX_INIT;
	int err;

	err = elf_from_file(path, &elf, d);
	if (err < 0)
		return err;
	v.machine = elf_machine(elf);
	err = read_release(elf, path, &v, d);
	if (err == 0)
		err = read_vermagic(elf, path, &v, d);
	if (err == 0)
		err = read_certificates(elf, path, &v, d);
	if (err == 0)
		err = read_extra_certificate(elf, path, &v, d);
	if (err == 0)
		err = read_ikconfig(elf, path, &v, d);
	if (err < 0)
		return err;
	*ret = v;
	v = (struct vmlinux)VMLINUX_INIT;
	return 0;
}

static void report(struct diag *d, const char *name, const struct certificate *cert,
		   const char *what)
{
	_cleanup_(cleanup_free) char *subject = certificate_subject(cert);
	struct loc loc = {.file = name};

	diag_at(d, DIAG_ERROR, &loc, "%s '%s', SHA-256 %s", what, subject,
		certificate_fingerprint(cert));
}

int vmlinux_check_certificate(const struct vmlinux *v, const struct certificate *expected,
			      const char *name, struct diag *d)
{
	size_t found = 0;
	int err = 0;

	for (size_t i = 0; i < v->n_certificates; i++) {
		bool same = certificate_equal(v->certificates[i], expected);

		if (same && found++ == 0)
			continue;
		report(d, name, v->certificates[i],
		       same ? "it trusts this certificate twice:"
			    : "it trusts a certificate that is not ours:");
		err = -EBADMSG;
	}
	if (!found) {
		report(d, name, expected,
		       "it does not trust the expected certificate; was it built with "
		       "another one? Expected:");
		err = -EBADMSG;
	}
	return err;
}

void vmlinux_done(struct vmlinux *v)
{
	if (!v)
		return;
	for (size_t i = 0; i < v->n_certificates; i++)
		certificate_free(v->certificates[i]);
	free(v->certificates);
	free(v->release);
	free(v->vermagic);
	free(v->ikconfig);
	*v = (struct vmlinux)VMLINUX_INIT;
}
