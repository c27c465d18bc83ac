// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Guests that must not pass: an init that misbehaves as "evil=NAME" on the
 * kernel's command line says (the kernel hands such words on as environment).
 * The first ones, "good" and "failing", are honest, to show that the judge is.
 */
#include <dirent.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/reboot.h>
#include <sys/stat.h>
#include <unistd.h>

#define NONCE "/sys/firmware/qemu_fw_cfg/by_name/opt/org.kharness/nonce/raw"

static char nonce[33];
static int port = -1;

static void read_nonce(void)
{
	int fd = open(NONCE, O_RDONLY);

	if (fd >= 0 && read(fd, nonce, 32) < 0)
		nonce[0] = '\0';
	close(fd);
}

static void open_port(void)
{
	char name[64], path[300];
	DIR *dir = opendir("/sys/class/virtio-ports");

	for (struct dirent *e = dir ? readdir(dir) : NULL; e; e = readdir(dir)) {
		FILE *f;

		snprintf(path, sizeof(path), "/sys/class/virtio-ports/%s/name",
			 e->d_name);
		f = fopen(path, "r");
		if (!f)
			continue;
		if (fgets(name, sizeof(name), f) &&
		    strcmp(name, "org.kharness.results\n") == 0) {
			snprintf(path, sizeof(path), "/dev/%s", e->d_name);
			port = open(path, O_WRONLY);
		}
		fclose(f);
	}
	if (dir)
		closedir(dir);
}

static void put(const void *data, size_t size)
{
	const char *p = data;

	while (size) {
		ssize_t n = write(port, p, size);

		if (n <= 0)
			_exit(1); /* the death of PID 1 is a panic: hard to overlook */
		p += n;
		size -= (size_t)n;
	}
}

__attribute__((format(printf, 1, 2))) static void say(const char *fmt, ...)
{
	char line[1024];
	va_list ap;
	int n;

	va_start(ap, fmt);
	n = vsnprintf(line, sizeof(line), fmt, ap);
	va_end(ap);
	put(line, (size_t)n);
}

static void write_file(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY);

	if (fd >= 0 && write(fd, text, strlen(text)) < 0)
		perror(path);
	close(fd);
}

static void begin(const char *with, int n)
{
	say("KTAP version 1\n# kharness nonce %s\n1..%d\n", with, n);
}

static void results(int from, int to)
{
	for (int i = from; i <= to; i++)
		say("# guest.t%d time_us %d\nok %d guest.t%d\n", i, 100 * i, i, i);
}

static void end(const char *with)
{
	say("# kharness end %s\n", with);
}

static void power_off(void)
{
	sync();
	reboot(RB_POWER_OFF);
}

static void good(void)
{
	begin(nonce, 4);
	results(1, 3);
	say("ok 4 guest.t4 # SKIP not on this machine\n");
	end(nonce);
	power_off();
}

static void failing(void)
{
	begin(nonce, 3);
	results(1, 1);
	say("# guest.t2 time_us 7\n# guest.t2 expected: lockdown <integrity> & \"more\"\n"
	    "# guest.t2 found: none\nnot ok 2 guest.t2\n");
	results(3, 3);
	end(nonce);
	power_off();
}

/* --- claims without proof --------------------------------------------------- */

static void forge(void)
{
	static const char guess[] = "00112233445566778899aabbccddeeff";

	begin(guess, 3);
	results(1, 3);
	end(guess);
	power_off();
}

static void no_nonce(void)
{
	say("KTAP version 1\n1..3\n");
	results(1, 3);
	power_off();
}

static void short_nonce(void)
{
	nonce[31] = '\0'; /* a comparison of a prefix would let it pass */
	good();
}

static void other_end(void)
{
	begin(nonce, 2);
	results(1, 2);
	nonce[31] = nonce[31] == '0' ? '1' : '0';
	end(nonce);
	power_off();
}

static void cut_off(void)
{
	begin(nonce, 9);
	results(1, 4);
	power_off();
}

static void no_end(void)
{
	begin(nonce, 3);
	results(1, 3);
	power_off();
}

static void short_plan(void)
{
	begin(nonce, 9);
	results(1, 4);
	end(nonce);
	power_off();
}

static void twice(void)
{
	begin(nonce, 2);
	say("not ok 1 guest.t1\n");
	results(2, 2);
	end(nonce);
	begin(nonce, 2); /* a second run that went better does not count */
	results(1, 2);
	end(nonce);
	power_off();
}

static void renumbered(void)
{
	begin(nonce, 3);
	results(1, 1);
	say("ok 1 guest.t2\nok 3 guest.t3\n");
	end(nonce);
	power_off();
}

static void garbage(void)
{
	char bytes[4096];

	for (size_t i = 0; i < sizeof(bytes); i++)
		bytes[i] = (char)(i * 37 + i / 256);
	begin(nonce, 2);
	put(bytes, sizeof(bytes));
	results(1, 2);
	end(nonce);
	power_off();
}

static void huge_lines(void)
{
	static char line[65536];
	int console = open("/dev/console", O_WRONLY);

	memset(line, 'A', sizeof(line));
	for (int i = 0; i < 2; i++)
		if (write(console, line, sizeof(line)) < 0)
			break;
	begin(nonce, 1);
	say("# ");
	put(line, sizeof(line));
	say("\nok 1 guest.t1\n");
	end(nonce);
	power_off();
}

/* --- ends that are none ------------------------------------------------------ */

static void silent_end(void)
{
	power_off();
}

static void restart(void)
{
	begin(nonce, 2);
	results(1, 2);
	end(nonce);
	sync();
	reboot(RB_AUTOBOOT);
}

static void hang(void)
{
	begin(nonce, 3);
	results(1, 1);
	for (;;)
		pause();
}

static void stay(void)
{
	begin(nonce, 1);
	results(1, 1);
	end(nonce);
	for (;;)
		pause();
}

static void die(void)
{
	_exit(3);
}

static void pass_then_panic(void)
{
	begin(nonce, 2);
	results(1, 2);
	end(nonce);
	_exit(0);
}

/* the console is where a kernel would say it; the prefix is what a kernel writes */
static void fake_oops(void)
{
	write_file("/dev/console",
		   "[    1.000000] BUG: kernel NULL pointer dereference, address: 0\n");
	good();
}

/* words that kernels say when nothing is wrong */
static void harmless(void)
{
	write_file("/dev/console", "RIP: 0010 Oops: none, Kernel panic? no. BUG: 0\n");
	good();
}

static void flood_console(void)
{
	static char line[65536];
	int console = open("/dev/console", O_WRONLY);

	memset(line, '\n', sizeof(line));
	for (;;)
		if (write(console, line, sizeof(line)) < 0)
			pause();
}

static void flood_results(void)
{
	begin(nonce, 2);
	for (;;)
		say("# more\n");
}

static const struct {
	const char *name;
	void (*run)(void);
} guests[] = {
	{"good", good},
	{"failing", failing},
	{"harmless", harmless},
	{"forge", forge},
	{"no-nonce", no_nonce},
	{"short-nonce", short_nonce},
	{"other-end", other_end},
	{"cut-off", cut_off},
	{"no-end", no_end},
	{"short-plan", short_plan},
	{"twice", twice},
	{"renumbered", renumbered},
	{"garbage", garbage},
	{"huge-lines", huge_lines},
	{"silent-end", silent_end},
	{"restart", restart},
	{"hang", hang},
	{"stay", stay},
	{"die", die},
	{"pass-then-panic", pass_then_panic},
	{"fake-oops", fake_oops},
	{"flood-console", flood_console},
	{"flood-results", flood_results},
};

int main(void)
{
	const char *name = getenv("evil");

	if (!name)
		name = "good";
	mkdir("/proc", 0755);
	mkdir("/sys", 0755);
	mkdir("/dev", 0755);
	mount("proc", "/proc", "proc", 0, NULL);
	mount("sysfs", "/sys", "sysfs", 0, NULL);
	mount("devtmpfs", "/dev", "devtmpfs", 0, NULL);
	read_nonce();
	open_port();
	for (size_t i = 0; i < sizeof(guests) / sizeof(guests[0]); i++)
		if (strcmp(guests[i].name, name) == 0)
			guests[i].run();
	return 1;
}
