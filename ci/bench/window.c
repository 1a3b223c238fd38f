/* OpenSSL's other way to a power of g, its path for any base, under the name of the one for
 * a base of one word: compile both openssl.c and this with -DBN_mod_exp_mont_word=by_window. */
#include <openssl/bn.h>

int BN_mod_exp_mont_word(BIGNUM *power, BN_ULONG g, const BIGNUM *exponent, const BIGNUM *modulus, BN_CTX *context,
                         BN_MONT_CTX *montgomery) {
    BN_CTX_start(context);
    BIGNUM *base = BN_CTX_get(context);
    int done = BN_set_word(base, g) && BN_mod_exp_mont(power, base, exponent, modulus, context, montgomery);
    BN_CTX_end(context);
    return done;
}
