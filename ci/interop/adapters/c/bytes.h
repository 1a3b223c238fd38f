/* Integers as bytes, and the hashes over them. OpenSSL computes these for every library. */
#pragma once
#include <stddef.h>

enum { HASH = 32, LONGEST = 4096 }; /* bytes of a hash, and at most of an integer */

/* An integer as pad writes it: minimal two's complement, big-endian. */
struct integer {
    unsigned char bytes[LONGEST + 1];
    size_t length;
};

void integer_of_bytes(struct integer *n, const unsigned char *bytes, size_t length);

/* A part of what is hashed. */
struct part {
    const void *bytes;
    size_t length;
};

struct part text_part(const char *text);
struct part integer_part(const struct integer *n);

void hash(unsigned char out[HASH], const struct part *parts, size_t count);
void hmac(unsigned char out[HASH], struct part key, const struct part *parts, size_t count);
