// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Which edits a changed value follows from.
 *
 * Two tests decide, and both hold for what is named: with these edits alone the value is
 * the new one, and with all others alone it is the old one. Each edit is tried by itself
 * first, from both sides; what that leaves open is tried in groups. This text stands
 * behind cone.c when it is compiled.
 */
static void set_causes(struct row *r, const struct edit_list *l)
{
	free(r->causes);
	r->causes = calloc(l->n + 1, sizeof(*r->causes));
	r->n_causes = l->n;
	for (size_t i = 0; i < l->n; i++)
		r->causes[i] = l->v[i]->number;
}

/* --- each edit alone ------------------------------------------------------------------------- */

static void push_number(size_t **list, size_t *n, size_t number)
{
	if ((*n & (*n - 1)) == 0) { /* at each power of two */
		*list = realloc(*list, (*n ? 2 * *n : 1) * sizeof(**list));
		if (!*list)
			abort();
	}
	(*list)[(*n)++] = number;
}

static void note_row(struct row *r, const struct edit *e, int which)
{
	if (!has_value_of(r->sym, which))
		return;
	if (r->edit == e)
		r->edit->effective = true;
	if (which == OLD)
		push_number(&r->undo, &r->n_undo, e->number);
	else
		push_number(&r->make, &r->n_make, e->number);
}

/* What the last turn brought to the value of a side. */
static void note_rows(const struct edit *e, int which)
{
	size_t i;

	if (order.whole) {
		for (i = 0; i < diff.n_rows; i++)
			note_row(&diff.rows[i], e, which);
		return;
	}
	for (i = 0; i < order.n_log; i++) {
		unsigned int number = order.log[i].number;
		size_t row =
			is_expr(number) ? NO_ROW : diff.row_of[number - graph.n_exprs];

		if (row != NO_ROW && symbol_differs(symbol_at(number), &order.log[i]))
			note_row(&diff.rows[row], e, which);
	}
}

static void try_each(bool on)
{
	for (size_t i = 0; i < diff.n_kept; i++) {
		struct edit *e = diff.kept[i];

		turn_all(&e, 1, on);
		note_rows(e, on ? NEW : OLD);
		turn_back(&e, 1, on);
	}
}

/* One that both tests name. */
static bool take_single(struct row *r)
{
	for (size_t i = 0; i < r->n_undo; i++)
		for (size_t j = 0; j < r->n_make; j++)
			if (r->undo[i] == r->make[j]) {
				struct edit_list l = edits_of(&r->undo[i], 1);

				set_causes(r, &l);
				list_free(&l);
				return true;
			}
	return false;
}

/* --- several --------------------------------------------------------------------------------------- */

static int compare_lists(const size_t *a, size_t n, const size_t *b, size_t m)
{
	if (n != m)
		return n < m ? -1 : 1;
	for (size_t i = 0; i < n; i++)
		if (a[i] != b[i])
			return a[i] < b[i] ? -1 : 1;
	return 0;
}

/* Those that are alike stand behind each other, so that they are tried together. */
static int by_tests(const void *a, const void *b)
{
	const struct row *x = *(struct row *const *)a, *y = *(struct row *const *)b;
	int c = compare_lists(x->undo, x->n_undo, y->undo, y->n_undo);

	if (c == 0)
		c = compare_lists(x->make, x->n_make, y->make, y->n_make);
	return c ? c : x < y ? -1 : x > y;
}

static int by_causes(const void *a, const void *b)
{
	const struct row *x = *(struct row *const *)a, *y = *(struct row *const *)b;
	int c = compare_lists(x->causes, x->n_causes, y->causes, y->n_causes);

	return c ? c : x < y ? -1 : x > y;
}

/* A set that was found for a row: the others of the list that it suits, each member. */
static void share_makers(const struct row *found, struct row **list, size_t n)
{
	struct edit_list l = edits_of(found->causes, found->n_causes);
	struct row **fit = calloc(n + 1, sizeof(*fit));
	size_t n_fit = 0, kept;

	turn_all(l.v, l.n, true);
	for (size_t i = 0; i < n; i++)
		if (!list[i]->n_causes && has_value_of(list[i]->sym, NEW))
			fit[n_fit++] = list[i];
	turn_back(l.v, l.n, true);
	for (size_t i = 0; n_fit && i < l.n; i++) {
		struct edit *without = l.v[i];

		l.v[i] = l.v[l.n - 1];
		turn_all(l.v, l.n - 1, true);
		kept = 0;
		for (size_t k = 0; k < n_fit; k++)
			if (!has_value_of(fit[k]->sym, NEW))
				fit[kept++] = fit[k];
		n_fit = kept;
		turn_back(l.v, l.n - 1, true);
		l.v[i] = without;
	}
	for (size_t i = 0; i < n_fit; i++) {
		set_causes(fit[i], &l);
		fit[i]->together = l.n > 1;
	}
	list_free(&l);
	free(fit);
}

/* With nothing on: a set that makes it, of which none can be left out. */
static bool find_makers(struct row *r)
{
	static const struct edit_list none;
	struct edit_list l = candidates_of(r);
	bool found;

	cone_begin(r->sym);
	found = turned_to(&l, true, r);
	if (!found) {
		list_free(&l);
		l = (struct edit_list){calloc(diff.n_kept + 1, sizeof(*l.v)),
				       diff.n_kept};
		memcpy(l.v, diff.kept, diff.n_kept * sizeof(*l.v));
		found = turned_to(&l, true, r);
	}
	if (found)
		minimize(&l, &none, true, r);
	cone_end();
	if (found)
		set_causes(r, &l);
	if (found)
		r->together = l.n > 1;
	list_free(&l);
	return found;
}

/* Those that undo each of them by themselves make some, too: together. */
static void take_undoers(struct row **list, size_t n)
{
	struct edit_list undo = edits_of(list[0]->undo, list[0]->n_undo);

	if (undo.n)
		turn_all(undo.v, undo.n, true);
	for (size_t k = 0; undo.n && k < n; k++)
		if (has_value_of(list[k]->sym, NEW)) {
			set_causes(list[k], &undo);
			list[k]->together = undo.n > 1;
		}
	if (undo.n)
		turn_back(undo.v, undo.n, true);
	list_free(&undo);
}

/* With nothing on. Those that undo it by themselves are needed together, if any. */
static void find_all_makers(struct row **open, size_t n)
{
	for (size_t i = 0, first; i < n; i = first) {
		for (first = i; first < n && compare_lists(open[i]->undo, open[i]->n_undo,
							   open[first]->undo,
							   open[first]->n_undo) == 0;
		     first++)
			;
		take_undoers(open + i, first - i);
		for (size_t k = i; k < first; k++) {
			struct row *r = open[k];

			if (r->n_causes)
				continue;
			if (r->n_make && !r->n_undo) {
				struct edit_list make = edits_of(r->make, r->n_make);

				set_causes(r, &make);
				list_free(&make);
			} else if (find_makers(r)) {
				share_makers(r, open + k + 1, first - k - 1);
			}
		}
	}
}

/* More causes, until turning them to what they are not now turns it, too. */
static bool complete_causes(struct row *r, bool on)
{
	struct edit_list named = edits_of(r->causes, r->n_causes), l = candidates_of(r);
	bool found;

	for (size_t i = 0; i < named.n; i++)
		for (size_t j = 0; j < l.n; j++)
			if (l.v[j] == named.v[i]) {
				memmove(l.v + j, l.v + j + 1, (--l.n - j) * sizeof(*l.v));
				break;
			}
	l.v = realloc(l.v, (l.n + named.n + 1) * sizeof(*l.v));
	if (!l.v)
		abort();
	memcpy(l.v + l.n, named.v, named.n * sizeof(*l.v));
	l.n += named.n;
	cone_begin(r->sym);
	found = turned_to(&l, on, r);
	l.n -= named.n;
	if (found)
		minimize(&l, &named, on, r);
	cone_end();
	if (found) {
		memcpy(l.v + l.n, named.v, named.n * sizeof(*l.v));
		l.n += named.n;
		set_causes(r, &l);
		r->together = on;
	}
	list_free(&l);
	list_free(&named);
	return found;
}

/* With all on: is it undone without its causes? Keeps those that had to be completed. */
static size_t check_undone(struct row **open, size_t n)
{
	size_t more = 0;

	for (size_t i = 0, first; i < n; i = first) {
		struct edit_list l = edits_of(open[i]->causes, open[i]->n_causes);

		for (first = i;
		     first < n &&
		     compare_lists(open[i]->causes, open[i]->n_causes,
				   open[first]->causes, open[first]->n_causes) == 0;
		     first++)
			;
		turn_all(l.v, l.n, false);
		for (size_t k = i; k < first; k++)
			open[k]->class = has_value_of(open[k]->sym, OLD) ? 'c' : 'u';
		turn_back(l.v, l.n, false);
		list_free(&l);
	}
	for (size_t i = 0; i < n; i++) {
		struct row *r = open[i];

		if (r->class == 'u' && r->n_causes && complete_causes(r, false)) {
			r->class = 'c';
			open[more++] = r;
		}
	}
	return more;
}

/* With nothing on: do they make it? Keeps those that had to be completed. */
static size_t check_made(struct row **open, size_t n)
{
	size_t more = 0;

	for (size_t i = 0; i < n; i++) {
		struct edit_list l = edits_of(open[i]->causes, open[i]->n_causes);

		if (!turned_to(&l, true, open[i])) {
			open[i]->class = 'u';
			if (complete_causes(open[i], true))
				open[more++] = open[i];
		}
		list_free(&l);
	}
	return more;
}

/* An edit that somebody asked for and that had no effect is none: then it follows. */
static bool is_intent(const struct row *r)
{
	const struct edit *e = r->edit;

	if (!e || !e->kept)
		return false;
	return e->effective || !e->asked || !given_to(r->sym, NEW)->has_user ||
	       same_values(r->sym, &given_to(r->sym, NEW)->user,
			   &given_to(r->sym, NEW)->value);
}

static size_t classify_alone(struct row **open)
{
	size_t n = 0;

	for (size_t i = 0; i < diff.n_rows; i++) {
		struct row *r = &diff.rows[i];

		r->class = 'c';
		if ((r->sym->flags & SYMBOL_TRANS) && !(r->edit && r->edit->kept))
			r->class = 't';
		else if (is_intent(r))
			r->class = 'i';
		else if (!take_single(r))
			open[n++] = r;
	}
	qsort(open, n, sizeof(*open), by_tests);
	return n;
}

#define COMPLETIONS 4 /* what is not explained then stays so */

/* All edits are on, and what is not needed is off. It is so afterwards, too. */
static void find_causes(void)
{
	struct row **open = calloc(diff.n_rows + 1, sizeof(*open));
	size_t n;

	try_each(false);
	turn_all(diff.kept, diff.n_kept, false);
	try_each(true);
	n = classify_alone(open);
	find_all_makers(open, n);
	turn_all(diff.kept, diff.n_kept, true);
	for (int round = 0; n && round < COMPLETIONS; round++) {
		qsort(open, n, sizeof(*open), by_causes);
		n = check_undone(open, n);
		if (n) {
			turn_all(diff.kept, diff.n_kept, false);
			n = check_made(open, n);
			turn_all(diff.kept, diff.n_kept, true);
		}
	}
	free(open);
}
