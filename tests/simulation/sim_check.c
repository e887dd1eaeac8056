#include "sim_check.h"

bool check_is_settled(struct world *world)
{
	(void)world;
	return false;
}

void check_world(struct world *world)
{
	(void)world;
}
