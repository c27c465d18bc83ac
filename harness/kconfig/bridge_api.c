// SPDX-License-Identifier: GPL-2.0-or-later
#include "kconfig/bridge_api.h"

#include "base/macro.h"

/* In the order of the releases: the oldest difference is the one to be told. */
const struct bridge_probe bridge_probes[] = {
	{"file names are strings (6.9)",
	 "const char *f(struct menu *m, struct property *p)\n"
	 "{ return *cur_filename && yylineno ? m->filename : p->filename; }"},
	{"for_all_symbols() without an index (6.9)",
	 "int f(void)\n"
	 "{ int n = 0; struct symbol *s; for_all_symbols (s) n++; return n; }"},
	{"a symbol lists where it is defined (6.10)",
	 "int f(struct symbol *s)\n"
	 "{ struct menu *m; list_for_each_entry (m, &s->menus, link) return m->lineno;\n"
	 "  return 0; }"},
	{"prompts are properties of a symbol",
	 "struct expr *f(struct symbol *s)\n"
	 "{ struct property *p; for_all_prompts (s, p) return p->visible.expr;\n"
	 "  return 0; }"},
	{"choices are menus (6.11)",
	 "struct symbol *f(struct symbol *s)\n"
	 "{ struct menu *c = sym_get_choice_menu(s), *m;\n"
	 "  menu_for_each_sub_entry (m, c) if (sym_is_choice_value(m->sym)) break;\n"
	 "  return sym_calc_choice(c); }"},
	{"a choice lists its members (6.11)",
	 "void f(struct menu *c)\n"
	 "{ struct symbol *s; list_for_each_entry (s, &c->choice_members, choice_link)\n"
	 "    if (sym_is_choice(s)) list_move_tail(&s->choice_link, &c->choice_members); }"},
	{"menu_for_each_entry() (6.11)",
	 "int f(void) { struct menu *m; menu_for_each_entry (m) return m->lineno;\n"
	 "  return 0; }"},
	{"expressions are trees of two operands and a type",
	 "struct expr *f(struct expr *e)\n"
	 "{ return e->type == E_AND || e->type == E_OR ? e->left.expr :\n"
	 "    e->type == E_SYMBOL ? expr_alloc_symbol(e->left.sym) : e->right.expr; }"},
	{"expressions have values",
	 "tristate f(struct expr *e)\n"
	 "{ struct gstr s = str_new(); expr_gstr_print(e, &s); str_free(&s);\n"
	 "  return expr_calc_value(e); }"},
	{"symbols have values, a visibility and what selects and implies them",
	 "int f(struct symbol *s)\n"
	 "{ sym_calc_value(s); return s->visible == no && s->curr.tri == mod &&\n"
	 "    s->def[S_DEF_USER].tri == yes && s->rev_dep.tri == s->implied.tri &&\n"
	 "    (s->flags & SYMBOL_CONST) && sym_has_value(s) && s->rev_dep.expr &&\n"
	 "    sym_get_string_value(s) && s->type != S_UNKNOWN; }"},
	{"ranges are properties of a symbol",
	 "struct symbol *f(struct symbol *s)\n"
	 "{ return sym_get_range_prop(s)->expr->left.sym; }"},
	{"symbols are found by their names",
	 "struct symbol *f(const char *name) { return sym_find(name); }"},
	{"configurations are read and written",
	 "int f(const char *name)\n"
	 "{ conf_set_message_callback(0); conf_parse(name); return conf_read(name) +\n"
	 "    conf_read_simple(name, S_DEF_USER) + conf_write(name); }"},
};

const size_t bridge_n_probes = ARRAY_SIZE(bridge_probes);
