/*
 * Measures what cogbench's bench calls client_public and user_proof, computed
 * with OpenSSL and with GMP, so that the three can be compared in one run on
 * one machine (see run). Hashing is OpenSSL's in both.
 *
 *   client_public  A = g^a mod N, a of 1024 bits
 *   user_proof     x, u, S = (B - k g^x)^(a + u x) mod N, K, and the proof
 *
 * Each library may use the better of its ways: OpenSSL its path for a base of
 * one word (BN_mod_exp_mont_word) and a Montgomery context made once.
 *
 * Usage: compare SECONDS    prints "library operation minNs", one a line, where
 * minNs is the least mean of ten equal slices. Inputs are fresh every time, and
 * made outside of what is timed.
 */
#include <gmp.h>
#include <openssl/bn.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/rand.h>
#include <openssl/sha.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { GROUP = 384, EPHEMERAL = 128, SALT = 16, BLOCK = 1024, INPUTS = 64, SLICES = 10 };

static const char modulus_hex[] =
    "ffffffffffffffffc90fdaa22168c234c4c6628b80dc1cd129024e088a67cc74"
    "020bbea63b139b22514a08798e3404ddef9519b3cd3a431b302b0a6df25f1437"
    "4fe1356d6d51c245e485b576625e7ec6f44c42e9a637ed6b0bff5cb6f406b7ed"
    "ee386bfb5a899fa5ae9f24117c4b1fe649286651ece45b3dc2007cb8a163bf05"
    "98da48361c55d39a69163fa8fd24cf5f83655d23dca3ad961c62f356208552bb"
    "9ed529077096966d670c354e4abc9804f1746c08ca18217c32905e462e36ce3b"
    "e39e772c180e86039b2783a2ec07a28fb5c55df06f4c52c9de2bcbf695581718"
    "3995497cea956ae515d2261898fa051015728e5a8aaac42dad33170d04507a33"
    "a85521abdf1cba64ecfb850458dbef0a8aea71575d060c7db3970f85a6e1e4c7"
    "abf5ae8cdb0933d71e8c94e04a25619dcee3d2261ad2ee6bf12ffa06d98a0864"
    "d87602733ec86a64521f2b18177b200cbbe117577a615d6c770988c0bad946e2"
    "08e24fa074e5ab3143db5bfce0fd108e4b82d120a93ad2caffffffffffffffff";
static const char multiplier_hex[] = "538282c4354742d7cbbde2359fcf67f9f5b3a6b08791e5011b43b8a5b66d9ee6";
static const char timestamp[] = "Tue Sep 5 00:09:40 UTC 2023";
static const char identity[] = "poolNameuser-id-for-srp";
static const char password[] = ":correct horse battery staple";

/* One exchange as the client meets it; big-endian bytes. */
struct input {
    unsigned char a[EPHEMERAL], A[GROUP], B[GROUP], salt[SALT], block[BLOCK];
};

/* The two exponentiations of a proof, all that differs between libraries. */
struct library {
    const char *name;
    void (*client_public)(const struct input *in, unsigned char A[GROUP]);
    void (*premaster)(const struct input *in, const unsigned char x[32], const unsigned char u[32],
                      unsigned char S[GROUP]);
};

static void require(int ok, const char *what) {
    if (!ok) {
        fprintf(stderr, "compare: %s\n", what);
        exit(1);
    }
}

/* OpenSSL */

static BN_CTX *bn_ctx;
static BN_MONT_CTX *bn_mont;
static BIGNUM *bn_modulus, *bn_multiplier, *bn_two;

static void openssl_start(void) {
    bn_ctx = BN_CTX_new();
    bn_mont = BN_MONT_CTX_new();
    bn_two = BN_new();
    require(bn_ctx && bn_mont && bn_two && BN_set_word(bn_two, 2) && BN_hex2bn(&bn_modulus, modulus_hex) &&
                BN_hex2bn(&bn_multiplier, multiplier_hex) && BN_MONT_CTX_set(bn_mont, bn_modulus, bn_ctx),
            "OpenSSL does not start");
}

static void openssl_public_by_word(const struct input *in, unsigned char A[GROUP]) {
    BN_CTX_start(bn_ctx);
    BIGNUM *a = BN_bin2bn(in->a, EPHEMERAL, BN_CTX_get(bn_ctx)), *power = BN_CTX_get(bn_ctx);
    BN_mod_exp_mont_word(power, 2, a, bn_modulus, bn_ctx, bn_mont);
    BN_bn2binpad(power, A, GROUP);
    BN_CTX_end(bn_ctx);
}

static void openssl_public_by_window(const struct input *in, unsigned char A[GROUP]) {
    BN_CTX_start(bn_ctx);
    BIGNUM *a = BN_bin2bn(in->a, EPHEMERAL, BN_CTX_get(bn_ctx)), *power = BN_CTX_get(bn_ctx);
    BN_mod_exp_mont(power, bn_two, a, bn_modulus, bn_ctx, bn_mont);
    BN_bn2binpad(power, A, GROUP);
    BN_CTX_end(bn_ctx);
}

static void openssl_premaster(const struct input *in, const unsigned char x_bytes[32], const unsigned char u_bytes[32],
                              unsigned char S[GROUP]) {
    BN_CTX_start(bn_ctx);
    BIGNUM *base = BN_CTX_get(bn_ctx), *exponent = BN_CTX_get(bn_ctx);
    BIGNUM *a = BN_bin2bn(in->a, EPHEMERAL, BN_CTX_get(bn_ctx)), *B = BN_bin2bn(in->B, GROUP, BN_CTX_get(bn_ctx));
    BIGNUM *x = BN_bin2bn(x_bytes, 32, BN_CTX_get(bn_ctx)), *u = BN_bin2bn(u_bytes, 32, BN_CTX_get(bn_ctx));
    BN_mod_exp_mont_word(base, 2, x, bn_modulus, bn_ctx, bn_mont);
    BN_mod_mul(base, base, bn_multiplier, bn_modulus, bn_ctx);
    BN_mod_sub(base, B, base, bn_modulus, bn_ctx);
    BN_mul(exponent, u, x, bn_ctx);
    BN_add(exponent, exponent, a);
    BN_mod_exp_mont(base, base, exponent, bn_modulus, bn_ctx, bn_mont);
    BN_bn2binpad(base, S, GROUP);
    BN_CTX_end(bn_ctx);
}

/* GMP */

static mpz_t mp_modulus, mp_multiplier, mp_two;

static void gmp_start(void) {
    mpz_init_set_str(mp_modulus, modulus_hex, 16);
    mpz_init_set_str(mp_multiplier, multiplier_hex, 16);
    mpz_init_set_ui(mp_two, 2);
}

static void gmp_read(mpz_t n, const unsigned char *bytes, size_t length) {
    mpz_init(n);
    mpz_import(n, length, 1, 1, 1, 0, bytes);
}

static void gmp_write(unsigned char out[GROUP], const mpz_t n) {
    size_t length = (mpz_sizeinbase(n, 2) + 7) / 8;
    memset(out, 0, GROUP);
    mpz_export(out + GROUP - length, NULL, 1, 1, 1, 0, n);
}

static void gmp_public(const struct input *in, unsigned char A[GROUP]) {
    mpz_t a;
    gmp_read(a, in->a, EPHEMERAL);
    mpz_powm(a, mp_two, a, mp_modulus);
    gmp_write(A, a);
    mpz_clear(a);
}

static void gmp_premaster(const struct input *in, const unsigned char x_bytes[32], const unsigned char u_bytes[32],
                          unsigned char S[GROUP]) {
    mpz_t a, B, x, u, base;
    gmp_read(a, in->a, EPHEMERAL);
    gmp_read(B, in->B, GROUP);
    gmp_read(x, x_bytes, 32);
    gmp_read(u, u_bytes, 32);
    mpz_init(base);
    mpz_powm(base, mp_two, x, mp_modulus);
    mpz_mul(base, base, mp_multiplier);
    mpz_sub(base, B, base);
    mpz_mod(base, base, mp_modulus);
    mpz_addmul(a, u, x);
    mpz_powm(base, base, a, mp_modulus);
    gmp_write(S, base);
    mpz_clears(a, B, x, u, base, NULL);
}

static const struct library libraries[] = {
    {"openssl", openssl_public_by_word, openssl_premaster},
    {"openssl-window", openssl_public_by_window, openssl_premaster},
    {"gmp", gmp_public, gmp_premaster},
};
enum { LIBRARIES = sizeof libraries / sizeof libraries[0] };

/* The protocol around the arithmetic */

/* Points at the minimal two's complement bytes of n, which has a spare 00 in front. */
static const unsigned char *pad(const unsigned char *n, size_t *length) {
    while (*length > 1 && n[0] == 0 && n[1] < 0x80) {
        n++;
        (*length)--;
    }
    return n;
}

static void update_padded(EVP_MD_CTX *digest, const unsigned char *n, size_t length) {
    unsigned char spare[1 + GROUP] = {0};
    memcpy(spare + 1, n, length);
    length++;
    const unsigned char *padded = pad(spare, &length);
    EVP_DigestUpdate(digest, padded, length);
}

static void user_proof(const struct library *library, const struct input *in, unsigned char proof[32]) {
    unsigned char x[32], u[32], inner[32], key[32], spare_u[33] = {0}, spare_S[1 + GROUP] = {0}, message[2048];
    static EVP_MD_CTX *digest;
    if (digest == NULL)
        digest = EVP_MD_CTX_new();
    EVP_DigestInit_ex(digest, EVP_sha256(), NULL);
    EVP_DigestUpdate(digest, identity, sizeof identity - 1);
    EVP_DigestUpdate(digest, password, sizeof password - 1);
    EVP_DigestFinal_ex(digest, inner, NULL);
    EVP_DigestInit_ex(digest, EVP_sha256(), NULL);
    update_padded(digest, in->salt, SALT);
    EVP_DigestUpdate(digest, inner, sizeof inner);
    EVP_DigestFinal_ex(digest, x, NULL);
    EVP_DigestInit_ex(digest, EVP_sha256(), NULL);
    update_padded(digest, in->A, GROUP);
    update_padded(digest, in->B, GROUP);
    EVP_DigestFinal_ex(digest, u, NULL);

    library->premaster(in, x, u, spare_S + 1);

    size_t S_length = sizeof spare_S, u_length = sizeof spare_u;
    memcpy(spare_u + 1, u, sizeof u);
    const unsigned char *S = pad(spare_S, &S_length), *padded_u = pad(spare_u, &u_length);
    HMAC(EVP_sha256(), padded_u, (int)u_length, S, S_length, key, NULL);
    HMAC(EVP_sha256(), key, sizeof key, (const unsigned char *)"Caldera Derived Key\x01", 20, key, NULL);

    size_t length = 0;
    memcpy(message + length, identity, sizeof identity - 1);
    length += sizeof identity - 1;
    memcpy(message + length, in->block, BLOCK);
    length += BLOCK;
    memcpy(message + length, timestamp, sizeof timestamp - 1);
    length += sizeof timestamp - 1;
    HMAC(EVP_sha256(), key, 16, message, length, proof, NULL);
}

/* Measuring */

static void fresh_inputs(struct input inputs[INPUTS]) {
    for (int i = 0; i < INPUTS; i++) {
        require(RAND_bytes((unsigned char *)&inputs[i], sizeof inputs[i]) == 1, "no randomness");
        inputs[i].B[0] &= 0x7f; /* below N */
        libraries[0].client_public(&inputs[i], inputs[i].A);
    }
}

static double now_ns(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return 1e9 * (double)t.tv_sec + (double)t.tv_nsec;
}

/* Returns the mean time of one operation over at least the given time. */
static double slice(const struct library *library, int proof, double least_ns) {
    static struct input inputs[INPUTS];
    unsigned char out[GROUP];
    double spent = 0;
    long count = 0;
    while (spent < least_ns) {
        fresh_inputs(inputs);
        double start = now_ns();
        for (int i = 0; i < INPUTS; i++) {
            if (proof)
                user_proof(library, &inputs[i], out);
            else
                library->client_public(&inputs[i], out);
        }
        spent += now_ns() - start;
        count += INPUTS;
    }
    return spent / (double)count;
}

static void require_agreement(void) {
    static struct input inputs[INPUTS];
    unsigned char want[GROUP], got[GROUP];
    fresh_inputs(inputs);
    for (int i = 0; i < INPUTS; i++)
        for (int l = 1; l < LIBRARIES; l++) {
            libraries[l].client_public(&inputs[i], got);
            require(memcmp(got, inputs[i].A, GROUP) == 0, "the libraries disagree on A");
            user_proof(&libraries[0], &inputs[i], want);
            user_proof(&libraries[l], &inputs[i], got);
            require(memcmp(got, want, 32) == 0, "the libraries disagree on the proof");
        }
}

int main(int argc, char **argv) {
    static const char *const operations[] = {"client_public", "user_proof"};
    double seconds = argc == 2 ? atof(argv[1]) : 0;
    require(seconds > 0, "usage: compare SECONDS");
    openssl_start();
    gmp_start();
    require_agreement();
    for (int l = 0; l < LIBRARIES; l++)
        for (int proof = 0; proof < 2; proof++) {
            double least = 0;
            for (int s = 0; s < SLICES; s++) {
                double mean = slice(&libraries[l], proof, 1e9 * seconds / SLICES);
                least = s == 0 || mean < least ? mean : least;
            }
            printf("%s %s %.0f\n", libraries[l].name, operations[proof], least);
        }
    return 0;
}
