#pragma once
/*
 * plan_domains: in one planning pass, the times that people of one domain wait for, one behind the other, where a campaign
 * spaces its emails by domain. So each is put off once and not once for everybody who goes before.
 */
#include <stdint.h>

#include "base/arena.h"

struct plan_domain {
	const char *domain;
	int64_t next_at;
	struct plan_domain *next;
};

struct plan_domains {
	struct arena *arena;
	int64_t spacing_ms;
	struct plan_domain *first;
};

void plan_domains_init(struct plan_domains *domains, struct arena *arena, int64_t spacing_minutes);

/* When the next of this domain may be looked at again, not before `at`. */
int64_t plan_domains_wait(struct plan_domains *domains, const char *domain, int64_t at);
