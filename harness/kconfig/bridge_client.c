// SPDX-License-Identifier: GPL-2.0-or-later
#include "kconfig/bridge_client.h"

#include <errno.h>
#include <string.h>

#include "base/alloc.h"
#include "base/json.h"
#include "kconfig/assumption.h"
#include "kconfig/bridge_fork.h"
#include "kconfig/bridge_messages.h"
#include "kconfig/bridge_process.h"
#include "kconfig/elsewhere.h"
#include "sys/file.h"

#define PROTOCOL	   1
#define CONFIG_MAX	   ((size_t)64 << 20)
#define START_TIMEOUT_MS   20000
#define PARSE_TIMEOUT_MS   300000 /* it runs a hundred commands of the compiler */
#define RESOLVE_TIMEOUT_MS 60000

int bridge_bad_answer(struct diag *d, const char *what)
{
	diag_error(d, "the bridge to the tree's Kconfig gave a wrong answer: %s", what);
	return -EPROTO;
}

int bridge_ask(struct bridge *b, json_t *question, unsigned int timeout_ms, json_t **ret,
	       struct diag *d)
{
	_cleanup_(cleanup_free) char *line = NULL, *reply = NULL;
	_cleanup_(cleanup_json) json_t *answer = NULL;
	json_error_t error;
	int err;

	if (b->limit_ms && b->limit_ms < timeout_ms)
		timeout_ms = b->limit_ms;
	if (question)
		line = json_dumps(question, JSON_COMPACT);
	json_decref(question);
	err = chat_ask(b->chat, line, timeout_ms, &reply, d);
	if (err == -EPIPE) {
		bridge_reap(b);
		kconfig_died(b->tree, chat_result(b->chat), d);
		return -EIO;
	}
	if (err < 0)
		return err;
	answer = json_loads(reply, 0, &error);
	if (!json_is_object(answer))
		return bridge_bad_answer(d, "no JSON object");
	if (json_object_get(answer, "error"))
		return bridge_bad_answer(
			d, json_string_value(json_object_get(answer, "error")));
	*ret = TAKE_PTR(answer);
	return 0;
}

static int make_dir(struct bridge *b, struct diag *d)
{
	const char *tmp = getenv("TMPDIR");

	b->dir = xasprintf("%s/kharness-kconfig.XXXXXX", tmp && *tmp ? tmp : "/tmp");
	if (mkdtemp(b->dir))
		return 0;
	diag_errno(d, -errno, "cannot make the directory '%s'", b->dir);
	free(TAKE_PTR(b->dir));
	return -EIO;
}

int bridge_open(const char *program, const char *tree, const struct strv *env,
		unsigned int limit_ms, struct bridge **ret, struct diag *d)
{
	_cleanup_(cleanup_bridge) struct bridge *b = xcalloc(1, sizeof(*b));
	_cleanup_(cleanup_json) json_t *hello = NULL;
	const char *const argv[] = {program, NULL};
	struct proc_spec spec = {.argv = argv, .env = (const char *const *)env->v};
	int err = make_dir(b, d);

	if (err < 0)
		return err;
	pthread_mutex_init(&b->lock, NULL);
	b->tree = xstrdup(tree);
	strv_foreach (env, i)
		if (strncmp(env->v[i], "SRCARCH=", 8) == 0)
			b->srcarch = xstrdup(env->v[i] + 8);
	b->limit_ms = limit_ms;
	spec.cwd = b->dir;
	err = chat_open(&spec, &b->chat, d);
	if (err == 0)
		err = bridge_ask(b, NULL, START_TIMEOUT_MS, &hello, d);
	if (err < 0)
		return err;
	if (json_integer_value(json_object_get(hello, "kharness-bridge")) != PROTOCOL)
		return bridge_bad_answer(d, "another version of the protocol");
	*ret = TAKE_PTR(b);
	return 0;
}

int bridge_parse(struct bridge *b, const struct parse_in *in, json_t **ret_probes,
		 struct diag *d)
{
	_cleanup_(cleanup_json) json_t *answer = NULL;
	json_t *question = json_pack("{s:s, s:s, s:b, s:b, s:O?, s:s?}", "op", "parse",
				     "kconfig", "Kconfig", "only", in->only, "later",
				     in->later, "replay", in->replay, "image", in->image);
	json_t *probes;
	int err = bridge_ask(b, question, PARSE_TIMEOUT_MS, &answer, d);

	if (err < 0)
		return err;
	probes = json_object_get(answer, "probes");
	if (!json_is_array(probes))
		return bridge_bad_answer(d, "no probes");
	*ret_probes = json_incref(probes);
	return 0;
}

int bridge_resolve(struct bridge *b, const char *mode, const char *values, size_t size,
		   struct diag *d)
{
	_cleanup_(cleanup_free) char *path = xasprintf("%s/values", b->dir);
	_cleanup_(cleanup_json) json_t *answer = NULL;
	int err = file_put(path, values, size, 0600, d);

	if (err < 0)
		return err;
	json_decref(b->foreseen);
	b->foreseen = NULL;
	return bridge_ask(b,
			  json_pack("{s:s, s:s, s:s}", "op", "resolve", "mode", mode,
				    "values", "values"),
			  RESOLVE_TIMEOUT_MS, &answer, d);
}

int bridge_config(struct bridge *b, char **ret, size_t *ret_size, struct diag *d)
{
	_cleanup_(cleanup_free) char *path = xasprintf("%s/config", b->dir);
	_cleanup_(cleanup_json) json_t *answer = NULL;
	int err = bridge_ask(b, json_pack("{s:s, s:s}", "op", "write", "file", "config"),
			     RESOLVE_TIMEOUT_MS, &answer, d);

	if (err < 0)
		return err;
	return file_read(path, CONFIG_MAX, ret, ret_size, d);
}

/* --- lists ---------------------------------------------------------------------------- */

void text_list_add(struct strbuf *list, const char *text)
{
	strbuf_adds(list, text);
	strbuf_addc(list, '\n');
}

/* A copy of the next text of a list in an answer; NULL: none */
static char *text_list_next(const char **list)
{
	const char *start = *list, *end = start ? strchr(start, '\n') : NULL;

	if (!end)
		return NULL;
	*list = end + 1;
	return xstrndup(start, (size_t)(end - start));
}

static json_t *names_json(const char *op, const char *const *names, size_t n)
{
	_cleanup_(strbuf_done) struct strbuf list = STRBUF_INIT;

	for (size_t i = 0; i < n; i++)
		text_list_add(&list, names[i]);
	return json_pack("{s:s, s:s}", "op", op, "names", list.buf);
}

int bridge_states(const json_t *answer, size_t n, struct symbol_state *ret,
		  struct diag *d)
{
	const char *types = json_string_value(json_object_get(answer, "types"));
	const char *origins = json_string_value(json_object_get(answer, "origins"));
	const char *values = json_string_value(json_object_get(answer, "values"));
	size_t i;

	if (!types || strlen(types) != n || !origins || strlen(origins) != n)
		return bridge_bad_answer(d, "not as many symbols as were asked for");
	for (i = 0; i < n; i++) {
		char *value = text_list_next(&values);

		if (!value)
			break;
		ret[i] = (struct symbol_state){(enum symbol_type)types[i],
					       (enum origin)origins[i], value};
	}
	if (i == n)
		return 0;
	while (i > 0)
		free(TAKE_PTR(ret[--i].value));
	return bridge_bad_answer(d, "not as many values as were asked for");
}

int bridge_symbols(struct bridge *b, const char *const *names, size_t n,
		   struct symbol_state *ret, struct diag *d)
{
	_cleanup_(cleanup_json) json_t *answer = NULL;
	int err = bridge_ask(b, names_json("symbols", names, n), RESOLVE_TIMEOUT_MS,
			     &answer, d);

	return err < 0 ? err : bridge_states(answer, n, ret, d);
}

int bridge_sources(struct bridge *b, const char *const *names, size_t n,
		   struct symbol_source *ret, struct diag *d)
{
	_cleanup_(cleanup_json) json_t *answer = NULL;
	const char *places;
	json_t *more;
	int err = bridge_ask(b, names_json("sources", names, n), RESOLVE_TIMEOUT_MS,
			     &answer, d);

	if (err < 0)
		return err;
	places = json_string_value(json_object_get(answer, "places"));
	more = json_object_get(answer, "more");
	for (size_t i = 0; i < n; i++) {
		char *at = text_list_next(&places);

		if (!at) {
			while (i > 0)
				symbol_source_done(&ret[--i]);
			return bridge_bad_answer(d,
						 "not as many sources as were asked for");
		}
		if (!*at)
			free(TAKE_PTR(at));
		ret[i] = (struct symbol_source){
			.at = at, .more = json_incref(json_object_get(more, names[i]))};
	}
	return 0;
}

int bridge_without(struct bridge *b, const char *const *names, const char *const *before,
		   size_t n, char **ret, struct diag *d)
{
	_cleanup_(strbuf_done) struct strbuf list = STRBUF_INIT, values = STRBUF_INIT;
	_cleanup_(cleanup_json) json_t *answer = NULL;
	const char *same;
	int err;

	for (size_t i = 0; i < n; i++) {
		text_list_add(&list, names[i]);
		strbuf_addc(&values, before[i] ? '=' : '-');
		text_list_add(&values, before[i] ? before[i] : "");
	}
	err = bridge_ask(b,
			 json_pack("{s:s, s:s, s:s}", "op", "without", "names", list.buf,
				   "before", values.buf),
			 RESOLVE_TIMEOUT_MS, &answer, d);
	if (err < 0)
		return err;
	same = json_string_value(json_object_get(answer, "same"));
	if (!same || strlen(same) != n)
		return bridge_bad_answer(d, "not as many symbols as were asked for");
	*ret = xstrdup(same);
	return 0;
}

void symbol_source_done(struct symbol_source *s)
{
	free(TAKE_PTR(s->at));
	json_decref(TAKE_PTR(s->more));
	free(TAKE_PTR(s->by));
}

static void look(void *context)
{
	struct bridge *b = context;

	b->elsewhere = elsewhere_open(b->tree, b->srcarch ? b->srcarch : "");
}

static void look_locked(struct bridge *b)
{
	if (b->is_looking || b->elsewhere)
		return;
	b->is_looking = true;
	task_start(&b->looking, look, b);
}

static void end_look(struct bridge *b)
{
	if (b->is_looking)
		task_wait(&b->looking);
	b->is_looking = false;
}

void bridge_look_elsewhere(struct bridge *b)
{
	if (b->parent) /* which has it for all jobs */
		b = b->parent;
	pthread_mutex_lock(&b->lock);
	look_locked(b);
	pthread_mutex_unlock(&b->lock);
}

const char *bridge_elsewhere(struct bridge *b, const char *name, const char **ret_arch)
{
	if (b->parent)
		b = b->parent;
	pthread_mutex_lock(&b->lock);
	look_locked(b);
	end_look(b);
	pthread_mutex_unlock(&b->lock);
	return elsewhere_find(b->elsewhere, name, ret_arch);
}

int bridge_successor(struct bridge *b, const char *name, char **ret, struct diag *d)
{
	_cleanup_(cleanup_json) json_t *answer = NULL;
	int err = bridge_ask(b, json_pack("{s:s, s:s}", "op", "successor", "name", name),
			     RESOLVE_TIMEOUT_MS, &answer, d);

	if (err == 0 && json_is_string(json_object_get(answer, "to")))
		*ret = xstrdup(json_string_value(json_object_get(answer, "to")));
	return err;
}

void bridge_warnings(struct bridge *b, struct diag *d)
{
	kconfig_warnings(b->tree, chat_result(b->chat)->err.buf, d);
}

void bridge_keep_toolchain(struct bridge *b, json_t *record)
{
	json_decref(b->toolchain);
	b->toolchain = record;
}

void bridge_assume(struct bridge *b, struct assumption *assumption)
{
	assumption_free(b->assumption);
	b->assumption = assumption;
}

json_t *bridge_toolchain(const struct bridge *b)
{
	return b->toolchain;
}

void bridge_close(struct bridge *b)
{
	_cleanup_(diag_done) struct diag ignored = DIAG_INIT;
	int err = 0;

	if (!b)
		return;
	end_look(b);
	chat_close(b->chat);
	b->chat = NULL;
	bridge_reap(b);
	if (b->dir)
		err = tree_remove(b->dir, &ignored);
	pthread_mutex_destroy(&b->lock);
	(void)err; /* what is left there does no harm */
	free(b->dir);
	json_decref(b->toolchain);
	assumption_free(b->assumption);
	json_decref(b->foreseen);
	free(b->tree);
	free(b->srcarch);
	elsewhere_free(b->elsewhere);
	free(b);
}
