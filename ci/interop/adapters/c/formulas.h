/* The formulas of a client. */
#pragma once
#include "bytes.h"

/* Who signs in: a pool's name and its user, or a device group and its device. */
struct identity {
    const char *group, *name, *secret;
};

void formulas_start(void);

/* x = H(pad(salt) | H(group | name | ":" | secret)) */
void private_key(struct integer *x, const struct integer *salt, struct identity who);

/* K = HKDF(S), with u for its salt; returns 0 if B is 0 mod N. */
int session_key(unsigned char K[HASH], const struct integer *a, const struct integer *B, const struct integer *salt,
                struct identity who);

void signature(unsigned char out[HASH], const unsigned char K[HASH], struct identity who, struct part block,
               const char *timestamp);
