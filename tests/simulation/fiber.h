#pragma once
/*
 * fiber: many flows of control in one thread, and the time they live in.
 *
 * What the program does with threads is done here with fibers (sim_threads.c): at each scheduling point the seed says who
 * goes on. Time stands still while anybody can run, but for small steps; then it jumps to the earliest deadline. So an
 * hour costs nothing, and every interleaving can be had again.
 */
#include <stdbool.h>
#include <stdint.h>

enum { FIBER_MAX = 96 };

/* How the next one is chosen. */
enum fiber_choice {
	FIBER_ANY,      /* whoever is ready, all alike */
	FIBER_PRIORITY, /* the one that ranks first; now and then the one that runs is moved to the end */
};

struct fiber_options {
	enum fiber_choice choice;
	int switch_per_mille;   /* at a point where it could go on, another is looked for this often */
	int step_per_mille;     /* and time passes this often, a few milliseconds */
	int stall_per_mille;    /* per million: it stands still for up to 20 s, as a thread whose machine is busy may */
	void (*at_point)(void); /* called at each point, in whichever fiber; NULL: nothing */
};

/* The caller becomes fiber 0; all others are gone. Time goes on from where it was. */
void fiber_begin(const struct fiber_options *options);

/* Another fiber, ready to run. Returns its number, which is not given again before fiber_join when it is kept. */
int fiber_spawn(void *(*run)(void *context), void *context, bool is_kept);
void fiber_join(int fiber);
int fiber_current(void);

/* A scheduling point: others may run now. */
void fiber_point(void);

/* A point at which nobody else gets his turn, but the run may end. */
void fiber_tick(void);

/* Parks until somebody wakes this key, or until the time has come (INT64_MAX: never). True when woken. */
bool fiber_wait(const void *key, int64_t until_ns);
void fiber_wake(const void *key, bool everybody);

/* The two clocks, in nanoseconds; the wall clock may be moved against the other. */
int64_t fiber_boot_ns(void);
int64_t fiber_wall_ns(void);
void fiber_set_time(int64_t boot_ns, int64_t wall_ns);

/* Points so far. */
int64_t fiber_points(void);
