/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Talking to the bridge: one tree, one architecture, parsed once.
 *
 * The protocol is described in kconfig/bridge/bridge.c; its JSON stays inside.
 * Whole configurations go through files in a private directory, so that their
 * bytes are those of the tree's own reader and writer.
 */
#ifndef KHARNESS_KCONFIG_BRIDGE_CLIENT_H
#define KHARNESS_KCONFIG_BRIDGE_CLIENT_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

#include "base/strbuf.h"
#include "base/strv.h"
#include "sys/diag.h"

struct bridge;
struct assumption;

/* Where a value came from, as the bridge tells it. */
enum origin {
	ORIGIN_NONE = '-', /* the tree has no such symbol */
	ORIGIN_USER = 'u', /* the value that was given to Kconfig */
	ORIGIN_SELECT = 's',
	ORIGIN_IMPLY = 'i',
	ORIGIN_CHOICE = 'c',
	ORIGIN_DEFAULT = 'd',
	ORIGIN_TRANSITIONAL = 't', /* an old name, whose value goes to the new one */
};

enum symbol_type {
	TYPE_NONE = '-', /* the tree has no such symbol */
	TYPE_BOOL = 'b',
	TYPE_TRISTATE = 't',
	TYPE_INT = 'i',
	TYPE_HEX = 'x',
	TYPE_STRING = 's',
};

struct symbol_state {
	enum symbol_type type;
	enum origin origin;
	char *value; /* y, m, n, a number or the text of a string; "" when unknown */
};

/* Where the value of a symbol came from: see "sources" in bridge.c. */
struct symbol_source {
	char *at;     /* place of the default that gave it; NULL: no default */
	json_t *more; /* NULL: nothing */
	char *by;     /* instead of that in @more: "NAME PLACE NAME PLACE"; NULL: none */
};

/* Why a symbol does not have the value that was wanted. */
struct symbol_reason {
	char *defined; /* "mm/Kconfig:176", of its first definition */
	char *prompt;  /* the same of the prompt that is nearest to being visible */
	bool has_prompt;
	struct strv unmet;     /* parts of the prompt's condition: "EXPERT [=n]" */
	struct strv raised;    /* what selects it to more than was wanted */
	struct strv implied;   /* what implies it, when that is where its value is from */
	char *winner;	       /* of its choice; NULL: none, or in no choice */
	struct strv probes;    /* commands that the toolchain would have to pass for it */
	struct strv probes_at; /* where Kconfig runs each of them */
	char *low, *high;      /* its range; NULL: none */
	char *range;	       /* the place of that */
};

#define SYMBOL_REASON_INIT \
	{                  \
		0          \
	}

/**
 * bridge_open() - start a bridge
 * @program: from bridge_build()
 * @tree: the tree's directory, for the places in messages
 * @env: from kconfig_environment()
 * @limit_ms: no answer may take longer than this; 0: the usual limits
 * @ret: set on success, ended by bridge_close()
 *
 * Return: 0, -EPROTO when it speaks another protocol, or another negative errno.
 */
int bridge_open(const char *program, const char *tree, const struct strv *env,
		unsigned int limit_ms, struct bridge **ret, struct diag *d) _must_check_;

/* What a parse need not find out. */
struct parse_in {
	json_t *replay;	   /* {command: output} of probes that need not be run */
	bool only;	   /* run no command; one that is not in @replay ends the parse */
	bool later;	   /* run commands while what they answered last time is taken */
	const char *image; /* file that spares the next parse like this one; NULL: none */
};

/**
 * bridge_parse() - parse the tree's Kconfig
 * @ret_probes: array of all probes, see bridge.c; owned by the caller
 * @d: gets what Kconfig says when it does not parse
 *
 * Return: 0, -EIO when the tree's Kconfig has an error, or another negative errno.
 */
int bridge_parse(struct bridge *b, const struct parse_in *in, json_t **ret_probes,
		 struct diag *d) _must_check_;

/**
 * bridge_resolve() - give values to Kconfig and let it compute all symbols
 * @mode: "olddefconfig", or "allnoconfig" and its like with @values on top
 * @values: in the format of a .config file, as Kconfig's own reader takes it
 */
int bridge_resolve(struct bridge *b, const char *mode, const char *values, size_t size,
		   struct diag *d) _must_check_;

/**
 * bridge_ask() - any question of the protocol, for the files that wrap one
 * @question: taken; NULL: only wait for a line
 * @ret: its answer, owned by the caller
 *
 * Return: 0, -EIO when the bridge ended, -EPROTO when it answers with an error, or
 * another negative errno.
 */
int bridge_ask(struct bridge *b, json_t *question, unsigned int timeout_ms, json_t **ret,
	       struct diag *d) _must_check_;

/** bridge_config() - the resolved .config, as the tree's own code writes it */
int bridge_config(struct bridge *b, char **ret, size_t *ret_size,
		  struct diag *d) _must_check_;

/**
 * bridge_symbols() - the state of many symbols
 * @names: without CONFIG_
 * @n: how many
 * @ret: array of @n; the values are freed by the caller
 */
int bridge_symbols(struct bridge *b, const char *const *names, size_t n,
		   struct symbol_state *ret, struct diag *d) _must_check_;

/** bridge_states() - the same out of an answer that holds states */
int bridge_states(const json_t *answer, size_t n, struct symbol_state *ret,
		  struct diag *d) _must_check_;

/**
 * bridge_sources() - where the values of symbols come from
 * @names: without CONFIG_
 * @n: how many
 * @ret: array of @n; set on success, each freed by symbol_source_done()
 */
int bridge_sources(struct bridge *b, const char *const *names, size_t n,
		   struct symbol_source *ret, struct diag *d) _must_check_;

/**
 * bridge_table() - bridge_symbols() and bridge_sources() in one, for thousands
 * @names: without CONFIG_
 * @n: how many
 * @states: array of @n; the values are freed by the caller
 * @sources: array of @n; each freed by symbol_source_done()
 */
int bridge_table(struct bridge *b, const char *const *names, size_t n,
		 struct symbol_state *states, struct symbol_source *sources,
		 struct diag *d) _must_check_;

/** symbol_source_done() - free and set to nothing */
void symbol_source_done(struct symbol_source *s);

/**
 * text_list_add() - add to a list of many texts, for questions
 * @list: such as "names"
 * @text: without a newline
 *
 * Thousands of JSON strings take longer than what they ask for.
 */
void text_list_add(struct strbuf *list, const char *text);

/**
 * bridge_without() - would symbols have the same values without what was given?
 * @names: of the symbols
 * @before: for each the value that would be given then; NULL: none
 * @n: how many
 * @ret: a letter for each, '1' when its value is the same; freed by the caller
 */
int bridge_without(struct bridge *b, const char *const *names, const char *const *before,
		   size_t n, char **ret, struct diag *d) _must_check_;

/**
 * bridge_explain() - why a symbol does not have a value
 * @name: of a symbol that the tree has
 * @want: "y", "m", "n", or the text of a number or string
 * @ret: initialised; freed by symbol_reason_done()
 */
int bridge_explain(struct bridge *b, const char *name, const char *want,
		   struct symbol_reason *ret, struct diag *d) _must_check_;

/**
 * bridge_foresee() - ask for many reasons at once
 * @names: of symbols, or of those that the tree does not have
 * @wants: for each, as for bridge_explain(); NULL for those that it does not have
 * @n: how many
 *
 * bridge_explain() and bridge_near() then answer from these until the next resolve.
 */
int bridge_foresee(struct bridge *b, const char *const *names, const char *const *wants,
		   size_t n, struct diag *d) _must_check_;

/** bridge_near() - the names of symbols that differ least from a name */
int bridge_near(struct bridge *b, const char *name, struct strv *ret,
		struct diag *d) _must_check_;

/** bridge_look_elsewhere() - begin to read what bridge_elsewhere() will need */
void bridge_look_elsewhere(struct bridge *b);

/**
 * bridge_elsewhere() - where another architecture defines a symbol
 * @ret_arch: its directory in arch/, set when there is one
 *
 * Return: "arch/arm64/Kconfig:12", owned by the bridge; NULL: none has it.
 */
const char *bridge_elsewhere(struct bridge *b, const char *name, const char **ret_arch);

/** bridge_successor() - what a transitional symbol is called now; NULL: nothing */
int bridge_successor(struct bridge *b, const char *name, char **ret,
		     struct diag *d) _must_check_;

/**
 * bridge_warnings() - what Kconfig warned of while it parsed and resolved
 * @d: gets a warning for each symbol that is selected against its dependencies
 */
void bridge_warnings(struct bridge *b, struct diag *d);

/** bridge_keep_toolchain() - take the record of its toolchain over */
void bridge_keep_toolchain(struct bridge *b, json_t *record);

/** bridge_assume() - take over what was assumed when it was parsed; see assumption.h */
void bridge_assume(struct bridge *b, struct assumption *assumption);

/** bridge_toolchain() - that record, see toolchain_record(); NULL: none was given */
json_t *bridge_toolchain(const struct bridge *b);

/** bridge_close() - end it and remove its directory; accepts NULL */
void bridge_close(struct bridge *b);

/** cleanup_bridge() - for _cleanup_ */
static inline void cleanup_bridge(struct bridge **b)
{
	bridge_close(*b);
}

/** symbol_reason_done() - free and initialise again; accepts NULL */
void symbol_reason_done(struct symbol_reason *r);

#endif
