#pragma once
/*
 * secret: bytes that JSON and log refuse to print, wiped when freed.
 *
 * The only way to the bytes is secret_bytes / secret_text, which makes every use easy to find.
 */
#include <stddef.h>

#include "base/own.h"

struct secret;

struct secret *secret_new(const void *bytes, size_t length);
struct secret *secret_new_text(const char *text); /* NULL gives NULL */
void secret_free(struct secret *secret);
OWN_DEFINE(secret)

struct secret *secret_copy(const struct secret *secret);
const unsigned char *secret_bytes(const struct secret *secret);
const char *secret_text(const struct secret *secret); /* NUL-terminated; NULL for NULL */
size_t secret_length(const struct secret *secret);
