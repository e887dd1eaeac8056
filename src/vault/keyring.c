/*
 * keyring: finds, reads and, for a first start, makes the key file. Error messages name the file and the line, never what
 * stands in it.
 */
#include "vault/keyring.h"

#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/text.h"

enum { PATH_BYTES = 4096, LINE_BYTES = 128 };

const unsigned char *keyring_find(const struct keyring *keyring, int id)
{
	for (size_t i = 0; i < keyring->count; i++) {
		if (keyring->keys[i].id == id)
			return keyring->keys[i].bytes;
	}
	return NULL;
}

static bool bad_line(const char *path, int line, const char *what, struct error *err)
{
	return error_set(err, ERROR_INVALID, "bad_master_key",
		"%s, line %d: %s. A line is an id, a colon and %d hex digits.", path, line, what,
		2 * KEYRING_KEY_BYTES);
}

/* One line without its newline; empty ones are skipped. */
static bool add_line(struct keyring *keyring, const char *path, int number, char *line, struct error *err)
{
	char *hex = strchr(line, ':');
	unsigned char bytes[KEYRING_KEY_BYTES];
	size_t length = 0;
	int64_t id;

	if (!*line)
		return true;
	if (!hex)
		return bad_line(path, number, "there is no colon", err);
	*hex++ = '\0';
	if (!text_to_int(line, 1, KEYRING_MAX_ID, &id))
		return bad_line(path, number, "the id is not a number from 1 to 65535", err);
	if (keyring_find(keyring, (int)id))
		return bad_line(path, number, "the id is there already", err);
	if (keyring->count == KEYRING_MAX_KEYS)
		return bad_line(path, number, "there are too many keys", err);
	if (strlen(hex) != sizeof(bytes) * 2 ||
		sodium_hex2bin(bytes, sizeof(bytes), hex, strlen(hex), NULL, &length, NULL) != 0 ||
		length != sizeof(bytes))
		return bad_line(path, number, "the key has a wrong length or digit", err);

	keyring->keys[keyring->count].id = (int)id;
	memcpy(keyring->keys[keyring->count].bytes, bytes, sizeof(bytes));
	keyring->count++;
	sodium_memzero(bytes, sizeof(bytes));
	return true;
}

static bool parse(struct keyring *keyring, const char *path, char *content, struct error *err)
{
	char *rest = content;
	int number = 0;

	keyring->count = 0;
	while (rest) {
		char *line = strsep(&rest, "\n");

		line[strcspn(line, "\r")] = '\0';
		if (!add_line(keyring, path, ++number, line, err))
			return false;
	}
	if (keyring->count == 0)
		return error_set(err, ERROR_INVALID, "bad_master_key", "%s holds no key.", path);
	return true;
}

static bool read_file(const char *path, char content[KEYRING_MAX_FILE_BYTES + 1], bool *found, struct error *err)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	ssize_t length;

	*found = fd >= 0;
	if (fd < 0 && errno == ENOENT)
		return true;
	if (fd < 0)
		return error_set(
			err, ERROR_INVALID, "bad_master_key", "%s cannot be opened: %s.", path, strerror(errno));
	length = read(fd, content, KEYRING_MAX_FILE_BYTES + 1);
	close(fd);
	if (length < 0 || length > KEYRING_MAX_FILE_BYTES)
		return error_set(err, ERROR_INVALID, "bad_master_key", "%s cannot be read or is longer than %d bytes.",
			path, KEYRING_MAX_FILE_BYTES);
	content[length] = '\0';
	return true;
}

static bool load(const char *path, struct keyring *keyring, bool *found, struct error *err)
{
	char content[KEYRING_MAX_FILE_BYTES + 1];
	bool is_good = read_file(path, content, found, err) && (!*found || parse(keyring, path, content, err));

	sodium_memzero(content, sizeof(content));
	return is_good;
}

static bool write_and_sync(const char *path, const char *line)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0400);
	bool is_written = fd >= 0 && write(fd, line, strlen(line)) == (ssize_t)strlen(line) && fsync(fd) == 0;

	if (fd >= 0)
		close(fd);
	return is_written;
}

static void sync_directory(const char *data_dir)
{
	int fd = open(data_dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (fd < 0)
		return;
	fsync(fd);
	close(fd);
}

/* Written under another name and then linked: a key file is whole or not there, and never replaces one. */
static bool make_file(const char *data_dir, const char *path, struct error *err)
{
	unsigned char key[KEYRING_KEY_BYTES];
	char hex[2 * KEYRING_KEY_BYTES + 1], line[LINE_BYTES], draft[PATH_BYTES];
	bool is_made;

	randombytes_buf(key, sizeof(key));
	sodium_bin2hex(hex, sizeof(hex), key, sizeof(key));
	snprintf(line, sizeof(line), "1:%s\n", hex);
	snprintf(draft, sizeof(draft), "%s/master.key.%d", data_dir, (int)getpid());
	unlink(draft);
	is_made = write_and_sync(draft, line) && link(draft, path) == 0;
	if (!is_made)
		error_set(err, ERROR_STORAGE, "cannot_make_key", "%s cannot be made: %s.", path, strerror(errno));
	unlink(draft);
	sync_directory(data_dir);
	sodium_memzero(key, sizeof(key));
	sodium_memzero(hex, sizeof(hex));
	sodium_memzero(line, sizeof(line));
	return is_made;
}

/* A named place that is empty is an error: the next place could hold another key. */
static bool load_named(const char *path, struct keyring *out, struct error *err)
{
	bool found;

	out->is_beside_data = false;
	if (!load(path, out, &found, err))
		return false;
	if (found)
		return true;
	return error_set(err, ERROR_NOT_FOUND, "no_master_key", "There is no master key in %s. Put it back.", path);
}

static bool load_beside_data(const char *data_dir, bool may_create, struct keyring *out, struct error *err)
{
	char path[PATH_BYTES];
	bool found;

	out->is_beside_data = true;
	snprintf(path, sizeof(path), "%s/master.key", data_dir);
	if (!load(path, out, &found, err))
		return false;
	if (found)
		return true;
	if (!may_create)
		return error_set(err, ERROR_NOT_FOUND, "no_master_key",
			"%s is missing, and the database holds secrets sealed with it. Put the key file back.", path);
	return make_file(data_dir, path, err) && load(path, out, &found, err);
}

bool keyring_load(const char *data_dir, const char *key_file, bool may_create, struct keyring *out, struct error *err)
{
	const char *credentials = getenv("CREDENTIALS_DIRECTORY");
	char path[PATH_BYTES];

	if (credentials) {
		snprintf(path, sizeof(path), "%s/master.key", credentials);
		if (access(path, F_OK) == 0)
			return load_named(path, out, err);
	}
	if (key_file)
		return load_named(key_file, out, err);
	return load_beside_data(data_dir, may_create, out, err);
}
