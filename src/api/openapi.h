#pragma once
/*
 * openapi: the contract as JSON, made from openapi.yaml at build time.
 */
extern const char openapi_json[] __attribute__((visibility("hidden")));
