// SPDX-License-Identifier: GPL-2.0-or-later
#include "module/openssl.h"

#include <openssl/err.h>
#include <stdarg.h>

#include "base/alloc.h"

int openssl_error(struct diag *d, int err, const char *fmt, ...)
{
	_cleanup_(cleanup_free) char *what = NULL;
	unsigned long code, last = 0;
	const char *reason;
	va_list ap;

	va_start(ap, fmt);
	what = xvasprintf(fmt, ap);
	va_end(ap);
	while ((code = ERR_get_error()))
		last = code;
	reason = last ? ERR_reason_error_string(last) : NULL;
	diag_error(d, "%s: %s", what, reason ? reason : "no reason given by OpenSSL");
	return err;
}
