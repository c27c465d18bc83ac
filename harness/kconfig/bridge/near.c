// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * What could a name that does not exist have meant?
 *
 * This text stands behind trial.c when it is compiled.
 */
#define NEAR_MAX  3
#define NAME_MAX_ 256

/* The names of all symbols by their length. */
static struct {
	struct near_name {
		const char *name;
		uint64_t letters; /* that occur in it */
	} * list;
	size_t start[NAME_MAX_ + 1]; /* of each length in the list */
} names IN_IMAGE = {NULL};

static uint64_t letters_of(const char *name)
{
	uint64_t letters = 0;

	for (; *name; name++)
		letters |= (uint64_t)1 << (*name & 63);
	return letters;
}

static void sort_names(void)
{
	size_t next[NAME_MAX_];
	struct symbol *sym;

	for_all_symbols (sym)
		if (has_named_value(sym) && strlen(sym->name) < NAME_MAX_)
			names.start[strlen(sym->name) + 1]++;
	for (size_t i = 0; i < NAME_MAX_; i++) {
		names.start[i + 1] += names.start[i];
		next[i] = names.start[i];
	}
	names.list = bridge_calloc(names.start[NAME_MAX_] + 1, sizeof(*names.list));
	if (!names.list)
		abort();
	for_all_symbols (sym)
		if (has_named_value(sym) && strlen(sym->name) < NAME_MAX_)
			names.list[next[strlen(sym->name)]++] =
				(struct near_name){sym->name, letters_of(sym->name)};
}

static bool more_bits(uint64_t set, int limit)
{
	for (; set && limit >= 0; limit--)
		set &= set - 1;
	return limit < 0;
}

/* Each change of a letter takes one letter out of the set, and adds one. */
static bool too_far(uint64_t a, uint64_t b, int limit)
{
	return more_bits(a & ~b, limit) || more_bits(b & ~a, limit);
}

/* Levenshtein's distance to @b, which has @n letters; more than @limit is @limit + 1. */
static int distance(const char *a, const char *b, int n, int limit)
{
	int row[NAME_MAX_], best;

	for (int j = 0; j <= n; j++)
		row[j] = j;
	for (int i = 1; a[i - 1]; i++) {
		int corner = row[0];

		best = row[0] = i;
		for (int j = 1; j <= n; j++) {
			int cost = corner + (a[i - 1] != b[j - 1]);

			corner = row[j];
			if (row[j] + 1 < cost)
				cost = row[j] + 1;
			if (row[j - 1] + 1 < cost)
				cost = row[j - 1] + 1;
			row[j] = cost;
			if (cost < best)
				best = cost;
		}
		if (best > limit)
			return limit + 1;
	}
	return row[n];
}

struct nearest {
	const char *names[NEAR_MAX];
	int at[NEAR_MAX]; /* their distances, the least first */
	int limit;
};

static void keep_nearest(struct nearest *k, const char *name, int far)
{
	int i = NEAR_MAX;

	while (i > 0 && (!k->names[i - 1] || far < k->at[i - 1] ||
			 (far == k->at[i - 1] && strcmp(name, k->names[i - 1]) < 0))) {
		if (i-- == NEAR_MAX)
			continue;
		k->names[i + 1] = k->names[i];
		k->at[i + 1] = k->at[i];
	}
	if (i == NEAR_MAX)
		return;
	k->names[i] = name;
	k->at[i] = far;
	if (k->names[NEAR_MAX - 1])
		k->limit = k->at[NEAR_MAX - 1];
}

static json_t *near_json(const char *name)
{
	int length = (int)strlen(name), limit = length / 4;
	uint64_t letters = letters_of(name);
	struct nearest k = {.limit = limit < 1 ? 1 : limit > 3 ? 3 : limit};
	json_t *list = json_array();
	int low = length - k.limit, high = length + k.limit;

	for (int n = low < 0 ? 0 : low; n <= high && n < NAME_MAX_; n++) {
		for (size_t i = names.start[n]; i < names.start[n + 1]; i++) {
			int far;

			if (too_far(letters, names.list[i].letters, k.limit))
				continue;
			far = distance(name, names.list[i].name, n, k.limit);
			if (far <= k.limit)
				keep_nearest(&k, names.list[i].name, far);
		}
	}
	for (int i = 0; i < NEAR_MAX && k.names[i]; i++)
		json_array_append_new(list, json_string(k.names[i]));
	return list;
}
