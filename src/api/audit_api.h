#pragma once
/*
 * audit_api: who did what, newest first; managers only.
 */
#include "api/api.h"

api_handler audit_api_list;
