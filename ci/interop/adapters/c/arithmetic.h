/* What the formulas ask of a library: the powers of an exchange, in the group of N and
 * g = 2. */
#pragma once
#include "bytes.h"

void arithmetic_start(const struct integer *N, const struct integer *k);

/* g^exponent mod N */
void power_of_g(struct integer *power, const struct integer *exponent);

/* S = (B - k g^x)^(a + u x) mod N; returns 0 if B is 0 mod N. */
int premaster(struct integer *S, const struct integer *a, const struct integer *B, const struct integer *x,
              const struct integer *u);
