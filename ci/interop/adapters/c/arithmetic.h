/* What adapter.c asks of a library: the powers of an exchange. Integers are
 * big-endian bytes; those of the group have GROUP bytes. */
#include <stddef.h>

enum { GROUP = 384, HASH = 32 };

/* N of RFC 3526 §5, and k = H(pad(N) | pad(g)), for g = 2. */
extern const char modulus_hex[], multiplier_hex[];

void arithmetic_start(void);

/* out = g^exponent mod N */
void power_of_g(const unsigned char *exponent, size_t length, unsigned char out[GROUP]);

/* S = (B - k g^x)^(a + u x) mod N; returns 0 if B is 0 mod N. */
int premaster(const unsigned char *a, size_t a_length, const unsigned char *B, size_t B_length,
              const unsigned char x[HASH], const unsigned char u[HASH], unsigned char S[GROUP]);
