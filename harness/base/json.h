/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What jansson leaves to its users.
 *
 * Ownership is as in jansson: functions whose names end in _new take references.
 */
#ifndef KHARNESS_BASE_JSON_H
#define KHARNESS_BASE_JSON_H

#include <jansson.h>

/** cleanup_json() - for _cleanup_: drop a reference; accepts NULL */
static inline void cleanup_json(json_t **j)
{
	json_decref(*j);
}

#endif
