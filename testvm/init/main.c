// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Init of the test machine: runs the plan that lies in the initramfs, tells the host
 * through a port of its own, and powers the machine off. No shell, no other program.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "guest.h"
#include "kmsg.h"
#include "plan.h"
#include "run.h"
#include "tap.h"
#include "text.h"

static int read_plan(struct plan *ret, char *error)
{
	char *text;
	size_t size;
	int err = text_read(PLAN_PATH, PLAN_MAX_SIZE, &text, &size);

	if (err < 0) {
		snprintf(error, PLAN_ERROR_MAX, "%s", strerror(-err));
		return err;
	}
	err = plan_parse(text, size, ret, error);
	if (err == -ENOMEM)
		snprintf(error, PLAN_ERROR_MAX, "%s", strerror(-err));
	if (err < 0)
		free(text);
	return err;
}

static void work(struct tap *tap)
{
	char nonce[GUEST_NONCE_LEN + 1], error[PLAN_ERROR_MAX];
	struct plan plan;
	int err = guest_read_nonce(nonce);

	if (err < 0) {
		kmsg_write("no nonce of 32 hexadecimal digits in fw_cfg: %s",
			   strerror(-err));
		run_none(tap, NULL, "guest.nonce", "32 hexadecimal digits in fw_cfg",
			 strerror(-err));
		return;
	}
	if (read_plan(&plan, error) < 0) {
		kmsg_write("%s: %s", PLAN_PATH, error);
		run_none(tap, nonce, "guest.plan", "a plan in " PLAN_PATH, error);
		return;
	}
	err = run_plan(&plan, nonce, tap);
	if (err < 0)
		kmsg_write("cannot run the plan: %s", strerror(-err));
}

int main(void)
{
	struct tap tap = {.fd = -1};
	const char *path, *port;
	int err;

	if (getpid() != 1) {
		fputs("this is the init of a test machine: it only runs as process 1\n",
		      stderr);
		return 2;
	}
	err = guest_mount(&path);
	if (err < 0) {
		kmsg_write("cannot mount %s: %s", path, strerror(-err));
		guest_power_off(-1);
	}
	tap.fd = guest_open_port(&port);
	if (tap.fd < 0) {
		kmsg_write("no %s: %s", port, strerror(-tap.fd));
		guest_power_off(-1);
	}
	work(&tap);
	if (tap.error < 0)
		kmsg_write("results are lost, the port cannot be written: %s",
			   strerror(-tap.error));
	guest_power_off(tap.fd);
}
