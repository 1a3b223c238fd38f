#include <openssl/bn.h>

#include "bytes.h"
#include "client.h"

enum { KEY = 16 }; /* bytes of K that are used */

static const char not_an_integer[] = "not a hexadecimal integer";

static void hash_to_integer(struct bytes *n, const struct part *parts) {
    struct bytes digest;
    hash(&digest, parts);
    integer_of(n, digest.at, digest.length);
}

void client_start(void) {
    struct bytes N, g, k;
    unsigned char prime[LONGEST];
    BIGNUM *rfc3526 = BN_get_rfc3526_prime_3072(NULL);
    integer_of(&N, prime, (size_t)BN_bn2bin(rfc3526, prime));
    integer_of(&g, (const unsigned char[]){2}, 1);
    hash_to_integer(&k, PARTS(all(&N), all(&g))); /* k = H(pad(N) | pad(g)) */
    powers_start(&N, &k);
    BN_free(rfc3526);
}

/* x = H(pad(salt) | H(group | name | ":" | secret)) */
static void private_key(struct bytes *x, const struct bytes *salt, struct identity who) {
    struct bytes inner;
    hash(&inner, PARTS(text(who.group), text(who.name), text(":"), text(who.secret)));
    hash_to_integer(x, PARTS(all(salt), all(&inner)));
}

const char *client_public(char A_out[TEXT], const char *a_in) {
    struct bytes a, A;
    if (!read_hex(&a, a_in))
        return not_an_integer;
    power_of_g(&A, &a);
    write_hex(A_out, &A);
    return NULL;
}

const char *client_proof(char signature[TEXT], const char *a_in, const char *B_in, const char *salt_in,
                         struct identity who, const char *secret_block, const char *timestamp) {
    struct bytes a, A, B, salt, block, u, x, S, K, made;
    if (!read_hex(&a, a_in) || !read_hex(&B, B_in) || !read_hex(&salt, salt_in))
        return not_an_integer;
    if (!read_base64(&block, secret_block))
        return "SECRET_BLOCK is not base64";
    power_of_g(&A, &a);
    hash_to_integer(&u, PARTS(all(&A), all(&B)));
    private_key(&x, &salt, who);
    if (!premaster(&S, &a, &B, &x, &u))
        return "B is 0 mod N";
    hmac(&K, &u, PARTS(all(&S))); /* K = HKDF(S), with u for its salt */
    hmac(&K, &K, PARTS(text("Caldera Derived Key\x01")));
    K.length = KEY;
    hmac(&made, &K, PARTS(text(who.group), text(who.name), all(&block), text(timestamp)));
    write_base64(signature, &made);
    return NULL;
}

const char *client_verifier(char Salt[TEXT], char PasswordVerifier[TEXT], const char *salt_in, struct identity device) {
    struct bytes salt, x, v;
    if (!read_hex(&salt, *salt_in ? salt_in : "0")) /* there may be no byte at all */
        return not_an_integer;
    private_key(&x, &salt, device);
    power_of_g(&v, &x);
    write_base64(Salt, &salt);
    write_base64(PasswordVerifier, &v);
    return NULL;
}
