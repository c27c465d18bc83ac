// SPDX-License-Identifier: GPL-2.0-or-later
#include "module/zst.h"

#include <errno.h>
#include <string.h>
#include <zstd.h>

#include "base/alloc.h"

/* the frame header descriptor (RFC 8878, 3.1.1.1.1) follows the magic number */
enum {
	DESCRIPTOR = 4,
	DESCRIPTOR_DICTIONARY = 0x03,
	DESCRIPTOR_CHECKSUM = 0x04,
	DESCRIPTOR_UNUSED = 0x18
};

static void cleanup_cctx(ZSTD_CCtx **c)
{
	ZSTD_freeCCtx(*c);
}

static void cleanup_dctx(ZSTD_DCtx **c)
{
	ZSTD_freeDCtx(*c);
}

int zst_compress(const void *data, size_t size, int level, struct strbuf *ret,
		 struct diag *d)
{
	_cleanup_(cleanup_cctx) ZSTD_CCtx *ctx = ZSTD_createCCtx();
	_cleanup_(cleanup_free) char *out = xmalloc(ZSTD_compressBound(size));
	size_t n;

	if (!ctx)
		return diag_errno(d, -ENOMEM, "cannot compress");
	ZSTD_CCtx_setParameter(ctx, ZSTD_c_compressionLevel, level);
	ZSTD_CCtx_setParameter(ctx, ZSTD_c_checksumFlag, 1);
	n = ZSTD_compress2(ctx, out, ZSTD_compressBound(size), data, size);
	if (ZSTD_isError(n)) {
		diag_error(d, "cannot compress: %s", ZSTD_getErrorName(n));
		return -EIO;
	}
	strbuf_add(ret, out, n);
	return 0;
}

static int bad(struct diag *d, const char *name, const char *what)
{
	struct loc loc = {.file = name};

	diag_at(d, DIAG_ERROR, &loc, "%s", what);
	return -EBADMSG;
}

static int check_header(const unsigned char *data, size_t size, const char *name,
			struct diag *d)
{
	static const unsigned char magic[] = {0x28, 0xb5, 0x2f, 0xfd};
	unsigned long long content;

	if (size <= DESCRIPTOR || memcmp(data, magic, sizeof(magic)) != 0)
		return bad(d, name, "not a zstd frame");
	if (!(data[DESCRIPTOR] & DESCRIPTOR_CHECKSUM))
		return bad(d, name, "its zstd frame has no checksum");
	if (data[DESCRIPTOR] & DESCRIPTOR_DICTIONARY)
		return bad(d, name, "its zstd frame asks for a dictionary");
	if (data[DESCRIPTOR] & DESCRIPTOR_UNUSED)
		return bad(d, name, "damaged zstd frame header");
	content = ZSTD_getFrameContentSize(data, size);
	if (content == ZSTD_CONTENTSIZE_ERROR)
		return bad(d, name, "damaged zstd frame header");
	if (content == ZSTD_CONTENTSIZE_UNKNOWN)
		return bad(d, name, "its zstd frame does not say its content's size");
	return 0;
}

static size_t content_limit(size_t size)
{
	size_t limit = ZST_CONTENT_FREE;

	if (size > (ZST_CONTENT_MAX - limit) / ZST_RATIO_MAX)
		return ZST_CONTENT_MAX;
	return limit + ZST_RATIO_MAX * size;
}

static int inflate(ZSTD_DCtx *ctx, ZSTD_inBuffer *in, const char *name,
		   struct strbuf *ret, struct diag *d)
{
	size_t limit = content_limit(in->size), more = 1, total = 0;
	_cleanup_(cleanup_free) char *chunk = xmalloc(ZSTD_DStreamOutSize());

	while (more != 0) {
		ZSTD_outBuffer out = {chunk, ZSTD_DStreamOutSize(), 0};
		size_t before = in->pos;

		more = ZSTD_decompressStream(ctx, &out, in);
		if (ZSTD_isError(more)) {
			struct loc loc = {.file = name};

			diag_at(d, DIAG_ERROR, &loc, "damaged zstd frame: %s",
				ZSTD_getErrorName(more));
			return -EBADMSG;
		}
		if (more != 0 && out.pos == 0 && in->pos == before)
			return bad(d, name, "truncated zstd frame");
		if (out.pos > limit - total)
			return bad(d, name,
				   "it decompresses to more than any module holds");
		strbuf_add(ret, chunk, out.pos);
		total += out.pos;
	}
	return 0;
}

int zst_decompress(const void *data, size_t size, const char *name, struct strbuf *ret,
		   struct diag *d)
{
	_cleanup_(cleanup_dctx) ZSTD_DCtx *ctx = ZSTD_createDCtx();
	ZSTD_inBuffer in = {data, size, 0};
	int err;

	if (!ctx)
		return diag_errno(d, -ENOMEM, "cannot decompress");
	err = check_header(data, size, name, d);
	if (err < 0)
		return err;
	ZSTD_DCtx_setParameter(ctx, ZSTD_d_windowLogMax, ZST_WINDOW_LOG_MAX);
	err = inflate(ctx, &in, name, ret, d);
	if (err < 0)
		return err;
	if (in.pos != size)
		return bad(d, name, "something stands behind its zstd frame");
	return 0;
}
