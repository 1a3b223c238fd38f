/* The operations of the protocol. */
#pragma once
#include <cjson/cJSON.h>

/* What compute returns where there is no such operation. */
extern const char unsupported[];

/* Fills the output; returns why not, or NULL. */
const char *compute(cJSON *output, const char *op, const cJSON *input);
