#include "base/unit.h"

#include "base/text.h"
#include "model/identity.h"

TEST(identity, what_is_set_more_specially_wins_and_the_rest_stays)
{
	struct identity identity = {.name = "Ada", .organization = "Acme", .signature = "Ada\nAcme"};

	identity_lay(&identity,
		&(struct identity){.name = "Ada of Sales", .reply_to = "team@acme.test", .organization = ""});

	assert_string_equal(identity.name, "Ada of Sales");
	assert_string_equal(identity.reply_to, "team@acme.test");
	assert_string_equal(identity.organization, "Acme");
	assert_string_equal(identity.signature, "Ada\nAcme");
}

TEST(identity, a_signature_is_taken_over_in_both_forms_or_not_at_all)
{
	struct identity identity = {.signature = "Ada", .signature_html = "<b>Ada</b>"};

	identity_lay(&identity, &(struct identity){.signature = "The team"});

	assert_string_equal(identity.signature, "The team");
	assert_null(identity.signature_html);
}

TEST(identity, comes_back_from_storage_as_it_was)
{
	OWNED(arena) struct arena *arena = arena_new();
	struct identity identity = {
		.name = "\"Ada\"\\ 👩‍💻", .postal_address = "1 Main St\nLondon", .opt_out_text = "Bye"};
	struct identity back = identity_parse(identity_format(&identity, arena), arena);

	assert_string_equal(back.name, identity.name);
	assert_string_equal(back.postal_address, identity.postal_address);
	assert_string_equal(back.opt_out_text, identity.opt_out_text);
	assert_null(back.reply_to);
	assert_null(identity_parse("{", arena).name);
}
