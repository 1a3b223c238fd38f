#include <openssl/bn.h>

#include "arithmetic.h"
#include "formulas.h"

enum { KEY = 16 }; /* bytes of K that are used */

static void hash_to_integer(struct integer *n, const struct part *parts, size_t count) {
    unsigned char digest[HASH];
    hash(digest, parts, count);
    integer_of_bytes(n, digest, HASH);
}

void formulas_start(void) {
    struct integer N, g, k;
    unsigned char prime[LONGEST];
    BIGNUM *rfc3526 = BN_get_rfc3526_prime_3072(NULL);
    integer_of_bytes(&N, prime, (size_t)BN_bn2bin(rfc3526, prime));
    integer_of_bytes(&g, (const unsigned char[]){2}, 1);
    hash_to_integer(&k, (struct part[]){integer_part(&N), integer_part(&g)}, 2); /* k = H(pad(N) | pad(g)) */
    arithmetic_start(&N, &k);
    BN_free(rfc3526);
}

void private_key(struct integer *x, const struct integer *salt, struct identity who) {
    unsigned char inner[HASH];
    hash(inner, (struct part[]){text_part(who.group), text_part(who.name), text_part(":"), text_part(who.secret)}, 4);
    hash_to_integer(x, (struct part[]){integer_part(salt), {inner, HASH}}, 2);
}

static void scrambling(struct integer *u, const struct integer *a, const struct integer *B) {
    struct integer A;
    power_of_g(&A, a);
    hash_to_integer(u, (struct part[]){integer_part(&A), integer_part(B)}, 2);
}

int session_key(unsigned char K[HASH], const struct integer *a, const struct integer *B, const struct integer *salt,
                struct identity who) {
    struct integer u, x, S;
    unsigned char extracted[HASH];
    scrambling(&u, a, B);
    private_key(&x, salt, who);
    if (!premaster(&S, a, B, &x, &u))
        return 0;
    hmac(extracted, integer_part(&u), (struct part[]){integer_part(&S)}, 1);
    hmac(K, (struct part){extracted, HASH}, (struct part[]){text_part("Caldera Derived Key\x01")}, 1);
    return 1;
}

void signature(unsigned char out[HASH], const unsigned char K[HASH], struct identity who, struct part block,
               const char *timestamp) {
    hmac(out, (struct part){K, KEY}, (struct part[]){text_part(who.group), text_part(who.name), block, text_part(timestamp)}, 4);
}
