/*
 * site: where an allocation was asked for, as a number that is the same in each run of the same program: the offsets of the
 * innermost return addresses in their modules. Each place fails in its turn, however often it is passed.
 */
#include <execinfo.h>
#include <link.h>
#include <pthread.h>
#include <string.h>

#include "control.h"

enum { MAX_MODULES = 64, FRAMES = 8, OWN_FRAMES = 4 };

struct module {
	uintptr_t from, to;
};

static struct module modules[MAX_MODULES];
static int module_count;
static pthread_mutex_t modules_mutex = PTHREAD_MUTEX_INITIALIZER;
static __thread bool is_looking;

static int add_module(struct dl_phdr_info *info, size_t size, void *context)
{
	struct module *module = &modules[module_count];

	(void)size;
	(void)context;
	if (module_count == MAX_MODULES)
		return 1;
	*module = (struct module){.from = UINTPTR_MAX};
	for (int i = 0; i < info->dlpi_phnum; i++) {
		uintptr_t from = info->dlpi_addr + info->dlpi_phdr[i].p_vaddr;

		if (info->dlpi_phdr[i].p_type != PT_LOAD)
			continue;
		if (from < module->from)
			module->from = from;
		if (from + info->dlpi_phdr[i].p_memsz > module->to)
			module->to = from + info->dlpi_phdr[i].p_memsz;
	}
	module_count++;
	return 0;
}

/* The modules of a program that loads none later but what is looked up by name, which does not allocate for us. */
static void learn_modules(void)
{
	pthread_mutex_lock(&modules_mutex);
	if (module_count == 0)
		dl_iterate_phdr(add_module, NULL);
	pthread_mutex_unlock(&modules_mutex);
}

/* Which module, and where in it. */
static uint64_t offset_of(uintptr_t address)
{
	for (int i = 0; i < module_count; i++)
		if (address >= modules[i].from && address < modules[i].to)
			return (uint64_t)(i + 1) << 40 | (address - modules[i].from);
	return 0;
}

static uint64_t hash_of(void *const *frames, int count, int depth)
{
	uint64_t hash = 0xcbf29ce484222325u;

	for (int i = OWN_FRAMES - 1; i < count && i < OWN_FRAMES - 1 + depth; i++)
		hash = (hash ^ offset_of((uintptr_t)frames[i])) * 0x100000001b3u;
	return hash ? hash : 1;
}

/* Its entry in the table of the page: made when it is new. NULL when the table is full. */
static struct shim_site *entry_of(struct shim_control *control, uint64_t hash)
{
	for (size_t i = 0; i < SHIM_MAX_SITES; i++) {
		struct shim_site *site = &control->sites[(hash + i) % SHIM_MAX_SITES];
		uint64_t empty = 0;

		if (atomic_load(&site->hash) == hash || atomic_compare_exchange_strong(&site->hash, &empty, hash) ||
			empty == hash)
			return site;
	}
	return NULL;
}

bool shim_site_fails(struct shim_control *control)
{
	int64_t depth = atomic_load(&control->site_depth);
	void *frames[OWN_FRAMES + FRAMES];
	struct shim_site *site;
	uint64_t hash;
	bool fails;

	if (depth <= 0 || is_looking)
		return false;
	is_looking = true; /* the first walk of the stack allocates */
	learn_modules();
	hash = hash_of(frames, backtrace(frames, OWN_FRAMES + FRAMES), depth > FRAMES ? FRAMES : (int)depth);
	site = entry_of(control, hash);
	fails = site && atomic_fetch_add(&site->passed, 1) == 0 && hash == atomic_load(&control->site);
	is_looking = false;
	return fails;
}
