/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Areas: in which fragment would a maintainer look for a symbol?
 *
 * An area is named by what it is about ("net/netfilter", "storage/scsi") and found
 * by where the symbol is defined: its Kconfig file, and the menus above it where one
 * file holds several areas. The same symbol is always in the same area.
 */
#ifndef KHARNESS_KCONFIG_AREA_H
#define KHARNESS_KCONFIG_AREA_H

#include <jansson.h>
#include <stddef.h>

#include "base/macro.h"

/**
 * area_of() - the area of a symbol
 * @file: its Kconfig file, relative to the tree
 * @menus: titles of the menus above it, outermost first
 * @n: how many
 *
 * Return: a name such as "net/netfilter", freed by the caller: lower case letters,
 * digits, '-', '_' and '/'.
 */
char *area_of(const char *file, const char *const *menus, size_t n) _must_check_;

/** area_of_place() - the same for one of the "places" in kconfig/bridge/bridge.c */
char *area_of_place(const json_t *place) _must_check_;

#endif
