#pragma once
/*
 * unit: how unit tests are written here. One sentence a test, found by the linker, run by cmocka, told as TAP.
 *
 *	TEST(schedule, skips_weekends_in_the_contacts_time_zone)
 *	{
 *		...
 *	}
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

/* Called before main by TEST. */
void unit_register(const char *name, CMUnitTestFunction function);

#define TEST(area, sentence) \
	static void area##_##sentence(void **state); \
	__attribute__((constructor)) static void register_##area##_##sentence(void) \
	{ \
		unit_register(#area ": " #sentence, area##_##sentence); \
	} \
	static void area##_##sentence(__attribute__((unused)) void **state)
