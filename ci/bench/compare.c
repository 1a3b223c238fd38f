/*
 * Measures what cogbench's bench calls client_public and user_proof, computed by the client
 * of the C adapters with the powers of the library that is linked in (see run).
 *
 *   client_public  A = g^a mod N, a of 1024 bits
 *   user_proof     x, u, S = (B - k g^x)^(a + u x) mod N, K, and the proof
 *
 * The client's proof computes A too: what that takes alone is taken off.
 *
 * Usage: compare NAME SECONDS    prints "NAME operation minNs", one a line, where minNs is
 * the least mean of ten equal slices, and "NAME signature BASE64" of one exchange, which is
 * the same for every library. Inputs are fresh every time, and made outside of what is timed.
 */
#include <err.h>
#include <openssl/evp.h>
#include <openssl/rand.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "../interop/adapters/c/client.h"

enum { GROUP = 384, EPHEMERAL = 128, SALT = 16, BLOCK = 1024, INPUTS = 64, SLICES = 10 };

static const struct identity user = {"poolName", "user-id-for-srp", "correct horse battery staple"};
static const char timestamp[] = "Tue Sep 5 00:09:40 UTC 2023";

/* One exchange as the client meets it. */
struct input {
    char a[2 * EPHEMERAL + 1], B[2 * GROUP + 1], salt[2 * SALT + 1], block[2 * BLOCK];
};

static const char *public(const struct input *in) {
    char A[TEXT];
    return client_public(A, in->a);
}

static const char *proof(const struct input *in) {
    char signature[TEXT];
    return client_proof(signature, in->a, in->B, in->salt, user, in->block, timestamp);
}

static void draw(unsigned char *bytes, int count) {
    if (RAND_bytes(bytes, count) != 1)
        errx(1, "no randomness");
}

static void draw_hex(char *digits, int count) {
    unsigned char bytes[GROUP];
    draw(bytes, count);
    bytes[0] &= 0x7f; /* below N */
    for (int i = 0; i < count; i++)
        sprintf(digits + 2 * i, "%02x", bytes[i]);
}

static void fresh(struct input *in) {
    unsigned char block[BLOCK];
    draw_hex(in->a, EPHEMERAL);
    draw_hex(in->B, GROUP);
    draw_hex(in->salt, SALT);
    draw(block, BLOCK);
    EVP_EncodeBlock((unsigned char *)in->block, block, BLOCK);
}

static double now_ns(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return 1e9 * (double)t.tv_sec + (double)t.tv_nsec;
}

/* Returns the mean time of one operation over at least the given time. */
static double slice(const char *(*operation)(const struct input *in), double least_ns) {
    static struct input inputs[INPUTS];
    double spent = 0, count = 0;
    while (spent < least_ns) {
        for (int i = 0; i < INPUTS; i++)
            fresh(&inputs[i]);
        double start = now_ns();
        for (int i = 0; i < INPUTS; i++)
            if (operation(&inputs[i]))
                errx(1, "a right input is refused");
        spent += now_ns() - start;
        count += INPUTS;
    }
    return spent / count;
}

static double least(const char *(*operation)(const struct input *in), double seconds) {
    double found = slice(operation, 1e9 * seconds / SLICES);
    for (int i = 1; i < SLICES; i++) {
        double mean = slice(operation, 1e9 * seconds / SLICES);
        found = mean < found ? mean : found;
    }
    return found;
}

int main(int argc, char **argv) {
    char signature[TEXT];
    double seconds = argc == 3 ? atof(argv[2]) : 0;
    if (seconds <= 0)
        errx(2, "usage: compare NAME SECONDS");
    client_start();
    if (client_proof(signature, "a5", "1f", "5a17", user, "c2VjcmV0", timestamp))
        errx(1, "a right input is refused");
    double public_ns = least(public, seconds);
    printf("%s signature %s\n", argv[1], signature);
    printf("%s client_public %.0f\n", argv[1], public_ns);
    printf("%s user_proof %.0f\n", argv[1], least(proof, seconds) - public_ns);
    return 0;
}
