/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Functions that must not be used: each use is a compile error.
 *
 * Unbounded string functions overflow, the shell is never an argument
 * vector, and the rest keep hidden state or give up error reporting.
 */
#ifndef KHARNESS_BASE_BANNED_H
#define KHARNESS_BASE_BANNED_H

/* their own declarations must come first */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define KHARNESS_BANNED(func, instead) banned_##func##_use_##instead

#undef strcpy
#define strcpy(...) KHARNESS_BANNED(strcpy, xasprintf)
#undef strcat
#define strcat(...) KHARNESS_BANNED(strcat, strbuf)
#undef strncpy
#define strncpy(...) KHARNESS_BANNED(strncpy, xstrndup)
#undef strncat
#define strncat(...) KHARNESS_BANNED(strncat, strbuf)
#undef sprintf
#define sprintf(...) KHARNESS_BANNED(sprintf, xasprintf)
#undef vsprintf
#define vsprintf(...) KHARNESS_BANNED(vsprintf, xasprintf)
#undef gets
#define gets(...) KHARNESS_BANNED(gets, getline)
#undef strtok
#define strtok(...) KHARNESS_BANNED(strtok, strsep)
#undef system
#define system(...) KHARNESS_BANNED(system, proc_run)
#undef popen
#define popen(...) KHARNESS_BANNED(popen, proc_run)
#undef mktemp
#define mktemp(...) KHARNESS_BANNED(mktemp, file_begin)
#undef tmpnam
#define tmpnam(...) KHARNESS_BANNED(tmpnam, file_begin)
#undef atoi
#define atoi(...) KHARNESS_BANNED(atoi, parse_u64)
#undef gmtime
#define gmtime(...) KHARNESS_BANNED(gmtime, gmtime_r)
#undef localtime
#define localtime(...) KHARNESS_BANNED(localtime, localtime_r)

#endif
