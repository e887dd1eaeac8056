/*
 * postgres_fixture: initdb and postgres as child processes. PostgreSQL refuses to run as root, so root runs it as nobody.
 */
#include "store/postgres_fixture.h"

#include <fcntl.h>
#include <ftw.h>
#include <grp.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/check.h"

enum { NOBODY = 65534, PATH_BYTES = 256, START_TRIES = 300, TRY_US = 50000, MAX_ARGUMENTS = 16 };

static const char *const programs[] = {"/usr/lib/postgresql/17/bin", "/usr/lib/postgresql/16/bin",
	"/usr/lib/postgresql/15/bin", "/usr/local/pgsql/bin"};

static const char *find_programs(void)
{
	for (size_t i = 0; i < ARRAY_COUNT(programs); i++) {
		char path[PATH_BYTES];

		snprintf(path, sizeof(path), "%s/initdb", programs[i]);
		if (access(path, X_OK) == 0)
			return programs[i];
	}
	return NULL;
}

/* Runs a program of PostgreSQL, its words into a log beside the data. It finds its siblings by its own name, so that has to
 * be the whole path. */
static pid_t spawn(const struct postgres_fixture *fixture, const char *folder, const char *const arguments[])
{
	const char *words[MAX_ARGUMENTS] = {NULL};
	char program[PATH_BYTES], log[PATH_BYTES];
	pid_t pid;

	for (size_t i = 0; arguments[i]; i++) {
		ASSERT(i + 1 < MAX_ARGUMENTS);
		words[i] = arguments[i];
	}
	words[0] = program;

	snprintf(program, sizeof(program), "%s/%s", folder, arguments[0]);
	snprintf(log, sizeof(log), "%s/log", fixture->dir);
	pid = fork();
	ASSERT(pid >= 0);
	if (pid > 0)
		return pid;

	if (getuid() == 0 && (setgroups(0, NULL) != 0 || setgid(NOBODY) != 0 || setuid(NOBODY) != 0))
		_exit(126);
	/* A failed assertion leaves its test without freeing: the cluster then ends with the test program. */
	if (prctl(PR_SET_PDEATHSIG, SIGINT) != 0)
		_exit(126);
	if (!freopen(log, "a", stdout) || dup2(STDOUT_FILENO, STDERR_FILENO) < 0)
		_exit(126);
	execv(program, (char *const *)(uintptr_t)words);
	_exit(127);
}

static void make_cluster(struct postgres_fixture *fixture, const char *folder)
{
	char data[PATH_BYTES];
	int status = 0;

	snprintf(data, sizeof(data), "%s/data", fixture->dir);
	ASSERT(waitpid(spawn(fixture, folder,
			       (const char *const[]){"initdb", "-D", data, "-U", "outrider", "-A", "trust", "--no-sync",
				       "-E", "UTF8", "--locale=C", NULL}),
		       &status, 0) > 0);
	if (status != 0)
		fprintf(stderr, "postgres_fixture: initdb failed, see %s/log\n", fixture->dir);
	ASSERT(status == 0);
	fixture->pid = spawn(fixture, folder,
		(const char *const[]){"postgres", "-D", data, "-k", fixture->dir, "-c", "listen_addresses=", "-c",
			"fsync=off", NULL});
}

static void connect_to(struct postgres_fixture *fixture)
{
	char address[PATH_BYTES];

	snprintf(address, sizeof(address), "host=%s user=outrider dbname=postgres", fixture->dir);
	for (int i = 0; i < START_TRIES; i++) {
		fixture->connection = PQconnectdb(address);
		if (PQstatus(fixture->connection) == CONNECTION_OK)
			return;
		PQfinish(fixture->connection);
		usleep(TRY_US);
	}
	fprintf(stderr, "postgres_fixture: no cluster, see %s/log\n", fixture->dir);
	abort();
}

struct postgres_fixture *postgres_fixture_new(void)
{
	const char *folder = find_programs();
	struct postgres_fixture *fixture;

	if (!folder)
		return NULL;
	fixture = calloc(1, sizeof(*fixture));
	ASSERT(fixture);
	snprintf(fixture->dir, sizeof(fixture->dir), "/tmp/outrider-postgres-XXXXXX");
	ASSERT(mkdtemp(fixture->dir));
	if (getuid() == 0)
		ASSERT(chown(fixture->dir, NOBODY, NOBODY) == 0);
	make_cluster(fixture, folder);
	connect_to(fixture);
	return fixture;
}

static int remove_one(const char *path, const struct stat *facts, int kind, struct FTW *place)
{
	(void)facts;
	(void)kind;
	(void)place;
	return remove(path);
}

void postgres_fixture_free(struct postgres_fixture *fixture)
{
	if (!fixture)
		return;
	PQfinish(fixture->connection);
	kill(fixture->pid, SIGINT);
	waitpid(fixture->pid, NULL, 0);
	nftw(fixture->dir, remove_one, 16, FTW_DEPTH | FTW_PHYS);
	free(fixture);
}
