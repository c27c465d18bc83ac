/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Tests of what a kernel was asked to have: one function each, which uses the feature as
 * a program would. The plan says which of them this kernel has to pass.
 */
#ifndef TESTVM_FEATURE_H
#define TESTVM_FEATURE_H

#include "test.h"

/* @argument: the rest of the plan's line, "-" when there is none */
typedef void feature_fn(struct guest *g, const char *argument, struct outcome *o);

feature_fn feature_bpf_program;
feature_fn feature_bpf_run;
feature_fn feature_bpf_vmlinux_btf;
feature_fn feature_disk;
feature_fn feature_nftables;
feature_fn feature_overlay;
feature_fn feature_userns;
feature_fn feature_verity;

/**
 * feature_in_child() - run a test in a process of its own
 *
 * For those that leave a namespace or change who they are: what they do ends with them.
 * A child that dies is a failure.
 */
void feature_in_child(feature_fn *run, struct guest *g, const char *argument,
		      struct outcome *o);

#endif
