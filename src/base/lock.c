#include "base/lock.h"

void lock_take(pthread_mutex_t *mutex, enum lock_rank rank)
{
	lock_enter(rank);
	pthread_mutex_lock(mutex);
}

void lock_give(pthread_mutex_t *mutex, enum lock_rank rank)
{
	pthread_mutex_unlock(mutex);
	lock_leave(rank);
}
