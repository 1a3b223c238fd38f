/* The powers of an exchange with OpenSSL: its path for a base of one word, and a
 * Montgomery context that is made once. */
#include <openssl/bn.h>

#include "bytes.h"

static BN_CTX *context;
static BN_MONT_CTX *montgomery;
static BIGNUM *modulus, *multiplier;

void powers_start(const struct bytes *N, const struct bytes *k) {
    context = BN_CTX_new();
    montgomery = BN_MONT_CTX_new();
    modulus = BN_bin2bn(N->at, (int)N->length, NULL);
    multiplier = BN_bin2bn(k->at, (int)k->length, NULL);
    BN_MONT_CTX_set(montgomery, modulus, context);
}

static BIGNUM *read(const struct bytes *n) {
    return BN_bin2bn(n->at, (int)n->length, BN_CTX_get(context));
}

static void write(struct bytes *to, const BIGNUM *n) {
    to->length = (size_t)BN_num_bits(n) / 8 + 1;
    BN_bn2binpad(n, to->at, (int)to->length);
}

void power_of_g(struct bytes *out, const struct bytes *exponent) {
    BN_CTX_start(context);
    BIGNUM *e = read(exponent), *power = BN_CTX_get(context);
    BN_mod_exp_mont_word(power, 2, e, modulus, context, montgomery);
    write(out, power);
    BN_CTX_end(context);
}

int premaster(struct bytes *S, const struct bytes *a_in, const struct bytes *B_in, const struct bytes *x_in,
              const struct bytes *u_in) {
    BN_CTX_start(context);
    BIGNUM *a = read(a_in), *B = read(B_in), *x = read(x_in), *u = read(u_in);
    BIGNUM *base = BN_CTX_get(context), *exponent = BN_CTX_get(context);
    BN_mod(B, B, modulus, context);
    int usable = !BN_is_zero(B);
    if (usable) {
        BN_mod_exp_mont_word(base, 2, x, modulus, context, montgomery);
        BN_mod_mul(base, base, multiplier, modulus, context);
        BN_mod_sub(base, B, base, modulus, context);
        BN_mul(exponent, u, x, context);
        BN_add(exponent, exponent, a);
        BN_mod_exp_mont(base, base, exponent, modulus, context, montgomery);
        write(S, base);
    }
    BN_CTX_end(context);
    return usable;
}
