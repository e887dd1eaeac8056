#include "base/unit.h"

#include <sodium.h>
#include <stdio.h>

enum { MAX_TESTS = 512 };

static struct CMUnitTest tests[MAX_TESTS];
static size_t count;

void unit_register(const char *name, CMUnitTestFunction function)
{
	if (count == MAX_TESTS) {
		fprintf(stderr, "more than %d tests in one program\n", MAX_TESTS);
		_Exit(2);
	}
	tests[count++] = (struct CMUnitTest){.name = name, .test_func = function};
}

int main(void)
{
	if (sodium_init() < 0)
		return 2;
	cmocka_set_message_output(CM_OUTPUT_TAP);
	return _cmocka_run_group_tests("unit", tests, count, NULL, NULL);
}
