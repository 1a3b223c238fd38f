/* The members of inputs and outputs, as the protocol writes them. */
#pragma once
#include <cjson/cJSON.h>

#include "bytes.h"

/* A text, "" where there is none. */
const char *text(const cJSON *input, const char *name);

/* Reads hexadecimal digits, at least one; returns 0 if there is anything else. */
int read_integer(struct integer *n, const char *digits);

/* Reads base64; returns the number of bytes, -1 if it is something else. */
int read_base64(unsigned char bytes[LONGEST], const char *encoded);

void add_integer(cJSON *output, const char *name, const struct integer *n);
void add_base64(cJSON *output, const char *name, struct part bytes);
