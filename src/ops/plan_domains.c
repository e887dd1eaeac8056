#include "ops/plan_domains.h"

#include "base/text.h"

void plan_domains_init(struct plan_domains *domains, struct arena *arena, int64_t spacing_minutes)
{
	*domains = (struct plan_domains){.arena = arena, .spacing_ms = spacing_minutes * 60 * 1000};
}

static struct plan_domain *find(struct plan_domains *domains, const char *domain)
{
	struct plan_domain *known = domains->first;

	while (known && !text_equal(known->domain, domain))
		known = known->next;
	if (known)
		return known;
	known = ARENA_NEW(domains->arena, struct plan_domain);
	*known = (struct plan_domain){.domain = domain, .next = domains->first};
	domains->first = known;
	return known;
}

int64_t plan_domains_wait(struct plan_domains *domains, const char *domain, int64_t at)
{
	struct plan_domain *known = find(domains, domain);

	if (at < known->next_at)
		at = known->next_at;
	known->next_at = at + domains->spacing_ms;
	return at;
}
