// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The tree's own Kconfig, asked over a pipe.
 *
 * This file and those behind it, as kconfig/bridge_source.c has them, are compiled as
 * one, together with scripts/kconfig of the tree that is to be configured (see
 * kconfig/bridge_build.h). They are no part of the kharness binary: C structures of
 * Kconfig stay here. One JSON object a line comes in on standard input, one goes out for
 * each on standard output:
 *
 *   {"op": "parse", "kconfig": FILE, "replay": {COMMAND: OUTPUT, ...}, "only": BOOL,
 *    "later": BOOL, "image": FILE or null}
 *       {"probes": [{"file", "line", "command", "output", "replayed"}]}
 *       The image keeps what a parse made, see image.c; it is taken and made when it can.
 *       With "later" it may be taken while commands still run that are not replayed.
 *   {"op": "confirm"}
 *       {"same": BOOL}: have they answered what the image was made with?
 *   {"op": "resolve", "mode": MODE, "values": FILE}    MODE: a target of the kernel's make
 *       {}
 *   {"op": "write", "file": FILE}
 *       {}
 *   {"op": "try", "lines": TEXT, "names": [NAME, ...], "max": N}
 *       as "symbols", and {"changed": N, "changes": [[NAME, OLD, NEW], ...]}: what the
 *       last "resolve" had given with these lines behind its values, found by resolving
 *       again. All other questions stay about that "resolve".
 *   {"op": "causes", "requests": [[NAME, VALUE, OWN], ...], "locked": TEXTS,
 *    "limit_ms": N, "budget_ms": N}
 *       {"causes": [{"picks": [{"name", "from", "to", "at", "type", "origin", "source"}],
 *        "probes": [PROBE], "nearest": VALUE or null, "range": [LOW, HIGH, PLACE] or null,
 *        "found": BOOL,
 *        "end": {"expr", "undefined", "raise", "own", "fixed", "at", "name"} or null,
 *        "complete": BOOL}]}
 *       The picks are an irreducible set of values with which the request would hold,
 *       the probes, {"command", "at"} or {"command", "at", "name", "from", "to"} for a
 *       number, those answers of the toolchain that would have to be others. With OWN the
 *       request itself is not among the values yet. "nearest" is the value in range that
 *       holds in place of the one that was asked for. "end" is what no value can help.
 *       Symbols that are locked come last. A request gets as much time as the limit, all
 *       get as much as the budget (0: no end); then "complete" is false.
 *   {"op": "recheck", "seed": N, "rounds": N}
 *       {"compared": N, "different": [NAME, ...]}: the values of all symbols after N
 *       random attempts like those of "causes", computed in its way and wholly anew
 *   {"op": "without", "names": TEXTS, "before": TEXTS}
 *       {"same": "0110..."}: is it the same with this as its given value ("=VALUE"), or
 *       with none ("-")?
 *   {"op": "successor", "name": NAME}
 *       {"to": NAME or null}: what a transitional symbol is called now
 *   {"op": "symbols", "names": TEXTS}
 *       {"types": "bti...", "origins": "uds...", "values": TEXTS}
 *   {"op": "sources", "names": TEXTS}
 *       {"places": TEXTS of the defaults, "more": {NAME: {"commands": [COMMAND],
 *       "environment": [VARIABLE], "text": LINE, "by": [[NAME, PLACE]], "winner": NAME}}}:
 *       where the values come from; each has only what concerns it
 *   {"op": "table"}
 *       {}: for each line of the file "names" three in the file "table": its type, origin
 *       and value; the place of its default; " NAME PLACE" for each that selects or
 *       implies it, or the rest of "more" as JSON
 *   {"op": "describe", "name": NAME}
 *       {"definitions": [{"at", "path", "prompt", "help"}], "parts": [[EXPR, VALUE, [[NAME,
 *       VALUE, PLACE or null]]]], "defaults": [[EXPR, CONDITION or null, PLACE, VALUE]],
 *       "selected_by", "implied_by", "selects", "implies": [[NAME, PLACE, VALUE]],
 *       "winner", "range"}
 *   {"op": "places", "names": [NAME, ...]}
 *       {"places": [{"file", "line", "path": [MENU, ...], "prompt", "choice": PLACE}]}:
 *       {} for a name that the tree does not have
 *   {"op": "names"}
 *       {"names": TEXTS} of all symbols
 *   {"op": "arrivals", "known": TEXTS}
 *       {"arrivals": [...]}: as "places", with "name", "type", "value" and "help", for each
 *       symbol that has none of these names and can be set
 *   {"op": "leaves", "names": [NAME, ...]}
 *       {"leaves": [[NAME, ...]]}: whose values decide about the value of each
 *   {"op": "reasons", "requests": [[NAME, VALUE or null], ...]}
 *       {"reasons": [{"defined": PLACE, "prompt": PLACE, "unmet": [EXPR],
 *        "raised", "implied": ["NAME [=VALUE] (PLACE)"], "winner": NAME,
 *        "range": [LOW, HIGH, PLACE], "probes": [PROBE as in "causes"]}, each part where
 *        there is one, or {"near": [NAME, ...]} of symbols whose names differ least, if
 *        there is no such symbol]}
 *   {"op": "values"}
 *       {"names": TEXTS, "values": TEXTS, "types": "bti...", "written": "101t..."}: of all
 *       symbols. Written is what stands in a .config, t an old name. A number or string
 *       that is not written is an empty text.
 *   {"op": "standing", "names": TEXTS}
 *       {"at": TEXTS, "prompts": TEXTS, "menus": TEXTS}: "net/Kconfig:12", "A > B"
 *   {"op": "keep"}
 *       {}: the last "resolve" is the old side of the next "diff"
 *   {"op": "diff", "asked": TEXTS}
 *       {"names": TEXTS, "types": "bti...", "old": TEXTS, "new": TEXTS, "classes":
 *       "icu...", "together": "01...", "causes": TEXTS, "because": TEXTS, "resolutions":
 *       N}: the values that the last "resolve" made others, in any order. Class i is an
 *       edit: one of those that cannot be left out, or one of a name in "asked". c
 *       follows from the rows whose numbers (from 0) stand in "causes"; u is not known; t
 *       is an old name that makes no difference; k is an edit without which the value
 *       would be another one, and with which it stays what it was.
 *   {"op": "follow", "names": TEXTS, "values": TEXTS}
 *       {"own": "01...", "causes": TEXTS, "resolutions": N}: would each symbol have that value if what it
 *       reads had those values, too? If so, the numbers of which; 1: not even then.
 *   {"op": "definitions", "names": TEXTS}
 *       {"defaults", "rules", "default_at", "rule_at", "commands": TEXTS}: see follow.c
 *   {"op": "fork", "dir": DIR}
 *       {"pid": N}: a child that goes on from here, see fork.c
 *   {"op": "reap", "pid": N}
 *       {"status": N, "signal": N}: how that child ended, once it has
 *
 * TEXTS are many texts in one string, each with a newline behind it; in a question they
 * may be an array instead. A failed question is answered by {"error": TEXT}. An error in
 * a Kconfig file ends the process: that is how Kconfig reports one, with the message on
 * standard error.
 */
#include <fcntl.h>
#include <stdint.h>

#include <jansson.h>

/* conf_set_all_new_symbols() is static in the tree's conf.c */
#define main conf_main
#include "conf.c"
#undef main

#define PROTOCOL 1

#ifndef SYMBOL_TRANS
#define SYMBOL_TRANS 0 /* before 6.18 */
#endif

/* The files behind this one, in their order. */
static json_t *do_symbols(json_t *question); /* value.c */
static json_t *do_reasons(json_t *question); /* reason.c */
static json_t *do_confirm(json_t *question); /* probe.c */
static void remember_parse(void);	     /* resolve.c */
static json_t *do_parse(json_t *question);
static json_t *do_resolve(json_t *question);
static json_t *do_write(json_t *question);
static void set_baseline(const char *mode, const char *values); /* trial.c */
static void back_to_baseline(void);
static json_t *do_try(json_t *question);
static json_t *near_json(const char *name);  /* near.c */
static json_t *do_without(json_t *question); /* without.c */
static json_t *do_successor(json_t *question);
static json_t *do_causes(json_t *question); /* depend.c to causes.c */
static void forget_requests(void);
static json_t *do_recheck(json_t *question);  /* recheck.c */
static json_t *do_sources(json_t *question);  /* source.c */
static json_t *do_table(json_t *question);    /* table.c */
static json_t *do_describe(json_t *question); /* describe.c */
static json_t *do_places(json_t *question);   /* place.c */
static json_t *do_leaves(json_t *question);
static json_t *do_names(json_t *question); /* arrivals.c */
static json_t *do_arrivals(json_t *question);
static json_t *do_values(json_t *question); /* diff.c */
static json_t *do_standing(json_t *question);
static json_t *do_keep(json_t *question);
static json_t *do_diff(json_t *question);
static json_t *do_follow(json_t *question); /* follow.c */
static json_t *do_definitions(json_t *question);
static json_t *do_fork(json_t *question); /* fork.c */
static json_t *do_reap(json_t *question);
static void end_with_client(void);

/* What Kconfig itself prints, $(info,...) say, goes elsewhere. */
static FILE *answers;

static json_t *answer_to(json_t *question)
{
	static const struct {
		const char *name;
		json_t *(*run)(json_t *question);
	} ops[] = {{"parse", do_parse},	      {"resolve", do_resolve},
		   {"confirm", do_confirm},   {"table", do_table},
		   {"try", do_try},	      {"causes", do_causes},
		   {"without", do_without},   {"successor", do_successor},
		   {"write", do_write},	      {"symbols", do_symbols},
		   {"reasons", do_reasons},   {"sources", do_sources},
		   {"describe", do_describe}, {"recheck", do_recheck},
		   {"places", do_places},     {"leaves", do_leaves},
		   {"names", do_names},	      {"arrivals", do_arrivals},
		   {"values", do_values},     {"standing", do_standing},
		   {"keep", do_keep},	      {"diff", do_diff},
		   {"follow", do_follow},     {"definitions", do_definitions},
		   {"fork", do_fork},	      {"reap", do_reap}};
	const char *op = json_string_value(json_object_get(question, "op"));

	if (op && strcmp(op, "try") != 0 && strcmp(op, "confirm") != 0)
		back_to_baseline();
	for (size_t i = 0; op && i < sizeof(ops) / sizeof(ops[0]); i++)
		if (strcmp(op, ops[i].name) == 0)
			return ops[i].run(question);
	return json_pack("{s:s}", "error", "unknown op");
}

static void send(json_t *answer)
{
	char *text = answer ? json_dumps(answer, JSON_COMPACT) : NULL;

	if (!text)
		return;
	fputs(text, answers); /* whole: the client wakes for each part */
	putc('\n', answers);
	fflush(answers);
	free(text);
	json_decref(answer);
}

static bool open_answers(int fd)
{
	answers = fdopen(fd, "w");
	return answers && setvbuf(answers, NULL, _IOFBF, 1 << 16) == 0;
}

int main(void)
{
	size_t size = 0;
	char *question = NULL;

	if (!open_answers(fcntl(1, F_DUPFD_CLOEXEC, 3)) || dup2(2, 1) < 0) {
		perror("bridge");
		return 1;
	}
	setvbuf(stdin, NULL, _IOFBF, 1 << 18);
	setvbuf(stderr, NULL, _IOLBF, 1 << 12); /* a write for each part of a warning */
	end_with_client();
	send(json_pack("{s:i}", "kharness-bridge", PROTOCOL));
	while (getline(&question, &size, stdin) > 0) {
		json_t *q = json_loads(question, 0, NULL);

		send(q ? answer_to(q) : json_pack("{s:s}", "error", "not JSON"));
		json_decref(q);
	}
	return 0;
}
