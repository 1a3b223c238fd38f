/* The powers of an exchange with GMP. */
#include <gmp.h>

#include "arithmetic.h"

static mpz_t modulus, multiplier, g;

static void read(mpz_t n, const struct integer *from) {
    mpz_init(n);
    mpz_import(n, from->length, 1, 1, 1, 0, from->bytes);
}

static void write(struct integer *to, const mpz_t n) {
    size_t bits = mpz_sizeinbase(n, 2), exported = (bits + 7) / 8;
    to->length = bits / 8 + 1;
    to->bytes[0] = 0;
    mpz_export(to->bytes + to->length - exported, NULL, 1, 1, 1, 0, n);
}

void arithmetic_start(const struct integer *N, const struct integer *k) {
    read(modulus, N);
    read(multiplier, k);
    mpz_init_set_ui(g, 2);
}

void power_of_g(struct integer *out, const struct integer *exponent) {
    mpz_t power;
    read(power, exponent);
    mpz_powm(power, g, power, modulus);
    write(out, power);
    mpz_clear(power);
}

int premaster(struct integer *S, const struct integer *a_in, const struct integer *B_in, const struct integer *x_in,
              const struct integer *u_in) {
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
