// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Forgetting the values of all expressions, eighty thousand of them, which Kconfig does
 * once or twice in each resolve, by walking a hash table across all of its memory.
 *
 * The linker puts the function of this file in the place of the tree's own (--wrap). It
 * takes the expressions of the parse in the order of their addresses; those that were
 * made later stand before the first one that the parse left in a bucket. What it has to
 * know is a part of the image. This text stands before image.c when it is compiled.
 */
#define IN_IMAGE __attribute__((section("kconfig_data")))

void *bridge_malloc(size_t size);

static struct expr **parsed_exprs IN_IMAGE = NULL; /* by address */
static size_t n_parsed_exprs IN_IMAGE = 0;
static struct hlist_node *parsed_first[EXPR_HASHSIZE] IN_IMAGE = {NULL}; /* of buckets */

static int by_address(const void *a, const void *b)
{
	uintptr_t x = (uintptr_t) * (struct expr *const *)a;
	uintptr_t y = (uintptr_t) * (struct expr *const *)b;

	return (x > y) - (x < y);
}

static void remember_exprs(void)
{
	struct expr *e;
	size_t n = 0;

	hash_for_each(expr_hashtable, e, node) n++;
	parsed_exprs = bridge_malloc((n + 1) * sizeof(*parsed_exprs));
	if (!parsed_exprs)
		abort();
	hash_for_each(expr_hashtable, e, node) parsed_exprs[n_parsed_exprs++] = e;
	qsort(parsed_exprs, n, sizeof(*parsed_exprs), by_address);
	for (size_t i = 0; i < EXPR_HASHSIZE; i++)
		parsed_first[i] = expr_hashtable[i].first;
}

void __wrap_expr_invalidate_all(void);

void __wrap_expr_invalidate_all(void)
{
	for (size_t i = 0; i < EXPR_HASHSIZE; i++)
		for (struct hlist_node *n = expr_hashtable[i].first; n != parsed_first[i];
		     n = n->next)
			list_entry(n, struct expr, node)->val_is_valid = false;
	/* reading first: what is not written stays shared with the image, or a parent */
	for (size_t i = 0; i < n_parsed_exprs; i++)
		if (parsed_exprs[i]->val_is_valid)
			parsed_exprs[i]->val_is_valid = false;
}
