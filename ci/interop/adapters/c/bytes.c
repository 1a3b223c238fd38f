#include <openssl/evp.h>
#include <string.h>

#include "bytes.h"

void integer_of_bytes(struct integer *n, const unsigned char *bytes, size_t length) {
    while (length > 0 && *bytes == 0) {
        bytes++;
        length--;
    }
    size_t sign = length == 0 || *bytes >= 0x80;
    n->bytes[0] = 0;
    memcpy(n->bytes + sign, bytes, length);
    n->length = sign + length;
}

struct part text_part(const char *text) {
    return (struct part){text, strlen(text)};
}

struct part integer_part(const struct integer *n) {
    return (struct part){n->bytes, n->length};
}

void hash(unsigned char out[HASH], const struct part *parts, size_t count) {
    EVP_MD_CTX *digest = EVP_MD_CTX_new();
    EVP_DigestInit_ex(digest, EVP_sha256(), NULL);
    for (size_t i = 0; i < count; i++)
        EVP_DigestUpdate(digest, parts[i].bytes, parts[i].length);
    EVP_DigestFinal_ex(digest, out, NULL);
    EVP_MD_CTX_free(digest);
}

void hmac(unsigned char out[HASH], struct part key, const struct part *parts, size_t count) {
    size_t length = HASH;
    EVP_PKEY *secret = EVP_PKEY_new_raw_private_key(EVP_PKEY_HMAC, NULL, key.bytes, key.length);
    EVP_MD_CTX *digest = EVP_MD_CTX_new();
    EVP_DigestSignInit(digest, NULL, EVP_sha256(), NULL, secret);
    for (size_t i = 0; i < count; i++)
        EVP_DigestSignUpdate(digest, parts[i].bytes, parts[i].length);
    EVP_DigestSignFinal(digest, out, &length);
    EVP_MD_CTX_free(digest);
    EVP_PKEY_free(secret);
}
