/*
 * Unit tests of who gets in and what they may: first owner, sign-in, sessions, keys, roles and scopes.
 */
#include "base/unit.h"

#include "base/text.h"
#include "ops/instance.h"
#include "ops/key_ops.h"
#include "ops/session_ops.h"
#include "ops/user_ops.h"
#include "store/store_fixture.h"

struct desk {
	struct store_fixture *fixture;
	struct vault *vault;
	struct password_gate *gate;
	struct arena *arena;
	struct ops ops;
	struct error err;
};

static struct desk open_desk(void)
{
	struct desk desk = {.fixture = store_fixture_new(), .arena = arena_new()};

	store_fixture_run(desk.fixture, "DELETE FROM workspace");
	assert_true(vault_open(desk.fixture->dir, NULL, true, &desk.vault, &desk.err));
	assert_true(instance_open(desk.fixture->store, desk.vault, &desk.err));
	desk.ops = (struct ops){.store = desk.fixture->store, .vault = desk.vault};
	return desk;
}

static void set_up(struct desk *desk, struct user *user)
{
	OWNED(secret) struct secret *password = secret_new_text("correct horse battery");
	struct first_owner owner = {.email = "Ada@Example.com", .password = password, .remote = "192.0.2.1"};

	desk->ops.clock = &desk->fixture->clock;
	desk->gate = password_gate_new(desk->ops.clock);
	assert_true(user_ops_set_up(&desk->ops, desk->gate, &owner, desk->arena, user, &desk->err));
}

static void close_desk(struct desk *desk)
{
	password_gate_free(desk->gate);
	vault_free(desk->vault);
	arena_free(desk->arena);
	store_fixture_free(desk->fixture);
}

static bool sign_in(struct desk *desk, const char *email, const char *text, struct signed_in *out)
{
	OWNED(secret) struct secret *password = secret_new_text(text);
	struct sign_in request = {.email = email, .password = password, .remote = "192.0.2.1"};

	return session_ops_sign_in(&desk->ops, desk->gate, &request, desk->arena, out, &desk->err);
}

TEST(access, there_is_one_first_owner_for_ever)
{
	struct desk desk = open_desk();
	OWNED(secret) struct secret *password = secret_new_text("correct horse battery");
	struct first_owner second = {.email = "eve@example.com", .password = password, .remote = ""};
	struct user user;

	set_up(&desk, &user);

	assert_string_equal(user.role, "owner");
	assert_false(user_ops_set_up(&desk.ops, desk.gate, &second, desk.arena, &user, &desk.err));
	assert_true(error_is(&desk.err, "already_set_up"));
	close_desk(&desk);
}

TEST(access, a_short_password_is_refused_by_name)
{
	struct desk desk = open_desk();
	OWNED(secret) struct secret *password = secret_new_text("short");
	struct first_owner owner = {.email = "ada@example.com", .password = password, .remote = ""};
	struct user user;

	assert_false(user_ops_set_up(&desk.ops, NULL, &owner, desk.arena, &user, &desk.err));

	assert_string_equal(desk.err.field, "password");
	close_desk(&desk);
}

TEST(access, signing_in_needs_the_right_password_in_any_case_of_the_address)
{
	struct desk desk = open_desk();
	struct signed_in in;
	struct user user;

	set_up(&desk, &user);

	assert_false(sign_in(&desk, "ada@example.com", "wrong horse battery", &in));
	assert_true(error_is(&desk.err, "wrong_credentials"));
	assert_false(sign_in(&desk, "nobody@example.com", "correct horse battery", &in));
	assert_true(error_is(&desk.err, "wrong_credentials"));
	assert_true(sign_in(&desk, "ADA@example.com", "correct horse battery", &in));
	assert_int_equal(in.user.id, user.id);
	close_desk(&desk);
}

TEST(access, a_session_ends_when_signed_out_idle_or_old)
{
	struct desk desk = open_desk();
	struct call call = {.arena = desk.arena};
	struct session session;
	struct signed_in in;
	struct user user;
	bool found;

	set_up(&desk, &user);
	assert_true(session_ops_begin(&desk.ops, &user, "test", desk.arena, &in, &desk.err));
	assert_true(session_ops_find(&desk.ops, in.token, &call, &session, &found, &desk.err) && found);
	assert_int_equal(call.actor.role, ROLE_OWNER);
	assert_string_equal(session.csrf_token, in.csrf_token);

	desk.fixture->clock.offset_ms += 15LL * 24 * 3600 * 1000;
	assert_true(session_ops_find(&desk.ops, in.token, &call, &session, &found, &desk.err));
	assert_false(found);

	assert_true(session_ops_begin(&desk.ops, &user, "test", desk.arena, &in, &desk.err));
	assert_true(session_ops_find(&desk.ops, in.token, &call, &session, &found, &desk.err) && found);
	assert_true(session_ops_end(&desk.ops, &call, &desk.err));
	assert_true(session_ops_find(&desk.ops, in.token, &call, &session, &found, &desk.err));
	assert_false(found);
	close_desk(&desk);
}

TEST(access, too_many_wrong_passwords_lock_the_address_out_for_a_while)
{
	struct desk desk = open_desk();
	OWNED(secret) struct secret *password = secret_new_text("whatever it is");
	struct user user;
	bool fits;
	int tries = 0;

	set_up(&desk, &user);
	while (tries < 100 && password_verify(desk.gate, "192.0.2.9", NULL, password, &fits, &desk.err))
		tries++;
	assert_int_equal(tries, 20);
	assert_true(error_is(&desk.err, "too_many_sign_ins"));
	assert_true(desk.err.retry_after_s > 0);

	assert_true(password_verify(desk.gate, "192.0.2.10", NULL, password, &fits, &desk.err));
	desk.fixture->clock.offset_ms += 6 * 60 * 1000;
	assert_true(password_verify(desk.gate, "192.0.2.9", NULL, password, &fits, &desk.err));
	close_desk(&desk);
}

TEST(access, a_key_works_until_it_is_revoked)
{
	struct desk desk = open_desk();
	struct call owner = {.arena = desk.arena}, caller = {.arena = desk.arena};
	struct api_key key;
	const char *text;
	struct user user;
	bool found;

	set_up(&desk, &user);
	owner.workspace_id = user.workspace_id;
	owner.actor = (struct actor){.kind = ACTOR_USER, .id = user.id, .user_id = user.id, .role = ROLE_OWNER};
	assert_true(key_ops_create(&desk.ops, &owner, &(struct key_new){.name = "ci", .scopes = "mailboxes:read"}, &key,
		&text, &desk.err));
	assert_true(text_starts(text, "ork_"));

	assert_true(key_ops_find(&desk.ops, text, &caller, &found, &desk.err) && found);
	assert_true(ops_allow(&caller, "mailboxes:read", &desk.err));
	assert_false(ops_allow(&caller, "mailboxes:write", &desk.err));
	assert_true(error_is(&desk.err, "scope_missing"));

	assert_true(key_ops_revoke(&desk.ops, &owner, key.id, &desk.err));
	assert_true(key_ops_find(&desk.ops, text, &caller, &found, &desk.err));
	assert_false(found);
	close_desk(&desk);
}

TEST(access, a_key_cannot_make_one_that_may_more)
{
	struct desk desk = open_desk();
	struct call call = {.arena = desk.arena, .actor = {.kind = ACTOR_KEY, .role = ROLE_OWNER}};
	struct api_key key;
	const char *text;

	call.actor.scopes = "settings:write,mailboxes:read";

	assert_false(key_ops_create(
		&desk.ops, &call, &(struct key_new){.name = "x", .scopes = "mailboxes:write"}, &key, &text, &desk.err));
	assert_true(error_is(&desk.err, "scope_missing"));
	assert_false(key_ops_create(&desk.ops, &call, &(struct key_new){.name = "x"}, &key, &text, &desk.err));
	assert_false(key_ops_create(
		&desk.ops, &call, &(struct key_new){.name = "x", .scopes = "root"}, &key, &text, &desk.err));
	assert_string_equal(desk.err.field, "scopes");
	close_desk(&desk);
}

TEST(access, roles_allow_by_scope)
{
	static const struct {
		enum user_role role;
		const char *scope;
		bool is_allowed;
	} cases[] = {
		{ROLE_OWNER, "settings:write", true},
		{ROLE_MANAGER, "settings:write", true},
		{ROLE_MEMBER, "settings:write", false},
		{ROLE_MEMBER, "mailboxes:write", true},
		{ROLE_VIEWER, "mailboxes:read", true},
		{ROLE_VIEWER, "mailboxes:write", false},
		{ROLE_VIEWER, "campaigns:write", false},
		{ROLE_VIEWER, "threads:read", false},
	};
	struct error err;

	for (size_t i = 0; i < ARRAY_COUNT(cases); i++) {
		struct call call = {.actor = {.kind = ACTOR_USER, .role = cases[i].role}};

		assert_int_equal(ops_allow(&call, cases[i].scope, &err), cases[i].is_allowed);
	}
}
