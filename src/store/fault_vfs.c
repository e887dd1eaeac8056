/*
 * fault_vfs: forwards every method. SQLite gives a VFS no context of a test, so the state is this file's own.
 */
#include "store/fault_vfs.h"

#include <sqlite3.h>
#include <stdatomic.h>
#include <string.h>

#include "base/check.h"

struct fault_file {
	sqlite3_file base;
	sqlite3_file *real; /* lies right behind */
};

static sqlite3_vfs *real_vfs;
static sqlite3_vfs fault_vfs;
static _Atomic int remaining; /* 0: not armed */
static _Atomic int armed_fault;
static _Atomic bool has_struck;

void fault_vfs_arm(enum fault fault, int nth)
{
	armed_fault = (int)fault;
	has_struck = false;
	remaining = nth;
}

void fault_vfs_clear(void)
{
	remaining = 0;
	has_struck = false;
}

bool fault_vfs_has_struck(void)
{
	return has_struck;
}

static bool fault_stays(void)
{
	return armed_fault == FAULT_FULL || armed_fault == FAULT_IO;
}

/* Counts one operation; the status it must give, SQLITE_OK when it may go on. */
static int count_operation(int io_status)
{
	bool is_full = armed_fault == FAULT_FULL || armed_fault == FAULT_FULL_ONCE;

	if (has_struck && fault_stays())
		return is_full ? SQLITE_FULL : io_status;
	if (remaining == 0 || --remaining > 0)
		return SQLITE_OK;
	has_struck = true;
	return is_full ? SQLITE_FULL : io_status;
}

static sqlite3_file *real_of(sqlite3_file *file)
{
	return ((struct fault_file *)file)->real;
}

static int on_write(sqlite3_file *file, const void *bytes, int count, sqlite3_int64 at)
{
	int status = armed_fault == FAULT_SYNC_ONCE ? SQLITE_OK : count_operation(SQLITE_IOERR_WRITE);

	/* A disk that is full takes the beginning of a write. */
	if (status != SQLITE_OK && count > 1)
		real_of(file)->pMethods->xWrite(real_of(file), bytes, count / 2, at);
	return status != SQLITE_OK ? status : real_of(file)->pMethods->xWrite(real_of(file), bytes, count, at);
}

static int on_truncate(sqlite3_file *file, sqlite3_int64 size)
{
	int status = armed_fault == FAULT_SYNC_ONCE ? SQLITE_OK : count_operation(SQLITE_IOERR_TRUNCATE);

	return status != SQLITE_OK ? status : real_of(file)->pMethods->xTruncate(real_of(file), size);
}

static int on_sync(sqlite3_file *file, int flags)
{
	(void)file;
	(void)flags;
	/* As SQLite's own file system does, which knows a full disk by its writes only. */
	return count_operation(SQLITE_IOERR_FSYNC) == SQLITE_OK ? SQLITE_OK : SQLITE_IOERR_FSYNC;
}

static int on_shm_map(sqlite3_file *file, int region, int size, int extend, void volatile **out)
{
	int status = extend && armed_fault != FAULT_SYNC_ONCE ? count_operation(SQLITE_IOERR_SHMSIZE) : SQLITE_OK;

	*out = NULL;
	return status != SQLITE_OK ? status
				   : real_of(file)->pMethods->xShmMap(real_of(file), region, size, extend, out);
}

static int on_close(sqlite3_file *file)
{
	return real_of(file)->pMethods->xClose(real_of(file));
}

static int on_read(sqlite3_file *file, void *bytes, int count, sqlite3_int64 at)
{
	return real_of(file)->pMethods->xRead(real_of(file), bytes, count, at);
}

static int on_size(sqlite3_file *file, sqlite3_int64 *size)
{
	return real_of(file)->pMethods->xFileSize(real_of(file), size);
}

static int on_lock(sqlite3_file *file, int level)
{
	return real_of(file)->pMethods->xLock(real_of(file), level);
}

static int on_unlock(sqlite3_file *file, int level)
{
	return real_of(file)->pMethods->xUnlock(real_of(file), level);
}

static int on_check_lock(sqlite3_file *file, int *is_held)
{
	return real_of(file)->pMethods->xCheckReservedLock(real_of(file), is_held);
}

static int on_control(sqlite3_file *file, int operation, void *argument)
{
	return real_of(file)->pMethods->xFileControl(real_of(file), operation, argument);
}

static int on_sector_size(sqlite3_file *file)
{
	return real_of(file)->pMethods->xSectorSize(real_of(file));
}

static int on_characteristics(sqlite3_file *file)
{
	return real_of(file)->pMethods->xDeviceCharacteristics(real_of(file));
}

static int on_shm_lock(sqlite3_file *file, int offset, int count, int flags)
{
	return real_of(file)->pMethods->xShmLock(real_of(file), offset, count, flags);
}

static void on_shm_barrier(sqlite3_file *file)
{
	real_of(file)->pMethods->xShmBarrier(real_of(file));
}

static int on_shm_unmap(sqlite3_file *file, int deletes)
{
	return real_of(file)->pMethods->xShmUnmap(real_of(file), deletes);
}

static const sqlite3_io_methods methods = {
	.iVersion = 2,
	.xClose = on_close,
	.xRead = on_read,
	.xWrite = on_write,
	.xTruncate = on_truncate,
	.xSync = on_sync,
	.xFileSize = on_size,
	.xLock = on_lock,
	.xUnlock = on_unlock,
	.xCheckReservedLock = on_check_lock,
	.xFileControl = on_control,
	.xSectorSize = on_sector_size,
	.xDeviceCharacteristics = on_characteristics,
	.xShmMap = on_shm_map,
	.xShmLock = on_shm_lock,
	.xShmBarrier = on_shm_barrier,
	.xShmUnmap = on_shm_unmap,
};

static int on_open(sqlite3_vfs *vfs, const char *name, sqlite3_file *file, int flags, int *out_flags)
{
	struct fault_file *fault = (struct fault_file *)file;
	int status;

	(void)vfs;
	fault->real = (sqlite3_file *)(fault + 1);
	memset(fault->real, 0, (size_t)real_vfs->szOsFile);
	status = real_vfs->xOpen(real_vfs, name, fault->real, flags, out_flags);
	file->pMethods = fault->real->pMethods ? &methods : NULL;
	return status;
}

void fault_vfs_install(void)
{
	if (real_vfs)
		return;
	real_vfs = sqlite3_vfs_find(NULL);
	ASSERT(real_vfs);
	fault_vfs = *real_vfs;
	fault_vfs.zName = "fault";
	fault_vfs.szOsFile = (int)sizeof(struct fault_file) + real_vfs->szOsFile;
	fault_vfs.xOpen = on_open;
	ASSERT(sqlite3_vfs_register(&fault_vfs, 1) == SQLITE_OK);
}
