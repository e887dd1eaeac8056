#include "http/assets.h"

#include <string.h>

#include "base/text.h"

static const struct asset *find(const char *path)
{
	for (const struct asset *asset = assets; asset->path; asset++)
		if (strcmp(asset->path, path) == 0)
			return asset;
	return NULL;
}

bool assets_is_page(const struct http_request *request)
{
	const char *accept = http_request_header(request, "Accept");
	const char *path = http_request_path(request);

	if (strcmp(path, "/") == 0 || strcmp(path, "/index.html") == 0)
		return true;
	return accept && strstr(accept, "text/html") && !find(path);
}

/* Whether a coding is among those of Accept-Encoding, and not with q=0. */
static bool accepts(const struct http_request *request, const char *coding)
{
	const char *list = http_request_header(request, "Accept-Encoding");
	const char *at = list ? strstr(list, coding) : NULL;
	const char *rest = at ? at + strlen(coding) : NULL;

	if (!at || (at > list && at[-1] != ' ' && at[-1] != ','))
		return false;
	rest += strspn(rest, " ");
	return !(text_starts(rest, ";q=0") && strspn(rest + 4, ".0") == strcspn(rest + 4, ", "));
}

static const struct asset_bytes *choose(
	const struct asset *asset, const struct http_request *request, const char **encoding)
{
	*encoding = NULL;
	if (asset->brotli.length && accepts(request, "br")) {
		*encoding = "br";
		return &asset->brotli;
	}
	if (asset->gzip.length && accepts(request, "gzip")) {
		*encoding = "gzip";
		return &asset->gzip;
	}
	return &asset->raw;
}

bool assets_answer(const struct http_request *request, struct http_response *response)
{
	const struct asset *asset = find(assets_is_page(request) ? "/index.html" : http_request_path(request));
	struct arena *arena = http_request_arena(request);
	const char *known = http_request_header(request, "If-None-Match");
	const struct asset_bytes *bytes;
	const char *encoding, *etag;

	if (!asset)
		return false;
	bytes = choose(asset, request, &encoding);
	etag = arena_printf(arena, "\"%s%s%s\"", asset->etag, encoding ? "-" : "", encoding ? encoding : "");
	if (known && strstr(known, etag)) /* with its type: its headers, the policy too, replace those that were kept */
		http_response_body(response, 304, asset->content_type, "", 0);
	else
		http_response_body(response, 200, asset->content_type, (const char *)bytes->data, bytes->length);
	if (encoding && http_response_status(response) == 200)
		http_response_header(response, "Content-Encoding", encoding);
	http_response_header(response, "ETag", etag);
	http_response_header(response, "Vary", "Accept-Encoding");
	http_response_header(
		response, "Cache-Control", asset->is_hashed ? "public, max-age=31536000, immutable" : "no-cache");
	return true;
}
