/* The powers of an exchange with GMP. */
#include <gmp.h>

#include "bytes.h"

static mpz_t modulus, multiplier, g;

static void read(mpz_t n, const struct bytes *from) {
    mpz_init(n);
    mpz_import(n, from->length, 1, 1, 1, 0, from->at);
}

static void write(struct bytes *to, const mpz_t n) {
    size_t bits = mpz_sizeinbase(n, 2), exported = (bits + 7) / 8;
    to->length = bits / 8 + 1;
    to->at[0] = 0;
    mpz_export(to->at + to->length - exported, NULL, 1, 1, 1, 0, n);
}

void powers_start(const struct bytes *N, const struct bytes *k) {
    read(modulus, N);
    read(multiplier, k);
    mpz_init_set_ui(g, 2);
}

void power_of_g(struct bytes *out, const struct bytes *exponent) {
    mpz_t power;
    read(power, exponent);
    mpz_powm(power, g, power, modulus);
    write(out, power);
    mpz_clear(power);
}

int premaster(struct bytes *S, const struct bytes *a_in, const struct bytes *B_in, const struct bytes *x_in,
              const struct bytes *u_in) {
    mpz_t a, B, x, u, base;
    read(a, a_in);
    read(B, B_in);
    read(x, x_in);
    read(u, u_in);
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
