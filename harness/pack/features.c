// SPDX-License-Identifier: GPL-2.0-or-later
#include "pack/features.h"

#include <errno.h>
#include <string.h>

#include "base/alloc.h"
#include "model/dotconfig.h"
#include "sys/file.h"

#define TABLE_MAX ((size_t)1 << 20)

static const char blanks[] = " \t";

/* Cut off the first word of *rest; "" when there is none. */
static char *next_word(char **rest)
{
	char *word = *rest + strspn(*rest, blanks);
	char *end = word + strcspn(word, blanks);

	*rest = *end ? end + 1 : end;
	*end = '\0';
	return word;
}

static bool all_options(const char *options)
{
	while (strncmp(options, "CONFIG_", 7) == 0 && options[7] != ',' && options[7]) {
		options += strcspn(options, ",");
		if (!*options)
			return true;
		options++;
	}
	return false;
}

/* Is @word one of the words of @list, which has commas between them? */
static bool is_listed(const char *list, const char *word)
{
	size_t n = strlen(word);

	for (const char *p = list; *p;) {
		size_t size = strcspn(p, ",");

		if (size == n && strncmp(p, word, n) == 0)
			return true;
		p += size + (p[size] == ',');
	}
	return false;
}

static const char *add_feature(struct features *f, const char *const word[3],
			       const char *rest)
{
	if (!all_options(word[1]))
		return "the options of a feature are CONFIG_A,CONFIG_B";
	for (size_t i = 0; i < f->n_features; i++)
		if (strcmp(f->features[i].test, word[0]) == 0)
			return "this feature is there already";
	GROW(f->features, f->n_features, f->features_capacity);
	f->features[f->n_features++] = (struct feature){
		xstrdup(word[0]), xstrdup(word[1]), xstrdup(word[2]), xstrdup(rest)};
	return NULL;
}

static const char *add_driver(struct features *f, const char *const word[3],
			      const char *rest)
{
	if (!all_options(word[1]) || strchr(word[1], ','))
		return "a driver has one option, CONFIG_A";
	if (features_driver(f, word[0]))
		return "this driver is there already";
	GROW(f->drivers, f->n_drivers, f->drivers_capacity);
	f->drivers[f->n_drivers++] = (struct driver){xstrdup(word[0]), xstrdup(word[1]),
						     xstrdup(word[2]), xstrdup(rest)};
	return NULL;
}

static const char *add_line(struct features *f, char *line)
{
	const char *kind = next_word(&line), *word[3];

	for (size_t i = 0; i < ARRAY_SIZE(word); i++)
		word[i] = next_word(&line);
	line += strspn(line, blanks);
	if (!*word[0] || !*word[1] || !*word[2] || !*line)
		return "fewer than five fields";
	if (strcmp(kind, "feature") == 0)
		return add_feature(f, word, line);
	if (strcmp(kind, "driver") == 0)
		return add_driver(f, word, line);
	return "a row begins with 'feature' or 'driver'";
}

int features_read(const char *path, struct features *ret, struct diag *d)
{
	_cleanup_(cleanup_free) char *text = NULL;
	struct loc loc = {.file = path};
	char *rest, *line;
	int err = file_read(path, TABLE_MAX, &text, NULL, d);

	if (err < 0)
		return err;
	rest = text;
	while ((line = strsep(&rest, "\n"))) {
		const char *fault = NULL;

		loc.line++;
		line += strspn(line, blanks);
		if (*line && *line != '#')
			fault = add_line(ret, line);
		if (!fault)
			continue;
		diag_at(d, DIAG_ERROR, &loc, "%s", fault);
		err = -EINVAL;
	}
	return err;
}

bool features_asked(const char *config, const char *options)
{
	_cleanup_(cleanup_free) char *copy = xstrdup(options);
	char *rest = copy, *option;

	while ((option = strsep(&rest, ",")))
		if (!dotconfig_is(config, option, "y") &&
		    !dotconfig_is(config, option, "m"))
			return false;
	return true;
}

const struct driver *features_driver(const struct features *f, const char *module)
{
	for (size_t i = 0; i < f->n_drivers; i++)
		if (strcmp(f->drivers[i].module, module) == 0)
			return &f->drivers[i];
	return NULL;
}

bool features_need(const struct features *f, const char *config, const char *module)
{
	for (size_t i = 0; i < f->n_features; i++)
		if (is_listed(f->features[i].modules, module) &&
		    features_asked(config, f->features[i].options))
			return true;
	return false;
}

void features_done(struct features *f)
{
	if (!f)
		return;
	for (size_t i = 0; i < f->n_features; i++) {
		free(f->features[i].test);
		free(f->features[i].options);
		free(f->features[i].modules);
		free(f->features[i].argument);
	}
	for (size_t i = 0; i < f->n_drivers; i++) {
		free(f->drivers[i].module);
		free(f->drivers[i].option);
		free(f->drivers[i].symbol);
		free(f->drivers[i].why);
	}
	free(f->features);
	free(f->drivers);
	*f = (struct features)FEATURES_INIT;
}
