#pragma once
/*
 * cancel: one flag that a blocked socket can see.
 *
 * A stream polls its socket and the flag's descriptor together; raising the flag wakes it at once. Raised stays raised
 * until the owner lowers it for the next piece of work.
 */
#include <stdatomic.h>
#include <stdbool.h>

struct cancel {
	int fd; /* an eventfd, readable while raised */
	_Atomic bool raised;
};

void cancel_init(struct cancel *cancel);
void cancel_close(struct cancel *cancel);
void cancel_raise(struct cancel *cancel);
void cancel_lower(struct cancel *cancel);
bool cancel_is_raised(const struct cancel *cancel); /* NULL: never */
