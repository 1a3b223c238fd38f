#include <openssl/bn.h>
#include <openssl/evp.h>
#include <string.h>

#include "bytes.h"

void integer_of(struct bytes *n, const unsigned char *magnitude, size_t length) {
    for (; length > 0 && *magnitude == 0; length--)
        magnitude++;
    size_t sign = length == 0 || *magnitude >= 0x80;
    n->at[0] = 0;
    memcpy(n->at + sign, magnitude, length);
    n->length = sign + length;
}

int read_hex(struct bytes *n, const char *digits) {
    unsigned char magnitude[LONGEST];
    size_t count = strspn(digits, "0123456789abcdefABCDEF");
    if (count == 0 || count > 2 * LONGEST || digits[count] != '\0')
        return 0;
    BIGNUM *value = NULL;
    BN_hex2bn(&value, digits);
    integer_of(n, magnitude, (size_t)BN_bn2bin(value, magnitude));
    BN_free(value);
    return 1;
}

int read_base64(struct bytes *data, const char *encoded) {
    size_t count = strlen(encoded);
    int length = count > LONGEST ? -1 : EVP_DecodeBlock(data->at, (const unsigned char *)encoded, (int)count);
    for (; length > 0 && encoded[count - 1] == '='; count--)
        length--; /* EVP_DecodeBlock counts what only fills up */
    data->length = length < 0 ? 0 : (size_t)length;
    return length >= 0;
}

void write_hex(char *out, const struct bytes *n) {
    const char *start = out;
    for (size_t i = 0; i < 2 * n->length; i++) {
        int digit = n->at[i / 2] >> (i % 2 ? 0 : 4) & 15;
        if (digit > 0 || out > start)
            *out++ = "0123456789abcdef"[digit];
    }
    *out = '\0';
}

void write_base64(char *out, const struct bytes *data) {
    EVP_EncodeBlock((unsigned char *)out, data->at, (int)data->length);
}

struct part all(const struct bytes *data) {
    return (struct part){data->at, data->length};
}

struct part text(const char *text) {
    return (struct part){text, strlen(text)};
}

void hash(struct bytes *out, const struct part *parts) {
    EVP_MD_CTX *digest = EVP_MD_CTX_new();
    EVP_DigestInit_ex(digest, EVP_sha256(), NULL);
    for (; parts->at; parts++)
        EVP_DigestUpdate(digest, parts->at, parts->length);
    EVP_DigestFinal_ex(digest, out->at, NULL);
    EVP_MD_CTX_free(digest);
    out->length = HASH;
}

void hmac(struct bytes *out, const struct bytes *key, const struct part *parts) {
    EVP_PKEY *secret = EVP_PKEY_new_raw_private_key(EVP_PKEY_HMAC, NULL, key->at, key->length);
    EVP_MD_CTX *digest = EVP_MD_CTX_new();
    EVP_DigestSignInit(digest, NULL, EVP_sha256(), NULL, secret);
    for (; parts->at; parts++)
        EVP_DigestSignUpdate(digest, parts->at, parts->length);
    out->length = HASH;
    EVP_DigestSignFinal(digest, out->at, &out->length);
    EVP_MD_CTX_free(digest);
    EVP_PKEY_free(secret);
}
