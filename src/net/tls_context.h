#pragma once
/*
 * tls_context: what every TLS connection of ours has in common: TLS 1.2 or newer, chain and name verified.
 */
#include <openssl/ssl.h>

/* The shared context that trusts the system's certificates and those in ca_file (NULL: none). Made once for each file and kept
 * until the process ends. NULL when the file cannot be read. Thread-safe. */
SSL_CTX *tls_context_get(const char *ca_file);
