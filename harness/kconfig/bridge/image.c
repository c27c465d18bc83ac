// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The image: Kconfig as it is after a parse, kept in a file.
 *
 * A parse reads 1,700 files to make the same symbols and expressions as last time. All
 * that Kconfig knows is in its variables and in what it allocated. Its objects are
 * compiled so that both have fixed addresses: the variables in sections of their own of
 * a program that is not position-independent, what it allocates in a range that is
 * mapped at a place of ours. So both can be written to a file, and mapped again by the
 * same program.
 *
 * An image is taken when the program, the environment, all Kconfig files (by their sizes
 * and times) and the answers of all commands are those with which it was made, and when
 * its checksums tell that it is whole. This text stands behind range.c when it is compiled.
 */
#include <sys/stat.h>

FILE *bridge_fopen(const char *name, const char *mode); /* -Dfopen=bridge_fopen */

/* Their variables: kconfig/bridge_build.c names these sections. */
extern char __start_kconfig_data[], __stop_kconfig_data[];
extern char __start_kconfig_bss[], __stop_kconfig_bss[];

/* --- what it read ----------------------------------------------------------------------- */

/* A file and when it was what it is; the text of the path stands behind it. */
struct stamp {
	int64_t size, mtime, mtime_ns, ctime, ctime_ns;
	uint64_t path_size; /* with its NUL */
};

static struct {
	char *text; /* one stamp and path after the other */
	size_t size;
	bool lost; /* a file could not be looked at */
} stamps;

static struct stamp stamp_of(const struct stat *st)
{
	return (struct stamp){st->st_size,	   st->st_mtim.tv_sec,
			      st->st_mtim.tv_nsec, st->st_ctim.tv_sec,
			      st->st_ctim.tv_nsec, 0};
}

/* A file that is written while it is read could have the same times before and after. */
static bool is_settled(const struct stamp *s)
{
	return s->ctime + 2 < (int64_t)time(NULL);
}

static void note_file(FILE *f, const char *path)
{
	struct stat st;
	struct stamp s;
	char *more;

	if (fstat(fileno(f), &st) == 0)
		s = stamp_of(&st);
	else
		stamps.lost = true;
	if (stamps.lost || !is_settled(&s)) {
		stamps.lost = true;
		return;
	}
	s.path_size = (strlen(path) + 8) & ~(uint64_t)7;
	more = realloc(stamps.text, stamps.size + sizeof(s) + s.path_size);
	if (!more)
		abort();
	stamps.text = more;
	memcpy(more + stamps.size, &s, sizeof(s));
	memset(more + stamps.size + sizeof(s), 0, s.path_size);
	strcpy(more + stamps.size + sizeof(s), path);
	stamps.size += sizeof(s) + s.path_size;
}

FILE *bridge_fopen(const char *name, const char *mode)
{
	FILE *f = fopen(name, mode);

	if (f && range.open)
		note_file(f, name);
	return f;
}

static bool same_stamps(const char *text, size_t size)
{
	while (size > sizeof(struct stamp)) {
		struct stamp then, now;
		struct stat st;

		memcpy(&then, text, sizeof(then));
		if (then.path_size > size - sizeof(then) ||
		    !memchr(text + sizeof(then), '\0', then.path_size) ||
		    stat(text + sizeof(then), &st) < 0)
			return false;
		now = stamp_of(&st);
		now.path_size = then.path_size;
		if (memcmp(&then, &now, sizeof(now)) != 0)
			return false;
		text += sizeof(then) + then.path_size;
		size -= sizeof(then) + then.path_size;
	}
	return size == 0;
}

/* --- the file ----------------------------------------------------------------------------- */

struct image {
	char magic[16];
	struct stamp program;
	uint64_t inode;
	uint64_t environment;
	char *data, *bss; /* where the sections were */
	uint64_t data_size, bss_size, range_used, stamps_size, probes_size;
	uint64_t range_checksum; /* of the range in the file */
	uint64_t checksum;	 /* of this without it, and of all behind the range */
};

/* Where temporary files go changes no symbol. */
static uint64_t hash_environment(void)
{
	uint64_t hash = 14695981039346656037U;

	for (char **e = environ; *e; e++)
		if (strncmp(*e, "TMPDIR=", 7) != 0)
			for (const char *p = *e;; p++) {
				hash = (hash ^ (unsigned char)*p) * 1099511628211U;
				if (!*p)
					break;
			}
	return hash;
}

static bool describe(struct image *i)
{
	struct stat st;

	memset(i, 0, sizeof(*i));
	if (stat("/proc/self/exe", &st) < 0)
		return false;
	memcpy(i->magic, "kharness image", sizeof("kharness image"));
	i->program = stamp_of(&st);
	i->program.ctime = i->program.ctime_ns = 0; /* it may get another link */
	i->inode = st.st_ino;
	i->environment = hash_environment();
	i->data = __start_kconfig_data;
	i->data_size = (uintptr_t)__stop_kconfig_data - (uintptr_t)i->data;
	i->bss = __start_kconfig_bss;
	i->bss_size = (uintptr_t)__stop_kconfig_bss - (uintptr_t)i->bss;
	return true;
}

static size_t whole_pages(size_t size)
{
	return (size + PAGE - 1) & ~(PAGE - 1);
}

/* The range comes first behind the header: it is mapped. */
static off_t range_offset(void)
{
	return (off_t)PAGE;
}

static off_t rest_offset(const struct image *i)
{
	return range_offset() + (off_t)whole_pages(i->range_used + 16);
}

static bool write_at(int fd, const void *data, size_t size, off_t at)
{
	const char *p = data;

	while (size) {
		ssize_t n = pwrite(fd, p, size, at);

		if (n <= 0)
			return false;
		p += n;
		at += n;
		size -= (size_t)n;
	}
	return true;
}

/* Four words at a time, for it is done to all of it each time. */
static uint64_t add_to_checksum(uint64_t sum, const void *data, size_t size)
{
	const char *p = data;
	uint64_t lanes[4] = {sum, sum + 1, sum + 2, sum + 3};

	for (size_t left = size; left; left -= left < 32 ? left : 32, p += 32) {
		uint64_t words[4] = {0};

		memcpy(words, p, left < 32 ? left : 32);
		for (int i = 0; i < 4; i++) {
			uint64_t x = lanes[i] ^ words[i];

			lanes[i] = (x << 29 | x >> 35) * 0x9e3779b97f4a7c15;
		}
	}
	for (int i = 0; i < 4; i++)
		sum = (sum ^ lanes[i] ^ lanes[i] >> 32) * 0x9e3779b97f4a7c15;
	return sum;
}

/* The pages of the file are not taken into memory for it. */
static bool checksum_range(int fd, const struct image *i, uint64_t *ret)
{
	static char part[1 << 17];
	off_t at = range_offset(), end = rest_offset(i);
	uint64_t sum = 0;

	while (at < end) {
		size_t size = end - at < (off_t)sizeof(part) ? (size_t)(end - at)
							     : sizeof(part);

		if (pread(fd, part, size, at) != (ssize_t)size)
			return false;
		sum = add_to_checksum(sum, part, size);
		at += (off_t)size;
	}
	*ret = sum;
	return true;
}

static size_t rest_size(const struct image *i)
{
	return i->data_size + i->bss_size + i->stamps_size + i->probes_size;
}

static uint64_t checksum_rest(const struct image *i, const char *rest)
{
	return add_to_checksum(add_to_checksum(0, i, offsetof(struct image, checksum)),
			       rest, rest_size(i));
}

static char *rest_of(const struct image *i, const char *text)
{
	char *rest = malloc(rest_size(i)), *p = rest;

	if (!rest)
		abort();
	p = mempcpy(p, i->data, i->data_size);
	p = mempcpy(p, i->bss, i->bss_size);
	p = mempcpy(p, stamps.text, i->stamps_size);
	memcpy(p, text, i->probes_size);
	return rest;
}

static bool write_image(int fd, struct image *i, const char *text)
{
	char *rest = rest_of(i, text);
	bool good = write_at(fd, rest, rest_size(i), rest_offset(i)) &&
		    write_at(fd, range.start, i->range_used + 16, range_offset()) &&
		    checksum_range(fd, i, &i->range_checksum);

	i->checksum = checksum_rest(i, rest);
	free(rest);
	return good && write_at(fd, i, sizeof(*i), 0) && fsync(fd) == 0;
}

/* Whatever fails here, the next parse reads the files. */
static void save_image(const char *path)
{
	char *text, *made = NULL;
	struct image i;
	int fd;

	if (range.overflow || stamps.lost || !stamps.size || !describe(&i))
		return;
	text = json_dumps(probes, JSON_COMPACT);
	i.range_used = range.used;
	i.stamps_size = stamps.size;
	i.probes_size = text ? strlen(text) + 1 : 0;
	if (!text || asprintf(&made, "%s.XXXXXX", path) < 0)
		abort();
	fd = mkstemp(made);
	if (fd >= 0 && (!write_image(fd, &i, text) || rename(made, path) < 0))
		unlink(made);
	if (fd >= 0)
		close(fd);
	free(made);
	free(text);
}

static bool fits(const struct image *i, uint64_t file_size)
{
	return i->range_used <= RANGE_SIZE - PAGE && i->stamps_size <= file_size &&
	       i->probes_size <= file_size && i->probes_size &&
	       (uint64_t)rest_offset(i) + rest_size(i) == file_size;
}

/* The part behind the range, NULL when this is no image for this program here. */
static char *read_rest(int fd, struct image *ret)
{
	struct image here;
	struct stat st;
	char *rest;

	if (!describe(&here) || fstat(fd, &st) < 0 ||
	    pread(fd, ret, sizeof(*ret), 0) != (ssize_t)sizeof(*ret) ||
	    memcmp(ret, &here, offsetof(struct image, range_used)) != 0 ||
	    !fits(ret, (uint64_t)st.st_size))
		return NULL;
	rest = malloc(rest_size(ret));
	if (rest &&
	    pread(fd, rest, rest_size(ret), rest_offset(ret)) ==
		    (ssize_t)rest_size(ret) &&
	    checksum_rest(ret, rest) == ret->checksum && !rest[rest_size(ret) - 1])
		return rest;
	free(rest);
	return NULL;
}

/* It comes last, while the commands run: see run_later(). */
static bool same_range(int fd, const struct image *i)
{
	uint64_t sum;

	return checksum_range(fd, i, &sum) && sum == i->range_checksum;
}

static bool same_answer(const char *command, json_t *output)
{
	const char *text;
	size_t size;

	if (!command || !json_is_string(output))
		return false;
	if (!json_object_get(known_output, command) && !replay_only &&
	    run_later(command, output))
		return true;
	return (json_object_get(known_output, command) ||
		(!replay_only && ask_toolchain(command, &text, &size))) &&
	       json_equal(output, json_object_get(known_output, command));
}

/* Runs what is not known; what was run is known to a parse, should there be one. */
static bool same_answers(const json_t *then)
{
	json_t *probe;
	size_t i;

	json_array_foreach (then, i, probe)
		if (!same_answer(json_string_value(json_object_get(probe, "command")),
				 json_object_get(probe, "output")))
			return false;
	return true;
}

static void take_answers(const json_t *then, const json_t *replay)
{
	json_t *probe;
	size_t i;

	json_array_foreach (then, i, probe) {
		const char *command =
			json_string_value(json_object_get(probe, "command"));
		json_t *output = json_object_get(probe, "output");
		size_t size = json_string_length(output);
		bool known = json_object_get(replay, command);

		json_object_set_new(probe, "replayed", json_boolean(known));
		json_array_append(probes, probe);
		probe_answer(command, json_string_value(output), &size);
	}
}

static bool map_range(int fd, const struct image *i)
{
	size_t size = whole_pages(i->range_used + 16);

	if (mmap(range.start, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_FIXED, fd,
		 range_offset()) == range.start)
		return true;
	abort(); /* the range may be gone */
}

static bool load_image(const char *path, const json_t *replay)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	struct image i;
	char *rest = fd >= 0 ? read_rest(fd, &i) : NULL;
	const char *s = rest ? rest + i.data_size + i.bss_size : NULL;
	json_t *then = rest ? json_loads(s + i.stamps_size, 0, NULL) : NULL;
	bool good = then && same_stamps(s, i.stamps_size) && same_answers(then) &&
		    same_range(fd, &i) && map_range(fd, &i);

	if (good) {
		memcpy(i.data, rest, i.data_size);
		memcpy(i.bss, rest + i.data_size, i.bss_size);
		range.used = i.range_used;
		take_answers(then, replay);
	}
	json_decref(then);
	free(rest);
	if (fd >= 0)
		close(fd);
	return good;
}

/* --- parsing ------------------------------------------------------------------------------ */

/* @image: may be NULL; then there is none before and after. */
static void parse_or_load(const char *kconfig, const char *image, const json_t *replay)
{
	bool ranged = image && open_range();

	if (ranged && load_image(image, replay))
		return;
	end_later(); /* the parse takes their answers */
	range.open = ranged;
	conf_parse(kconfig);
	remember_parse();
	range.open = false;
	if (ranged)
		save_image(image);
}
