/* The powers of an exchange with GMP. */
#include <gmp.h>
#include <string.h>

#include "arithmetic.h"

static mpz_t modulus, multiplier, g;

void arithmetic_start(void) {
    mpz_init_set_str(modulus, modulus_hex, 16);
    mpz_init_set_str(multiplier, multiplier_hex, 16);
    mpz_init_set_ui(g, 2);
}

static void read(mpz_t n, const unsigned char *bytes, size_t length) {
    mpz_init(n);
    mpz_import(n, length, 1, 1, 1, 0, bytes);
}

static void write(unsigned char out[GROUP], const mpz_t n) {
    size_t length = (mpz_sizeinbase(n, 2) + 7) / 8;
    memset(out, 0, GROUP);
    mpz_export(out + GROUP - length, NULL, 1, 1, 1, 0, n);
}

void power_of_g(const unsigned char *exponent, size_t length, unsigned char out[GROUP]) {
    mpz_t power;
    read(power, exponent, length);
    mpz_powm(power, g, power, modulus);
    write(out, power);
    mpz_clear(power);
}

int premaster(const unsigned char *a_bytes, size_t a_length, const unsigned char *B_bytes, size_t B_length,
              const unsigned char x_bytes[HASH], const unsigned char u_bytes[HASH], unsigned char S[GROUP]) {
    mpz_t a, B, x, u, base;
    read(a, a_bytes, a_length);
    read(B, B_bytes, B_length);
    read(x, x_bytes, HASH);
    read(u, u_bytes, HASH);
    mpz_init(base);
    int usable = !mpz_divisible_p(B, modulus);
    if (usable) {
        mpz_powm(base, g, x, modulus);
        mpz_mul(base, base, multiplier);
        mpz_sub(base, B, base);
        mpz_mod(base, base, modulus);
        mpz_addmul(a, u, x);
        mpz_powm(base, base, a, modulus);
        write(S, base);
    }
    mpz_clears(a, B, x, u, base, NULL);
    return usable;
}
