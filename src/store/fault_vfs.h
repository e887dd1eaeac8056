#pragma once
/*
 * fault_vfs: for tests. A SQLite file system that fails when told, in front of the real one. Syncs are counted, not done:
 * what is tested is what the store does when a disk refuses, not the disk.
 */
#include <stdbool.h>

enum fault {
	FAULT_FULL_ONCE, /* a write finds the disk full, the next one finds room */
	FAULT_FULL,      /* it stays full */
	FAULT_IO_ONCE,
	FAULT_IO,
	FAULT_SYNC_ONCE, /* only a sync fails; writes are not counted */
	FAULT_COUNT
};

/* Becomes the default for every connection that is opened from now on. */
void fault_vfs_install(void);

/* The nth operation from now that the fault is about (write, truncate, sync, growing of the shared memory) fails. */
void fault_vfs_arm(enum fault fault, int nth);
void fault_vfs_clear(void);
bool fault_vfs_has_struck(void);
