/* A client of the protocol. Integers are read and written in hexadecimal, bytes in base64. */
#pragma once

enum { TEXT = 12 * 1024 }; /* room for any output, and its end */

/* Who signs in: a pool's name and its user, or a device group and its device. */
struct identity {
    const char *group, *name, *secret;
};

void client_start(void);

/* Each returns why it refuses its input, or NULL. */
const char *client_public(char A[TEXT], const char *a);
const char *client_proof(char signature[TEXT], const char *a, const char *B, const char *salt, struct identity who,
                         const char *secret_block, const char *timestamp);
const char *client_verifier(char Salt[TEXT], char PasswordVerifier[TEXT], const char *salt, struct identity device);
