#pragma once
/*
 * health: /healthz (the process answers), /readyz (it can serve) and /metrics (Prometheus).
 */
#include "api/api_server.h"

void health_live(struct http_response *response);
void health_ready(struct api_server *server, struct http_response *response);

/* The text of /metrics. */
void health_write_metrics(struct api_server *server, struct text *out);

/* Only for scrapers on this machine, or with a key that may read settings. */
void health_metrics(struct api_server *server, struct http_request *request, struct http_response *response);
