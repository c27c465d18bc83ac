// SPDX-License-Identifier: GPL-2.0-or-later
#include "module/elf.h"

#include <errno.h>
#include <fcntl.h>
#include <gelf.h>
#include <stdbool.h>
#include <string.h>
#include <sys/stat.h>

#include "base/alloc.h"

struct elf_file {
	Elf *elf;
	int fd; /* -1: in memory */
	uint64_t size;
	uint64_t extent;
	GElf_Ehdr ehdr;
	size_t names; /* index of the section with the section names */
};

/* Take a part of the file into account; false: it is not inside the file. */
static bool add_extent(struct elf_file *e, uint64_t offset, uint64_t size)
{
	if (offset > e->size || size > e->size - offset)
		return false;
	if (offset + size > e->extent)
		e->extent = offset + size;
	return true;
}

static bool check_tables(struct elf_file *e)
{
	const GElf_Ehdr *h = &e->ehdr;
	size_t n_sections, n_segments;

	if (elf_getshdrnum(e->elf, &n_sections) < 0 ||
	    elf_getshdrstrndx(e->elf, &e->names) < 0 ||
	    elf_getphdrnum(e->elf, &n_segments) < 0)
		return false;
	if (n_sections == 0 || h->e_shentsize != sizeof(Elf64_Shdr) ||
	    n_sections > e->size / sizeof(Elf64_Shdr) ||
	    n_segments > e->size / sizeof(Elf64_Phdr))
		return false;
	return add_extent(e, 0, sizeof(Elf64_Ehdr)) &&
	       add_extent(e, h->e_shoff, n_sections * sizeof(Elf64_Shdr)) &&
	       add_extent(e, h->e_phoff, n_segments * sizeof(Elf64_Phdr));
}

static bool check_sections(struct elf_file *e)
{
	Elf_Scn *scn = NULL;
	GElf_Shdr sh;

	while ((scn = elf_nextscn(e->elf, scn))) {
		if (!gelf_getshdr(scn, &sh))
			return false;
		if (sh.sh_type != SHT_NOBITS && !add_extent(e, sh.sh_offset, sh.sh_size))
			return false;
	}
	return true;
}

static int check(struct elf_file *e, const char *name, struct diag *d)
{
	struct loc loc = {.file = name};
	const char *ident;

	if (!e->elf || elf_kind(e->elf) != ELF_K_ELF) {
		diag_at(d, DIAG_ERROR, &loc, "not an ELF file");
		return -EBADMSG;
	}
	ident = elf_getident(e->elf, NULL);
	if (ident[EI_CLASS] != ELFCLASS64 || ident[EI_DATA] != ELFDATA2LSB) {
		diag_at(d, DIAG_ERROR, &loc, "not a 64-bit little-endian ELF file");
		return -EBADMSG;
	}
	if (!gelf_getehdr(e->elf, &e->ehdr) || !check_tables(e) || !check_sections(e)) {
		diag_at(d, DIAG_ERROR, &loc,
			"damaged or truncated ELF file: its tables reach beyond its "
			"%llu bytes",
			(unsigned long long)e->size);
		return -EBADMSG;
	}
	return 0;
}

int elf_from_memory(const void *data, size_t size, const char *name,
		    struct elf_file **ret, struct diag *d)
{
	_cleanup_(cleanup_elf) struct elf_file *e = xcalloc(1, sizeof(*e));
	int err;

	elf_version(EV_CURRENT);
	e->fd = -1;
	e->size = size;
	/* libelf only reads an image that it got from elf_memory() */
	if (size)
		e->elf = elf_memory((char *)(uintptr_t)data, size);
	err = check(e, name, d);
	if (err == 0)
		*ret = TAKE_PTR(e);
	return err;
}

int elf_from_file(const char *path, struct elf_file **ret, struct diag *d)
{
	_cleanup_(cleanup_elf) struct elf_file *e = xcalloc(1, sizeof(*e));
	struct stat st;
	int err;

	elf_version(EV_CURRENT);
	e->fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	if (e->fd < 0)
		return diag_errno(d, -errno, "cannot open '%s'", path);
	if (fstat(e->fd, &st) < 0)
		return diag_errno(d, -errno, "'%s'", path);
	e->size = (uint64_t)st.st_size;
	if (S_ISREG(st.st_mode))
		e->elf = elf_begin(e->fd, ELF_C_READ, NULL);
	err = check(e, path, d);
	if (err == 0)
		*ret = TAKE_PTR(e);
	return err;
}

unsigned int elf_type(const struct elf_file *elf)
{
	return elf->ehdr.e_type;
}

unsigned int elf_machine(const struct elf_file *elf)
{
	return elf->ehdr.e_machine;
}

uint64_t elf_extent(const struct elf_file *elf)
{
	return elf->extent;
}

static int raw_bytes(Elf_Scn *scn, struct elf_bytes *ret)
{
	Elf_Data *data = elf_rawdata(scn, NULL);

	if (!data || (data->d_size && !data->d_buf))
		return -EBADMSG;
	ret->data = data->d_buf;
	ret->size = data->d_size;
	return 0;
}

int elf_section(struct elf_file *elf, const char *section, struct elf_bytes *ret)
{
	Elf_Scn *scn = NULL, *found = NULL;
	GElf_Shdr sh;

	while ((scn = elf_nextscn(elf->elf, scn))) {
		const char *name = NULL;

		if (gelf_getshdr(scn, &sh))
			name = elf_strptr(elf->elf, elf->names, sh.sh_name);
		if (!name || strcmp(name, section) != 0)
			continue;
		if (found || sh.sh_type == SHT_NOBITS)
			return -EBADMSG;
		found = scn;
	}
	return found ? raw_bytes(found, ret) : -ENOENT;
}

static Elf_Scn *symbol_table(struct elf_file *e, GElf_Shdr *ret)
{
	Elf_Scn *scn = NULL;

	while ((scn = elf_nextscn(e->elf, scn)))
		if (gelf_getshdr(scn, ret) && ret->sh_type == SHT_SYMTAB)
			return scn;
	return NULL;
}

static bool name_is(const struct elf_bytes *names, size_t offset, const char *name)
{
	size_t size = strlen(name) + 1;

	return offset < names->size && size <= names->size - offset &&
	       memcmp(names->data + offset, name, size) == 0;
}

/* Find the one defined symbol of this name. */
static int find_symbol(struct elf_file *e, const char *symbol, GElf_Sym *ret)
{
	struct elf_bytes names;
	GElf_Shdr sh;
	Elf_Scn *scn = symbol_table(e, &sh), *names_scn;
	Elf_Data *table = scn ? elf_getdata(scn, NULL) : NULL;
	int found = 0;
	GElf_Sym sym;

	if (!scn)
		return -ENOENT;
	names_scn = elf_getscn(e->elf, sh.sh_link);
	if (!table || !names_scn || raw_bytes(names_scn, &names) < 0)
		return -EBADMSG;
	for (size_t i = 0; i < table->d_size / sizeof(Elf64_Sym) && i < INT32_MAX; i++) {
		if (!gelf_getsym(table, (int)i, &sym))
			return -EBADMSG;
		if (sym.st_shndx == SHN_UNDEF || !name_is(&names, sym.st_name, symbol))
			continue;
		*ret = sym;
		found++;
	}
	if (found > 1)
		return -EBADMSG;
	return found ? 0 : -ENOENT;
}

int elf_symbol(struct elf_file *elf, const char *symbol, struct elf_bytes *ret)
{
	struct elf_bytes bytes;
	GElf_Sym sym = {0};
	GElf_Shdr sh;
	Elf_Scn *scn;
	uint64_t offset;
	int err;

	err = find_symbol(elf, symbol, &sym);
	if (err < 0)
		return err;
	if (sym.st_shndx >= SHN_LORESERVE)
		return -EBADMSG; /* no kernel has so many sections */
	scn = elf_getscn(elf->elf, sym.st_shndx);
	if (!scn || !gelf_getshdr(scn, &sh) || sh.sh_type == SHT_NOBITS)
		return -EBADMSG;
	err = raw_bytes(scn, &bytes);
	if (err < 0)
		return err;
	/* a module's symbols count from their section, which has no address */
	if (sym.st_value < sh.sh_addr)
		return -EBADMSG;
	offset = sym.st_value - sh.sh_addr;
	if (offset > bytes.size)
		return -EBADMSG;
	ret->data = bytes.data + offset;
	ret->size = bytes.size - offset;
	return 0;
}

void elf_free(struct elf_file *elf)
{
	if (!elf)
		return;
	elf_end(elf->elf);
	cleanup_close(&elf->fd);
	free(elf);
}
