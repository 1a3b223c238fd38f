#include <openssl/bn.h>
#include <openssl/evp.h>
#include <string.h>

#include "members.h"

const char *text(const cJSON *input, const char *name) {
    const char *value = cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(input, name));
    return value ? value : "";
}

int read_integer(struct integer *n, const char *digits) {
    unsigned char bytes[LONGEST];
    size_t count = strspn(digits, "0123456789abcdefABCDEF");
    if (count == 0 || count > 2 * LONGEST || digits[count] != '\0')
        return 0;
    BIGNUM *value = NULL;
    BN_hex2bn(&value, digits);
    integer_of_bytes(n, bytes, (size_t)BN_bn2bin(value, bytes));
    BN_free(value);
    return 1;
}

int read_base64(unsigned char bytes[LONGEST], const char *encoded) {
    size_t count = strlen(encoded);
    if (count > LONGEST)
        return -1;
    int length = EVP_DecodeBlock(bytes, (const unsigned char *)encoded, (int)count);
    for (; length > 0 && encoded[count - 1] == '='; count--)
        length--; /* EVP_DecodeBlock counts what only fills up */
    return length;
}

void add_integer(cJSON *output, const char *name, const struct integer *n) {
    static const char digits[] = "0123456789abcdef";
    char hex[2 * sizeof n->bytes + 1], *end = hex;
    for (size_t i = 0; i < n->length; i++) {
        *end++ = digits[n->bytes[i] >> 4];
        *end++ = digits[n->bytes[i] & 15];
    }
    *end = '\0';
    cJSON_AddStringToObject(output, name, hex + strspn(hex, "0"));
}

void add_base64(cJSON *output, const char *name, struct part bytes) {
    char encoded[2 * LONGEST];
    EVP_EncodeBlock((unsigned char *)encoded, bytes.bytes, (int)bytes.length);
    cJSON_AddStringToObject(output, name, encoded);
}
