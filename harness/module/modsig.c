// SPDX-License-Identifier: GPL-2.0-or-later
#include "module/modsig.h"

#include <errno.h>
#include <string.h>

#define PKEY_ID_PKCS7 2

/* offsets in struct module_signature */
enum { INFO_ID_TYPE = 2, INFO_SIG_LEN = 8 };

static size_t get_be32(const unsigned char *p)
{
	return (size_t)p[0] << 24 | (size_t)p[1] << 16 | (size_t)p[2] << 8 | p[3];
}

bool modsig_present(const void *data, size_t size)
{
	const unsigned char *p = data;

	return size > MODSIG_MARKER_SIZE &&
	       memcmp(p + size - MODSIG_MARKER_SIZE, MODSIG_MARKER, MODSIG_MARKER_SIZE) ==
		       0;
}

static int malformed(struct diag *d, const char *name, const char *what)
{
	struct loc loc = {.file = name};

	diag_at(d, DIAG_ERROR, &loc, "malformed signature block: %s", what);
	return -EBADMSG;
}

int modsig_parse(const void *data, size_t size, const char *name, struct modsig *ret,
		 struct diag *d)
{
	struct loc loc = {.file = name};
	const unsigned char *info;
	size_t rest, cms_size;

	if (!modsig_present(data, size)) {
		diag_at(d, DIAG_ERROR, &loc, "unsigned: no signature marker at its end");
		return -ENODATA;
	}
	rest = size - MODSIG_MARKER_SIZE;
	if (rest <= MODSIG_INFO_SIZE)
		return malformed(d, name, "nothing before it");
	rest -= MODSIG_INFO_SIZE;
	info = (const unsigned char *)data + rest;
	if (info[INFO_ID_TYPE] != PKEY_ID_PKCS7)
		return malformed(d, name, "it is not of type PKCS#7");
	for (size_t i = 0; i < INFO_SIG_LEN; i++)
		if (i != INFO_ID_TYPE && info[i] != 0)
			return malformed(d, name, "an unused byte is not zero");
	cms_size = get_be32(info + INFO_SIG_LEN);
	if (cms_size == 0 || cms_size >= rest)
		return malformed(d, name, "its length does not fit the file");
	*ret = (struct modsig){
		.body_size = rest - cms_size,
		.cms = info - cms_size,
		.cms_size = cms_size,
	};
	return 0;
}

void modsig_append(struct strbuf *module, const void *cms, size_t cms_size)
{
	unsigned char info[MODSIG_INFO_SIZE] = {[INFO_ID_TYPE] = PKEY_ID_PKCS7};

	for (int i = 0; i < 4; i++)
		info[INFO_SIG_LEN + i] = (unsigned char)(cms_size >> (24 - 8 * i));
	strbuf_add(module, cms, cms_size);
	strbuf_add(module, info, sizeof(info));
	strbuf_add(module, MODSIG_MARKER, MODSIG_MARKER_SIZE);
}
