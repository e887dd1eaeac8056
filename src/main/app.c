#include "main/app.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/random.h"
#include "base/text.h"
#include "ops/instance.h"
#include "store/migrate.h"

enum { BOOT_BYTES = 12 };

bool app_make_data_dir(const char *path, struct error *err)
{
	struct stat info;

	if (mkdir(path, 0700) == 0)
		return true;
	if (errno == EEXIST && stat(path, &info) == 0 && S_ISDIR(info.st_mode))
		return true;
	return error_set(err, ERROR_STORAGE, "data_dir_unusable", "The data directory %s cannot be made or used: %s.",
		path, strerror(errno == EEXIST ? ENOTDIR : errno));
}

/* Mail servers are told the public name where there is one. */
static const char *helo_name(const struct host_rules *rules, struct arena *arena)
{
	char name[256] = "";

	if (!rules->is_loopback && strchr(rules->name, '.'))
		return rules->name;
	if (gethostname(name, sizeof(name) - 1) == 0 && name[0])
		return arena_text(arena, name);
	return "localhost";
}

static bool open_store(struct app *app, struct error *err)
{
	struct store_options options = {.data_dir = app->config->data_dir, .clock = &app->clock};
	bool may_make_key;

	if (!store_open(&options, &app->store, err))
		return false;
	if (!store_migrate(app->store, err))
		return false;
	if (!instance_may_make_key(app->store, &may_make_key, err))
		return false;
	if (!vault_open(app->config->data_dir, app->config->master_key_file, may_make_key, &app->vault, err))
		return false;
	return instance_open(app->store, app->vault, err);
}

static void wire(struct app *app, const char *base_url)
{
	const struct config *config = app->config;

	app->transport = (struct transport_config){.ca_file = config->ca_file,
		.allow_private_hosts = config->allow_private_hosts,
		.helo_name = helo_name(&app->rules, app->arena),
		.clock = &app->clock,
		.providers = &config->providers};
	app->ops = (struct ops){.store = app->store,
		.vault = app->vault,
		.clock = &app->clock,
		.fence = app->fence,
		.recorder = app->recorder,
		.gate = app->gate,
		.transport = &app->transport,
		.providers = &config->providers,
		.boot = random_token(app->arena, BOOT_BYTES),
		.base_url = base_url,
		.undo_ms = config->undo_ms,
		.allow_private_hosts = config->allow_private_hosts};
}

bool app_open(const struct config *config, const char *base_url, struct app **out, struct error *err)
{
	OWNED(app) struct app *app = calloc(1, sizeof(*app));

	ASSERT(app);
	app->config = config;
	app->arena = arena_new();
	app->clock = clock_system();
	app->fence = fence_new(&app->clock);
	app->recorder = recorder_new(&app->clock);
	app->gate = sending_gate_new(&app->clock);
	base_url = arena_text(app->arena, config->base_url ? config->base_url : base_url);
	if (!host_rules_init(&app->rules, base_url, "OUTRIDER_BASE_URL", app->arena, err))
		return false;
	if (!host_rules_add_proxies(&app->rules, config->trusted_proxies, "OUTRIDER_TRUSTED_PROXIES", app->arena, err))
		return false;
	if (!app_make_data_dir(config->data_dir, err) || !open_store(app, err))
		return false;
	wire(app, base_url);
	*out = TAKE(app);
	return true;
}

void app_free(struct app *app)
{
	if (!app)
		return;
	vault_free(app->vault);
	store_free(app->store);
	fence_free(app->fence);
	recorder_free(app->recorder);
	sending_gate_free(app->gate);
	arena_free(app->arena);
	free(app);
}
