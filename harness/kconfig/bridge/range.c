// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * What Kconfig allocates while it parses: in a range of addresses that is the same each
 * time, so that image.c can keep it.
 *
 * This text stands behind probe.c when it is compiled.
 */
#include <sys/mman.h>

/* The tree's files are compiled with -Dmalloc=bridge_malloc and so on. */
void *bridge_malloc(size_t size);
void *bridge_calloc(size_t n, size_t size);
void *bridge_realloc(void *p, size_t size);
void bridge_free(void *p);
char *bridge_strdup(const char *s);
char *bridge_strndup(const char *s, size_t n);

#define RANGE_START ((char *)0x2000000000) /* nothing is there, on any 64-bit machine */
#define RANGE_SIZE  ((size_t)512 << 20)
#define LARGE	    ((size_t)65536) /* what is not used a second time */
#define DENSE	    ((size_t)1 << 20)
#define PAGE	    ((size_t)65536) /* of the largest pages that a machine may have */

static struct {
	char *start; /* NULL: there is no range */
	size_t used;
	bool open;		 /* Kconfig parses, and allocates in it */
	bool overflow;		 /* a part of what it allocated is elsewhere */
	void *freed[LARGE / 16]; /* lists of blocks, by their sizes */
	struct dense {
		char *next;
		size_t left;
	} dense[2]; /* see take_dense() */
} range;

static bool in_range(const void *p)
{
	const char *c = p;

	return range.start && c >= range.start && c < range.start + RANGE_SIZE;
}

static bool open_range(void)
{
	void *p = mmap(RANGE_START, RANGE_SIZE, PROT_READ | PROT_WRITE,
		       MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_FIXED_NOREPLACE,
		       -1, 0);

	if (p != MAP_FAILED && p != RANGE_START)
		munmap(p, RANGE_SIZE); /* a kernel older than the flag */
	if (p != RANGE_START)
		return false;
	range.start = p;
	return true;
}

/* The size of a block stands in the word before it. */
static size_t *size_word(void *p)
{
	return (size_t *)p - 1;
}

static size_t block_size(size_t size)
{
	return (size + sizeof(size_t) + 15) & ~(size_t)15;
}

static char *take_from_range(size_t size)
{
	char *p = range.start + 16 + range.used;

	if (size > RANGE_SIZE - 16 - range.used)
		return NULL;
	range.used += size;
	return p;
}

/*
 * Symbols and expressions, to which every resolve writes, lie together, so that it
 * copies few pages that it has in common with the image, or with the process it was
 * forked off.
 */
static char *take_dense(size_t whole)
{
	struct dense *d = whole == block_size(sizeof(struct symbol)) ? range.dense
			  : whole == block_size(sizeof(struct expr)) ? range.dense + 1
								     : NULL;
	char *p;

	if (!d)
		return take_from_range(whole);
	if (d->left < whole) {
		d->next = take_from_range(DENSE);
		d->left = d->next ? DENSE : 0;
	}
	p = d->next;
	if (p) {
		d->next += whole;
		d->left -= whole;
	}
	return p;
}

void *bridge_malloc(size_t size)
{
	size_t whole = block_size(size);
	void **freed = whole < LARGE ? range.freed + whole / 16 : NULL;
	char *p;

	if (!range.open)
		return malloc(size);
	if (freed && *freed) {
		p = *freed;
		*freed = *(void **)p;
		*size_word(p) = size;
		return p;
	}
	p = whole < size ? NULL : take_dense(whole);
	if (!p) {
		range.overflow = true;
		return malloc(size);
	}
	*size_word(p) = size;
	return p;
}

void *bridge_calloc(size_t n, size_t size)
{
	void *p = size && n > SIZE_MAX / size ? NULL : bridge_malloc(n * size);

	return p ? memset(p, 0, n * size) : NULL;
}

void bridge_free(void *p)
{
	size_t whole;

	if (!in_range(p)) {
		free(p);
		return;
	}
	whole = block_size(*size_word(p));
	if (!range.open || whole >= LARGE)
		return;
	*(void **)p = range.freed[whole / 16];
	range.freed[whole / 16] = p;
}

void *bridge_realloc(void *p, size_t size)
{
	size_t old;
	void *more;

	if (!p || !in_range(p))
		return p ? realloc(p, size) : bridge_malloc(size);
	old = *size_word(p);
	if (size <= old)
		return p;
	/* Kconfig adds to a string of its own piece by piece */
	more = bridge_malloc(range.open ? size + size / 2 : size);
	if (!more)
		return NULL;
	memcpy(more, p, old);
	bridge_free(p);
	return more;
}

char *bridge_strndup(const char *s, size_t n)
{
	size_t length = strnlen(s, n);
	char *copy = bridge_malloc(length + 1);

	if (!copy)
		return NULL;
	memcpy(copy, s, length);
	copy[length] = '\0';
	return copy;
}

char *bridge_strdup(const char *s)
{
	return bridge_strndup(s, SIZE_MAX);
}
