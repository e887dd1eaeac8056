#include "http/listen.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/text.h"

enum { BACKLOG = 512 };

union any_address {
	struct sockaddr any;
	struct sockaddr_in v4;
	struct sockaddr_in6 v6;
};

static bool parse_where(const char *where, union any_address *address, socklen_t *length)
{
	char name[64];
	const char *colon = strrchr(where, ':');
	size_t name_length = colon ? (size_t)(colon - where) : 0;
	int64_t port;

	if (!colon || name_length >= sizeof(name) || !text_to_int(colon + 1, 0, 65535, &port))
		return false;
	*address = (union any_address){0};
	if (*where == '[' && name_length > 2 && where[name_length - 1] == ']') {
		snprintf(name, sizeof(name), "%.*s", (int)name_length - 2, where + 1);
		address->v6.sin6_family = AF_INET6;
		address->v6.sin6_port = htons((uint16_t)port);
		*length = sizeof(address->v6);
		return inet_pton(AF_INET6, name, &address->v6.sin6_addr) == 1;
	}
	snprintf(name, sizeof(name), "%.*s", (int)name_length, where);
	address->v4.sin_family = AF_INET;
	address->v4.sin_port = htons((uint16_t)port);
	*length = sizeof(address->v4);
	return inet_pton(AF_INET, strcmp(name, "localhost") == 0 ? "127.0.0.1" : name, &address->v4.sin_addr) == 1;
}

static bool refuse(int fd, const char *where, struct error *err)
{
	int reason = errno;

	if (fd >= 0)
		close(fd);
	return error_set(err, ERROR_CONFLICT, "listen_failed", "Cannot listen on %s: %s.", where, strerror(reason));
}

bool listen_tcp(const char *where, const char *field, int *fd, int *port, struct error *err)
{
	union any_address address;
	socklen_t length;
	int on = 1;
	int made;

	if (!parse_where(where, &address, &length))
		return error_invalid(err, field, "address", where,
			"%s: “%s” is no address with a port, such as 127.0.0.1:8080 or [::1]:8080.", field, where);
	made = socket(address.any.sa_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	if (made < 0)
		return refuse(made, where, err);
	setsockopt(made, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
	if (bind(made, &address.any, length) != 0 || listen(made, BACKLOG) != 0 ||
		getsockname(made, &address.any, &length) != 0)
		return refuse(made, where, err);
	*port = ntohs(address.any.sa_family == AF_INET ? address.v4.sin_port : address.v6.sin6_port);
	*fd = made;
	return true;
}

bool listen_unix(const char *path, int *fd, struct error *err)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	int made;
	mode_t mask;
	bool is_bound;

	if (strlen(path) >= sizeof(address.sun_path))
		return error_set(err, ERROR_INVALID, "listen_failed",
			"The path %s is too long for a socket. Choose a shorter data directory.", path);
	snprintf(address.sun_path, sizeof(address.sun_path), "%s", path);
	made = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	if (made < 0)
		return refuse(made, path, err);
	unlink(path);
	mask = umask(0177); /* 0600 from its first moment; no other thread runs yet */
	is_bound = bind(made, (struct sockaddr *)&address, sizeof(address)) == 0;
	umask(mask);
	if (!is_bound || listen(made, BACKLOG) != 0)
		return refuse(made, path, err);
	*fd = made;
	return true;
}
