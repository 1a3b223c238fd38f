/* Integers and other bytes, the hashes over them, and the powers of a library. */
#pragma once
#include <stddef.h>

enum { HASH = 32, LONGEST = 4096 }; /* bytes of a hash, and at most of what is read */

/* Bytes; an integer is as pad writes it: minimal two's complement, big-endian. */
struct bytes {
    size_t length;
    unsigned char at[LONGEST + 1];
};

void integer_of(struct bytes *n, const unsigned char *magnitude, size_t length);

/* Read hexadecimal digits, at least one, and base64; return 0 if there is anything else. */
int read_hex(struct bytes *n, const char *digits);
int read_base64(struct bytes *data, const char *encoded);

void write_hex(char *out, const struct bytes *n);
void write_base64(char *out, const struct bytes *data);

/* What is hashed, part by part; the last has no bytes. */
struct part {
    const void *at;
    size_t length;
};
#define PARTS(...) ((const struct part[]){__VA_ARGS__, {NULL, 0}})

struct part all(const struct bytes *data);
struct part text(const char *text);

void hash(struct bytes *out, const struct part *parts);
void hmac(struct bytes *out, const struct bytes *key, const struct part *parts);

/* openssl.c or gmp.c: the powers of an exchange, in the group of N and g = 2. */
void powers_start(const struct bytes *N, const struct bytes *k);

/* g^exponent mod N */
void power_of_g(struct bytes *power, const struct bytes *exponent);

/* S = (B - k g^x)^(a + u x) mod N; returns 0 if B is 0 mod N. */
int premaster(struct bytes *S, const struct bytes *a, const struct bytes *B, const struct bytes *x, const struct bytes *u);
