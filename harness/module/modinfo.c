// SPDX-License-Identifier: GPL-2.0-or-later
#include "module/modinfo.h"

#include <elf.h>
#include <errno.h>
#include <string.h>

#include "base/alloc.h"
#include "module/elf.h"

static int bad(struct diag *d, const char *name, const char *fmt, const char *what)
{
	struct loc loc = {.file = name};

	diag_at(d, DIAG_ERROR, &loc, fmt, what);
	return -EBADMSG;
}

/* Keep the value of "key=value"; -EEXIST when there was one. */
static int keep(const char *entry, size_t n, const char *key, char **ret)
{
	size_t key_size = strlen(key);

	if (n < key_size || memcmp(entry, key, key_size) != 0)
		return 0;
	if (*ret)
		return -EEXIST;
	*ret = xstrndup(entry + key_size, n - key_size);
	return 0;
}

static int read_entries(const struct elf_bytes *section, const char *name,
			struct modinfo *info, struct diag *d)
{
	const char *p = (const char *)section->data, *end = p + section->size;

	while (p < end) {
		size_t n = strnlen(p, (size_t)(end - p));

		if (n == (size_t)(end - p))
			return bad(d, name, "%s", "its .modinfo is not terminated");
		if (keep(p, n, "name=", &info->name) < 0)
			return bad(d, name, "it has a %s twice", "name");
		if (keep(p, n, "vermagic=", &info->vermagic) < 0)
			return bad(d, name, "it has a %s twice", "vermagic");
		if (keep(p, n, "depends=", &info->depends) < 0)
			return bad(d, name, "it has %s twice", "depends");
		p += n + 1;
	}
	if (!info->name)
		return bad(d, name, "not a kernel module: %s", "no name in .modinfo");
	if (!info->vermagic)
		return bad(d, name, "not a kernel module: %s", "no vermagic in .modinfo");
	return 0;
}

int modinfo_read(const void *data, size_t size, const char *name, struct modinfo *ret,
		 struct diag *d)
{
	_cleanup_(modinfo_done) struct modinfo info = MODINFO_INIT;
	_cleanup_(cleanup_elf) struct elf_file *elf = NULL;
	struct elf_bytes section = {0};
	int err;

	err = elf_from_memory(data, size, name, &elf, d);
	if (err < 0)
		return err;
	if (elf_type(elf) != ET_REL)
		return bad(d, name, "not a kernel module: %s", "not a relocatable file");
	info.machine = elf_machine(elf);
	info.extent = (size_t)elf_extent(elf);
	err = elf_section(elf, ".modinfo", &section);
	if (err < 0)
		return bad(d, name, "not a kernel module: %s",
			   err == -ENOENT ? "no section .modinfo"
					  : "its section .modinfo is damaged");
	err = read_entries(&section, name, &info, d);
	if (err < 0)
		return err;
	*ret = info;
	info = (struct modinfo)MODINFO_INIT;
	return 0;
}

void modinfo_done(struct modinfo *info)
{
	if (!info)
		return;
	free(info->name);
	free(info->vermagic);
	free(info->depends);
	*info = (struct modinfo)MODINFO_INIT;
}
