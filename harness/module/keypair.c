// SPDX-License-Identifier: GPL-2.0-or-later
#include "module/keypair.h"

#include <errno.h>
#include <fcntl.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include "base/alloc.h"
#include "module/openssl.h"
#include "sys/file.h"

#define PEM_MAX ((size_t)1 << 20)

static char *key_path(const char *keydir)
{
	return xasprintf("%s/signing_key.pem", keydir);
}

/* Should we crash with a key in memory, no copy of it shall lie about. */
static void no_core_file(void)
{
	static const struct rlimit none = {0};

	(void)setrlimit(RLIMIT_CORE, &none); /* less is always allowed */
}

/* A descriptor for a file that did not exist, or a negative errno. */
static int create_private(const char *path)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);

	return fd < 0 ? -errno : fd;
}

static int write_key(const struct keypair *pair, const char *path, struct diag *d)
{
	_cleanup_(cleanup_bio) BIO *bio = BIO_new(BIO_s_mem());
	_cleanup_(cleanup_close) int fd = -1;
	char *pem = NULL;
	long size;
	int err;

	if (!bio || !PEM_write_bio_PrivateKey(bio, pair->key, NULL, NULL, 0, NULL, NULL))
		return openssl_error(d, -EIO, "cannot encode the private key");
	size = BIO_get_mem_data(bio, &pem);
	fd = create_private(path);
	err = fd < 0 ? fd : write_all(fd, pem, (size_t)size);
	OPENSSL_cleanse(pem, (size_t)size);
	if (err < 0)
		return diag_errno(d, err, "cannot write '%s'", path);
	if (fsync(fd) < 0)
		return diag_errno(d, -errno, "cannot write '%s'", path);
	return 0;
}

int keypair_make(const struct keypair_request *request, struct diag *d)
{
	_cleanup_(cleanup_free) char *path = key_path(request->keydir);
	_cleanup_(cleanup_keypair) struct keypair *pair = NULL;
	int err;

	no_core_file();
	err = keypair_generate(request->type, request->common_name, NULL, &pair, d);
	if (err < 0)
		return err;
	err = keypair_destroy(request->keydir, d);
	if (err < 0)
		return err;
	err = dir_make_private(request->keydir, d);
	if (err < 0)
		return err;
	err = write_key(pair, path, d);
	if (err == 0)
		err = certificate_write(pair->certificate, request->certificate, d);
	if (err < 0 && keypair_destroy(request->keydir, d) < 0)
		diag_note(d, "the new private key is still in '%s'", request->keydir);
	return err;
}

bool keypair_exists(const char *keydir)
{
	_cleanup_(cleanup_free) char *path = key_path(keydir);

	return access(path, F_OK) == 0;
}

static int overwrite(int fd)
{
	static const char zeros[4096];
	struct stat st;
	int err = 0;

	if (fstat(fd, &st) < 0)
		return -errno;
	for (off_t n = st.st_size; n > 0 && err == 0; n -= (off_t)sizeof(zeros))
		err = write_all(fd, zeros, sizeof(zeros));
	if (err == 0 && fsync(fd) < 0)
		err = -errno;
	return err;
}

static int destroy_key(const char *path, struct diag *d)
{
	_cleanup_(cleanup_close) int fd = -1;
	int err = 0;

	fd = open(path, O_WRONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK);
	if (fd < 0 && errno == ENOENT)
		return 0;
	if (fd >= 0)
		err = overwrite(fd);
	if (unlink(path) < 0)
		err = -errno;
	return err < 0 ? diag_errno(d, err, "cannot destroy '%s'", path) : 0;
}

static int sync_dir(const char *path)
{
	_cleanup_(cleanup_close) int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	return fd < 0 || fsync(fd) < 0 ? -errno : 0;
}

int keypair_destroy(const char *keydir, struct diag *d)
{
	_cleanup_(cleanup_free) char *path = key_path(keydir);
	_cleanup_(cleanup_free) char *parent = dir_of(keydir);
	int err;

	err = destroy_key(path, d);
	if (err < 0)
		return err;
	if (rmdir(keydir) < 0) {
		if (errno == ENOENT)
			return 0;
		return diag_errno(d, -errno, "cannot remove the key directory '%s'",
				  keydir);
	}
	err = sync_dir(parent); /* or the file comes back after a power failure */
	return err < 0 ? diag_errno(d, err, "cannot sync '%s'", parent) : 0;
}

/* An encrypted key would stop the build at a prompt: never ask. */
static int no_passphrase(char *buf _unused_, int size _unused_, int writing _unused_,
			 void *asked)
{
	*(bool *)asked = true;
	return -1;
}

static int read_key(const char *path, EVP_PKEY **ret, struct diag *d)
{
	_cleanup_(cleanup_bio) BIO *bio = NULL;
	_cleanup_(cleanup_free) char *pem = NULL;
	bool asked = false;
	size_t size;
	int err;

	err = file_read(path, PEM_MAX, &pem, &size, d);
	if (err < 0)
		return err;
	bio = BIO_new_mem_buf(pem, (int)size);
	*ret = PEM_read_bio_PrivateKey(bio, NULL, no_passphrase, &asked);
	OPENSSL_cleanse(pem, size);
	if (*ret)
		return certificate_key_check(*ret, path, d);
	if (!asked)
		return openssl_error(d, -EINVAL, "%s: no private key in PEM form", path);
	ERR_clear_error();
	diag_error(d,
		   "%s: the private key is encrypted; give a decrypted copy in a file "
		   "that only you can read",
		   path);
	return -EINVAL;
}

int keypair_load(const char *key, const char *certificate, struct keypair **ret,
		 struct diag *d)
{
	_cleanup_(cleanup_keypair) struct keypair *pair = xcalloc(1, sizeof(*pair));
	int err;

	no_core_file();
	err = certificate_read(certificate, &pair->certificate, d);
	if (err == 0)
		err = certificate_key_check(X509_get0_pubkey(pair->certificate->x509),
					    certificate, d);
	if (err == 0)
		err = read_key(key, &pair->key, d);
	if (err < 0)
		return err;
	if (X509_check_private_key(pair->certificate->x509, pair->key) != 1) {
		ERR_clear_error();
		diag_error(d,
			   "the private key '%s' does not belong to the certificate '%s'",
			   key, certificate);
		return -EINVAL;
	}
	*ret = TAKE_PTR(pair);
	return 0;
}

int keypair_load_ephemeral(const char *keydir, const char *certificate,
			   struct keypair **ret, struct diag *d)
{
	_cleanup_(cleanup_free) char *path = key_path(keydir);

	if (!keypair_exists(keydir)) {
		diag_error(d,
			   "no private key in '%s': it signs one build and is destroyed "
			   "then; run 'kharness build' again, which makes a new pair",
			   keydir);
		return -ENOENT;
	}
	return keypair_load(path, certificate, ret, d);
}

const struct certificate *keypair_certificate(const struct keypair *pair)
{
	return pair->certificate;
}

bool keypair_is_private_key(const void *data, size_t size)
{
	const unsigned char *p = data;
	_cleanup_(cleanup_pkey) EVP_PKEY *key = d2i_AutoPrivateKey(NULL, &p, (long)size);

	ERR_clear_error();
	return key;
}

void keypair_free(struct keypair *pair)
{
	if (!pair)
		return;
	EVP_PKEY_free(pair->key); /* clears the numbers */
	certificate_free(pair->certificate);
	free(pair);
}
