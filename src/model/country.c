#include "model/country.h"

#include <stdlib.h>
#include <string.h>

#include "base/check.h"
#include "base/text.h"
#include "model/fold.h"

struct named {
	const char *name; /* folded, without accents, "and", "the" and "of" */
	const char *code;
};

/* By name. */
static const struct named countries[] = {{"afghanistan", "AF"}, {"aland islands", "AX"}, {"albania", "AL"},
	{"algeria", "DZ"}, {"allemagne", "DE"}, {"america", "US"}, {"american samoa", "AS"}, {"andorra", "AD"},
	{"angola", "AO"}, {"anguilla", "AI"}, {"antarctica", "AQ"}, {"antigua barbuda", "AG"}, {"argentina", "AR"},
	{"armenia", "AM"}, {"aruba", "AW"}, {"australia", "AU"}, {"austria", "AT"}, {"autriche", "AT"},
	{"azerbaijan", "AZ"}, {"bahamas", "BS"}, {"bahrain", "BH"}, {"bangladesh", "BD"}, {"barbados", "BB"},
	{"belarus", "BY"}, {"belgie", "BE"}, {"belgien", "BE"}, {"belgique", "BE"}, {"belgium", "BE"}, {"belize", "BZ"},
	{"benin", "BJ"}, {"bermuda", "BM"}, {"bhutan", "BT"}, {"bolivia", "BO"}, {"bosnia herzegovina", "BA"},
	{"botswana", "BW"}, {"bouvet island", "BV"}, {"brasil", "BR"}, {"brazil", "BR"}, {"britain", "GB"},
	{"british indian ocean territory", "IO"}, {"british virgin islands", "VG"}, {"brunei", "BN"},
	{"bulgaria", "BG"}, {"bulgarien", "BG"}, {"burkina faso", "BF"}, {"burma", "MM"}, {"burundi", "BI"},
	{"cabo verde", "CV"}, {"cambodia", "KH"}, {"cameroon", "CM"}, {"canada", "CA"}, {"cape verde", "CV"},
	{"caribbean netherlands", "BQ"}, {"cayman islands", "KY"}, {"central african republic", "CF"},
	{"ceska republika", "CZ"}, {"cesko", "CZ"}, {"chad", "TD"}, {"chile", "CL"}, {"china", "CN"},
	{"christmas island", "CX"}, {"cocos islands", "CC"}, {"colombia", "CO"}, {"comoros", "KM"}, {"congo", "CG"},
	{"cook islands", "CK"}, {"costa rica", "CR"}, {"cote d ivoire", "CI"}, {"croatia", "HR"}, {"cuba", "CU"},
	{"curacao", "CW"}, {"cyprus", "CY"}, {"czech republic", "CZ"}, {"czechia", "CZ"}, {"danmark", "DK"},
	{"democratic republic congo", "CD"}, {"denmark", "DK"}, {"deutschland", "DE"}, {"djibouti", "DJ"},
	{"dominica", "DM"}, {"dominican republic", "DO"}, {"east timor", "TL"}, {"ecuador", "EC"}, {"eesti", "EE"},
	{"egypt", "EG"}, {"eire", "IE"}, {"el", "GR"}, {"el salvador", "SV"}, {"ellada", "GR"}, {"emirates", "AE"},
	{"england", "GB"}, {"equatorial guinea", "GQ"}, {"eritrea", "ER"}, {"espana", "ES"}, {"estonia", "EE"},
	{"eswatini", "SZ"}, {"ethiopia", "ET"}, {"falkland islands", "FK"}, {"faroe islands", "FO"},
	{"federal republic germany", "DE"}, {"fiji", "FJ"}, {"finland", "FI"}, {"finnland", "FI"}, {"france", "FR"},
	{"francia", "FR"}, {"frankreich", "FR"}, {"french guiana", "GF"}, {"french polynesia", "PF"},
	{"french southern territories", "TF"}, {"gabon", "GA"}, {"gambia", "GM"}, {"georgia", "GE"}, {"germany", "DE"},
	{"ghana", "GH"}, {"gibraltar", "GI"}, {"great britain", "GB"}, {"greece", "GR"}, {"greenland", "GL"},
	{"grenada", "GD"}, {"guadeloupe", "GP"}, {"guam", "GU"}, {"guatemala", "GT"}, {"guernsey", "GG"},
	{"guinea", "GN"}, {"guinea bissau", "GW"}, {"guyana", "GY"}, {"haiti", "HT"}, {"heard mcdonald islands", "HM"},
	{"hellas", "GR"}, {"holland", "NL"}, {"holy see", "VA"}, {"honduras", "HN"}, {"hong kong", "HK"},
	{"hong kong sar", "HK"}, {"hrvatska", "HR"}, {"hungary", "HU"}, {"iceland", "IS"}, {"india", "IN"},
	{"indonesia", "ID"}, {"iran", "IR"}, {"iraq", "IQ"}, {"ireland", "IE"}, {"irland", "IE"},
	{"islamic republic iran", "IR"}, {"island", "IS"}, {"isle man", "IM"}, {"israel", "IL"}, {"italia", "IT"},
	{"italien", "IT"}, {"italy", "IT"}, {"ivory coast", "CI"}, {"jamaica", "JM"}, {"japan", "JP"}, {"jersey", "JE"},
	{"jordan", "JO"}, {"kazakhstan", "KZ"}, {"kenya", "KE"}, {"kiribati", "KI"}, {"korea", "KR"}, {"kosovo", "XK"},
	{"kuwait", "KW"}, {"kypros", "CY"}, {"kyrgyzstan", "KG"}, {"lao people s democratic republic", "LA"},
	{"laos", "LA"}, {"latvia", "LV"}, {"latvija", "LV"}, {"lebanon", "LB"}, {"lesotho", "LS"}, {"liberia", "LR"},
	{"libya", "LY"}, {"liechtenstein", "LI"}, {"lietuva", "LT"}, {"lithuania", "LT"}, {"luxembourg", "LU"},
	{"luxemburg", "LU"}, {"macao", "MO"}, {"macau", "MO"}, {"macedonia", "MK"}, {"madagascar", "MG"},
	{"magyarorszag", "HU"}, {"malawi", "MW"}, {"malaysia", "MY"}, {"maldives", "MV"}, {"mali", "ML"},
	{"malta", "MT"}, {"marshall islands", "MH"}, {"martinique", "MQ"}, {"mauritania", "MR"}, {"mauritius", "MU"},
	{"mayotte", "YT"}, {"mexico", "MX"}, {"micronesia", "FM"}, {"moldova", "MD"}, {"monaco", "MC"},
	{"mongolia", "MN"}, {"montenegro", "ME"}, {"montserrat", "MS"}, {"morocco", "MA"}, {"mozambique", "MZ"},
	{"myanmar", "MM"}, {"namibia", "NA"}, {"nauru", "NR"}, {"nederland", "NL"}, {"nepal", "NP"},
	{"netherlands", "NL"}, {"new caledonia", "NC"}, {"new zealand", "NZ"}, {"nicaragua", "NI"},
	{"niederlande", "NL"}, {"niger", "NE"}, {"nigeria", "NG"}, {"niue", "NU"}, {"norfolk island", "NF"},
	{"norge", "NO"}, {"north korea", "KP"}, {"north macedonia", "MK"}, {"northern ireland", "GB"},
	{"northern mariana islands", "MP"}, {"norway", "NO"}, {"norwegen", "NO"}, {"oman", "OM"}, {"osterreich", "AT"},
	{"pakistan", "PK"}, {"palau", "PW"}, {"palestine", "PS"}, {"palestinian territories", "PS"}, {"panama", "PA"},
	{"papua new guinea", "PG"}, {"paraguay", "PY"}, {"peoples republic china", "CN"}, {"peru", "PE"},
	{"philippines", "PH"}, {"pitcairn islands", "PN"}, {"poland", "PL"}, {"polen", "PL"}, {"polska", "PL"},
	{"portugal", "PT"}, {"puerto rico", "PR"}, {"qatar", "QA"}, {"republic ireland", "IE"},
	{"republic korea", "KR"}, {"republic moldova", "MD"}, {"reunion", "RE"}, {"romania", "RO"}, {"rumanien", "RO"},
	{"russia", "RU"}, {"russian federation", "RU"}, {"rwanda", "RW"}, {"samoa", "WS"}, {"san marino", "SM"},
	{"sao tome principe", "ST"}, {"saudi arabia", "SA"}, {"schweden", "SE"}, {"schweiz", "CH"}, {"scotland", "GB"},
	{"senegal", "SN"}, {"serbia", "RS"}, {"seychelles", "SC"}, {"sierra leone", "SL"}, {"singapore", "SG"},
	{"sint maarten", "SX"}, {"slovak republic", "SK"}, {"slovakia", "SK"}, {"slovenia", "SI"}, {"slovenija", "SI"},
	{"slovensko", "SK"}, {"solomon islands", "SB"}, {"somalia", "SO"}, {"south africa", "ZA"},
	{"south georgia south sandwich islands", "GS"}, {"south korea", "KR"}, {"south sudan", "SS"}, {"spain", "ES"},
	{"spanien", "ES"}, {"sri lanka", "LK"}, {"st barthelemy", "BL"}, {"st helena", "SH"}, {"st kitts nevis", "KN"},
	{"st lucia", "LC"}, {"st martin", "MF"}, {"st pierre miquelon", "PM"}, {"st vincent grenadines", "VC"},
	{"sudan", "SD"}, {"suisse", "CH"}, {"suomi", "FI"}, {"suriname", "SR"}, {"svalbard jan mayen", "SJ"},
	{"sverige", "SE"}, {"svizzera", "CH"}, {"swaziland", "SZ"}, {"sweden", "SE"}, {"switzerland", "CH"},
	{"syria", "SY"}, {"syrian arab republic", "SY"}, {"taiwan", "TW"}, {"tajikistan", "TJ"}, {"tanzania", "TZ"},
	{"thailand", "TH"}, {"timor leste", "TL"}, {"togo", "TG"}, {"tokelau", "TK"}, {"tonga", "TO"},
	{"trinidad tobago", "TT"}, {"tunisia", "TN"}, {"turkey", "TR"}, {"turkiye", "TR"}, {"turkmenistan", "TM"},
	{"turks caicos islands", "TC"}, {"tuvalu", "TV"}, {"u s", "US"}, {"u s a", "US"}, {"u s virgin islands", "VI"},
	{"uae", "AE"}, {"uganda", "UG"}, {"uk", "GB"}, {"ukraine", "UA"}, {"ungarn", "HU"},
	{"united arab emirates", "AE"}, {"united kingdom", "GB"},
	{"united kingdom great britain northern ireland", "GB"}, {"united republic tanzania", "TZ"},
	{"united states", "US"}, {"united states america", "US"}, {"united states minor outlying islands", "UM"},
	{"uruguay", "UY"}, {"usa", "US"}, {"uzbekistan", "UZ"}, {"vanuatu", "VU"}, {"vatican city", "VA"},
	{"venezuela", "VE"}, {"viet nam", "VN"}, {"vietnam", "VN"}, {"wales", "GB"}, {"wallis futuna", "WF"},
	{"western sahara", "EH"}, {"yemen", "YE"}, {"zambia", "ZM"}, {"zimbabwe", "ZW"}};

static bool is_filler(const char *word, size_t length)
{
	static const char *const fillers[] = {"and", "the", "of"};

	for (size_t i = 0; i < ARRAY_COUNT(fillers); i++)
		if (strlen(fillers[i]) == length && strncmp(fillers[i], word, length) == 0)
			return true;
	return false;
}

/* As the table spells it. */
static const char *name_key(const char *text, struct arena *arena)
{
	const char *words = fold_words(text, arena);
	struct text key;

	text_init(&key, arena);
	while (*words) {
		size_t length = strcspn(words, " ");

		if (!is_filler(words, length)) {
			if (key.length)
				text_add_char(&key, ' ');
			text_add_n(&key, words, length);
		}
		words += length;
		words += *words == ' ';
	}
	return text_string(&key);
}

static int by_name(const void *key, const void *row)
{
	return strcmp(key, ((const struct named *)row)->name);
}

bool country_is_code(const char *text)
{
	for (size_t i = 0; i < ARRAY_COUNT(countries); i++)
		if (text_equal(countries[i].code, text))
			return true;
	return false;
}

static const char *code_of(const char *key)
{
	for (size_t i = 0; i < ARRAY_COUNT(countries); i++)
		if (strlen(key) == 2 && text_equal_nocase(countries[i].code, key))
			return countries[i].code;
	return NULL;
}

const char *country_code(const char *text, struct arena *arena)
{
	const char *key = name_key(text, arena);
	const struct named *row = bsearch(key, countries, ARRAY_COUNT(countries), sizeof(countries[0]), by_name);

	return row ? row->code : code_of(key);
}
