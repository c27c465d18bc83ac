/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Merging: a base and fragments go in, a resolved .config and a verdict for
 * every request come out.
 *
 * The values of the base are a starting point; the lines of fragments are
 * requests, of which later ones win. The tree's own Kconfig resolves.
 */
#ifndef KHARNESS_KCONFIG_MERGE_H
#define KHARNESS_KCONFIG_MERGE_H

#include <uthash.h>

#include "base/strv.h"
#include "kconfig/bridge_client.h"
#include "kconfig/fragment.h"
#include "kconfig/renames.h"
#include "model/linux_tree.h"
#include "model/request_waiver.h"

struct merge_in {
	const char *linux_dir;
	const char *arch;
	const char *cross_compile;    /* prefix of the tools, "" for none */
	const char *base;	      /* allnoconfig and its like, defconfig, or a path */
	const struct strv *fragments; /* paths, later ones win */
	const char *bridge_dir;	      /* where bridges are kept */
	bool no_replay;		      /* run all commands of Kconfig again */
	const char *toolchain;	  /* provenance.json to replay; NULL: this machine's */
	const json_t *answers;	  /* {command: output} before all others; NULL: none */
	unsigned int deadline_ms; /* for each answer of the bridge; 0: the usual ones */
	const struct renames *renames;	       /* NULL: only those that the tree knows */
	const struct request_waivers *waivers; /* NULL: none */
	const char *flavour;		       /* whose waivers count; NULL: none */
	bool causes; /* tell why requests fail, see kconfig/cause.h */
	bool fix;    /* find more requests that make them hold */
	bool draft;  /* take requests whose reason is still empty */
};

enum request_verdict {
	REQUEST_HONOURED,
	REQUEST_ACCEPTED,   /* another value, which the fragment accepts */
	REQUEST_REDUNDANT,  /* honoured, and without the line the same */
	REQUEST_RENAMED,    /* the symbol has another name, which has the value */
	REQUEST_WAIVED,	    /* not in effect, and that is accepted */
	REQUEST_OVERRIDDEN, /* a later fragment asks for something else */
	REQUEST_NO_RIGHT,   /* the same, but it may not: it only prefers */
	REQUEST_UNKNOWN,
	REQUEST_RENAMED_LOST, /* it has another name, which has not the value */
	REQUEST_WRONG_TYPE,
	REQUEST_UNMET,
	REQUEST_PROBE, /* a dependency is constantly n: a probe of the toolchain failed */
	REQUEST_PROMPTLESS,
	REQUEST_SELECTED,
	REQUEST_IMPLIED,
	REQUEST_CHOICE,
	REQUEST_RANGE,
	REQUEST_CHANGED, /* for a reason that is not known */
	REQUEST_VERDICTS
};

/* What all files together say of one symbol, and what came out. */
struct merge_symbol {
	char *name;
	const struct request *base;    /* the base's last value; NULL: none */
	const struct request *request; /* that counts: the last one; NULL: none */
	const struct request *earlier; /* that the last one overrides; NULL: none */
	const struct request **lines; /* all about it, in the order in which they count */
	size_t n_lines;
	struct symbol_state state;
	struct symbol_source source;
	const struct rename *rename; /* of a name that the tree does not have */
	bool written;		     /* it stands in the resolved configuration */
	bool planted;		     /* by the self-test: nobody reads why it fails */
	UT_hash_handle hh;
};

struct judgement {
	const struct request *request;
	const struct merge_symbol *symbol;
	enum request_verdict verdict;
};

/* How the values of the base fared. */
struct base_loss {
	size_t values;
	size_t unknown; /* symbols that the tree does not have, other than n */
	size_t changed; /* other than by a request */
};

struct causes;

struct merge_out {
	struct linux_tree tree;
	char *base; /* the path that "defconfig" stands for, or the base as given */
	struct fragment base_values;
	struct fragment *fragments;
	size_t n_fragments;
	struct merge_symbol *symbols;  /* hash by name, its list in the order of names */
	struct merge_symbol **of_line; /* of the base, then of the fragments, in order */
	struct judgement *judged;      /* one a request, in the order of the files */
	size_t n_judged;
	size_t counts[REQUEST_VERDICTS];
	struct base_loss loss;
	json_t *toolchain; /* see toolchain_record() */
	char *config;	   /* the resolved .config */
	size_t config_size;
	struct causes *causes; /* NULL: not asked for */
	char *fix;	       /* text of a fragment; NULL: not asked for */
	size_t n_fixed;	       /* requests that take effect with it */
};

#define MERGE_OUT_INIT \
	{              \
		0      \
	}

/**
 * merge_run() - merge and judge
 * @in: what to merge
 * @ret: initialised; filled in on success and for -EBADMSG, freed by merge_out_done()
 * @d: gets an error for each request that is not honoured, with its place
 *
 * Return: 0; -EBADMSG when a required request is not honoured; -EINVAL when a file
 * has faults; or another negative errno.
 */
int merge_run(const struct merge_in *in, struct merge_out *ret,
	      struct diag *d) _must_check_;

/**
 * merge_open() - parse the tree once, for many merges of one architecture
 * @in: its base and fragments are not looked at
 * @ret: for merge_with(), ended by bridge_close()
 */
int merge_open(const struct merge_in *in, struct bridge **ret,
	       struct diag *d) _must_check_;

/**
 * merge_with() - as merge_run(), with a tree that is parsed already
 * @b: from merge_open() for the same tree and architecture; NULL: parse now
 *
 * Return: as merge_run(), or -ESTALE for a bridge of merge_open_early().
 */
int merge_with(const struct merge_in *in, struct bridge *b, struct merge_out *ret,
	       struct diag *d) _must_check_;

/**
 * merge_read() - read all files and put together what they say; nothing is resolved
 * @ret: initialised; gets symbols, but not their states; freed by merge_out_done(), on
 * failure, too
 *
 * Return: 0; -EINVAL when a file has faults; or another negative errno.
 */
int merge_read(const struct merge_in *in, struct merge_out *ret,
	       struct diag *d) _must_check_;

/**
 * merge_print_values() - append what Kconfig gets to read
 * @without: leave the requests for this symbol out; NULL: take all
 */
void merge_print_values(const struct merge_out *m, const char *without,
			struct strbuf *to);

/**
 * merge_read_base() - read the values of a base
 * @in: its tree, architecture and base
 * @ret_path: set, also on failure: the file that "defconfig" stands for, or the base
 * as given; NULL when there is none
 * @ret: initialised; stays empty for a base that is a rule
 */
int merge_read_base(const struct merge_in *in, char **ret_path, struct fragment *ret,
		    struct diag *d) _must_check_;

/** merge_mode() - the mode of bridge_resolve() for a base */
const char *merge_mode(const char *base);

/**
 * merge_base_is_keyword() - is a base no path, but a word that merge knows?
 *
 * allnoconfig, allmodconfig, allyesconfig and alldefconfig are Kconfig's rules for
 * what nobody asked for; defconfig is the tree's own for the architecture.
 */
bool merge_base_is_keyword(const char *base);

/** merge_out_done() - free and initialise again; accepts NULL */
void merge_out_done(struct merge_out *m);

/** request_verdict_name() - "honoured", "unknown", "unmet dependency", ... */
const char *request_verdict_name(enum request_verdict kind);

/** request_failed() - is the request not satisfied? An overridden one is no failure. */
bool request_failed(enum request_verdict kind);

#endif
