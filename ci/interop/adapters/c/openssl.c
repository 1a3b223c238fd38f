/* The powers of an exchange with OpenSSL: its path for a base of one word, and a
 * Montgomery context that is made once. */
#include <openssl/bn.h>

#include "arithmetic.h"

static BN_CTX *context;
static BN_MONT_CTX *montgomery;
static BIGNUM *modulus, *multiplier;

void arithmetic_start(void) {
    context = BN_CTX_new();
    montgomery = BN_MONT_CTX_new();
    BN_hex2bn(&modulus, modulus_hex);
    BN_hex2bn(&multiplier, multiplier_hex);
    BN_MONT_CTX_set(montgomery, modulus, context);
}

static BIGNUM *read(const unsigned char *bytes, size_t length) {
    return BN_bin2bn(bytes, (int)length, BN_CTX_get(context));
}

void power_of_g(const unsigned char *exponent, size_t length, unsigned char out[GROUP]) {
    BN_CTX_start(context);
    BIGNUM *e = read(exponent, length), *power = BN_CTX_get(context);
    BN_mod_exp_mont_word(power, 2, e, modulus, context, montgomery);
    BN_bn2binpad(power, out, GROUP);
    BN_CTX_end(context);
}

int premaster(const unsigned char *a_bytes, size_t a_length, const unsigned char *B_bytes, size_t B_length,
              const unsigned char x_bytes[HASH], const unsigned char u_bytes[HASH], unsigned char S[GROUP]) {
    BN_CTX_start(context);
    BIGNUM *a = read(a_bytes, a_length), *B = read(B_bytes, B_length);
    BIGNUM *x = read(x_bytes, HASH), *u = read(u_bytes, HASH);
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
        BN_bn2binpad(base, S, GROUP);
    }
    BN_CTX_end(context);
    return usable;
}
