/* The adapters of C libraries: the protocol and the hashes (OpenSSL's, for all) around
 * the powers that arithmetic.h asks for. */
#include <cjson/cJSON.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "arithmetic.h"

const char modulus_hex[] =
    "ffffffffffffffffc90fdaa22168c234c4c6628b80dc1cd129024e088a67cc74020bbea63b139b22514a08798e3404dd"
    "ef9519b3cd3a431b302b0a6df25f14374fe1356d6d51c245e485b576625e7ec6f44c42e9a637ed6b0bff5cb6f406b7ed"
    "ee386bfb5a899fa5ae9f24117c4b1fe649286651ece45b3dc2007cb8a163bf0598da48361c55d39a69163fa8fd24cf5f"
    "83655d23dca3ad961c62f356208552bb9ed529077096966d670c354e4abc9804f1746c08ca18217c32905e462e36ce3b"
    "e39e772c180e86039b2783a2ec07a28fb5c55df06f4c52c9de2bcbf6955817183995497cea956ae515d2261898fa0510"
    "15728e5a8aaac42dad33170d04507a33a85521abdf1cba64ecfb850458dbef0a8aea71575d060c7db3970f85a6e1e4c7"
    "abf5ae8cdb0933d71e8c94e04a25619dcee3d2261ad2ee6bf12ffa06d98a0864d87602733ec86a64521f2b18177b200c"
    "bbe117577a615d6c770988c0bad946e208e24fa074e5ab3143db5bfce0fd108e4b82d120a93ad2caffffffffffffffff";
const char multiplier_hex[] = "538282c4354742d7cbbde2359fcf67f9f5b3a6b08791e5011b43b8a5b66d9ee6";

enum { LONGEST = 4096 }; /* of an integer or a SECRET_BLOCK, in bytes */

/* An integer, with a zero byte in front of its first: room for pad. */
struct integer {
    unsigned char bytes[1 + LONGEST];
    size_t length;
};

static const char *text(const cJSON *input, const char *name) {
    const char *value = cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(input, name));
    return value ? value : "";
}

static const char digits[] = "0123456789abcdef";

static int digit(char c) {
    const char *place = c ? strchr(digits, c >= 'A' && c <= 'F' ? c - 'A' + 'a' : c) : NULL;
    return place ? (int)(place - digits) : -1;
}

/* Reads hexadecimal digits, at least one; returns 0 if there is anything else. */
static int parse(struct integer *n, const char *hex) {
    size_t count = strlen(hex);
    if (count == 0 || count > 2 * LONGEST)
        return 0;
    memset(n, 0, sizeof *n);
    n->length = (count + 1) / 2;
    for (size_t i = 0; i < count; i++) {
        int value = digit(hex[count - 1 - i]);
        if (value < 0)
            return 0;
        n->bytes[n->length - i / 2] |= (unsigned char)(value << 4 * (i % 2));
    }
    return 1;
}

static void of_bytes(struct integer *n, const unsigned char *bytes, size_t length) {
    n->bytes[0] = 0;
    memcpy(n->bytes + 1, bytes, length);
    n->length = length;
}

/* Points at the minimal two's complement of n. */
static const unsigned char *pad(const struct integer *n, size_t *length) {
    size_t skipped = 0;
    while (skipped < n->length && n->bytes[skipped] == 0 && n->bytes[skipped + 1] < 0x80)
        skipped++;
    *length = n->length + 1 - skipped;
    return n->bytes + skipped;
}

static void hash_padded(EVP_MD_CTX *digest, const struct integer *n) {
    size_t length;
    const unsigned char *padded = pad(n, &length);
    EVP_DigestUpdate(digest, padded, length);
}

static void base64(char *out, const struct integer *n) {
    size_t length;
    const unsigned char *padded = pad(n, &length);
    EVP_EncodeBlock((unsigned char *)out, padded, (int)length);
}

/* x = H(pad(salt) | H(group | name | ":" | secret)) */
static void private_key(unsigned char x[HASH], const struct integer *salt, const char *group, const char *name,
                        const char *secret) {
    EVP_MD_CTX *digest = EVP_MD_CTX_new();
    EVP_DigestInit_ex(digest, EVP_sha256(), NULL);
    EVP_DigestUpdate(digest, group, strlen(group));
    EVP_DigestUpdate(digest, name, strlen(name));
    EVP_DigestUpdate(digest, ":", 1);
    EVP_DigestUpdate(digest, secret, strlen(secret));
    EVP_DigestFinal_ex(digest, x, NULL);
    EVP_DigestInit_ex(digest, EVP_sha256(), NULL);
    hash_padded(digest, salt);
    EVP_DigestUpdate(digest, x, HASH);
    EVP_DigestFinal_ex(digest, x, NULL);
    EVP_MD_CTX_free(digest);
}

static void scrambling(unsigned char u[HASH], const struct integer *A, const struct integer *B) {
    EVP_MD_CTX *digest = EVP_MD_CTX_new();
    EVP_DigestInit_ex(digest, EVP_sha256(), NULL);
    hash_padded(digest, A);
    hash_padded(digest, B);
    EVP_DigestFinal_ex(digest, u, NULL);
    EVP_MD_CTX_free(digest);
}

static void session_key(unsigned char K[HASH], const struct integer *S, const struct integer *u) {
    size_t S_length, u_length;
    const unsigned char *padded_S = pad(S, &S_length), *padded_u = pad(u, &u_length);
    HMAC(EVP_sha256(), padded_u, (int)u_length, padded_S, S_length, K, NULL);
    HMAC(EVP_sha256(), K, HASH, (const unsigned char *)"Caldera Derived Key\x01", 20, K, NULL);
}

static const char *proof(cJSON *output, const cJSON *input, const char *group, const char *name, const char *secret) {
    static struct integer a, B, salt, A, S, u;
    static unsigned char power[GROUP], message[4 * LONGEST];
    unsigned char x[HASH], u_bytes[HASH], K[HASH], signature[HASH];
    char encoded[2 * HASH];
    const char *block = text(input, "secretBlock"), *timestamp = text(input, "timestamp");
    if (!parse(&a, text(input, "a")) || !parse(&B, text(input, "B")) || !parse(&salt, text(input, "salt")))
        return "not a hexadecimal integer";
    if (strlen(block) > LONGEST || strlen(group) + strlen(name) + strlen(timestamp) > LONGEST)
        return "too long";
    power_of_g(a.bytes, a.length + 1, power);
    of_bytes(&A, power, GROUP);
    scrambling(u_bytes, &A, &B);
    private_key(x, &salt, group, name, secret);
    if (!premaster(a.bytes, a.length + 1, B.bytes, B.length + 1, x, u_bytes, power))
        return "B is 0 mod N";
    of_bytes(&S, power, GROUP);
    of_bytes(&u, u_bytes, HASH);
    session_key(K, &S, &u);

    int length = snprintf((char *)message, sizeof message, "%s%s", group, name);
    int decoded = EVP_DecodeBlock(message + length, (const unsigned char *)block, (int)strlen(block));
    if (decoded < 0)
        return "SECRET_BLOCK is not base64";
    for (const char *end = block + strlen(block); end > block && end[-1] == '='; end--)
        decoded--;
    length += decoded;
    length += snprintf((char *)message + length, sizeof message - (size_t)length, "%s", timestamp);
    HMAC(EVP_sha256(), K, 16, message, (size_t)length, signature, NULL);
    EVP_EncodeBlock((unsigned char *)encoded, signature, HASH);
    cJSON_AddStringToObject(output, "signature", encoded);
    return NULL;
}

static const char *client_public(cJSON *output, const cJSON *input) {
    static struct integer a;
    unsigned char A[GROUP];
    char hex[2 * GROUP + 1];
    if (!parse(&a, text(input, "a")))
        return "not a hexadecimal integer";
    power_of_g(a.bytes, a.length + 1, A);
    for (size_t i = 0; i < sizeof A; i++)
        snprintf(hex + 2 * i, 3, "%02x", A[i]);
    size_t zeros = strspn(hex, "0");
    cJSON_AddStringToObject(output, "A", hex + zeros);
    return NULL;
}

static const char *device_verifier(cJSON *output, const cJSON *input) {
    static struct integer salt, v;
    unsigned char x[HASH], power[GROUP];
    char encoded[2 * LONGEST];
    if (*text(input, "salt") && !parse(&salt, text(input, "salt")))
        return "not hexadecimal";
    if (!*text(input, "salt"))
        of_bytes(&salt, NULL, 0);
    private_key(x, &salt, text(input, "deviceGroupKey"), text(input, "deviceKey"), text(input, "deviceSecret"));
    power_of_g(x, HASH, power);
    of_bytes(&v, power, GROUP);
    base64(encoded, &salt);
    cJSON_AddStringToObject(output, "Salt", encoded);
    base64(encoded, &v);
    cJSON_AddStringToObject(output, "PasswordVerifier", encoded);
    return NULL;
}

static const char unsupported[] = "unsupported";

/* Fills the output; returns why not, or NULL. */
static const char *compute(cJSON *output, const char *op, const cJSON *input) {
    if (strcmp(op, "ping") == 0)
        return NULL;
    if (strcmp(op, "client_public") == 0)
        return client_public(output, input);
    if (strcmp(op, "device_verifier") == 0)
        return device_verifier(output, input);
    if (strcmp(op, "device_proof") == 0)
        return proof(output, input, text(input, "deviceGroupKey"), text(input, "deviceKey"), text(input, "deviceSecret"));
    if (strcmp(op, "user_proof") == 0) {
        const char *pool = strchr(text(input, "poolId"), '_');
        return proof(output, input, pool ? pool + 1 : text(input, "poolId"), text(input, "userId"), text(input, "password"));
    }
    return unsupported;
}

static double now_ns(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return 1e9 * (double)t.tv_sec + (double)t.tv_nsec;
}

static void answer(const cJSON *request) {
    cJSON *answer = cJSON_CreateObject(), *output = cJSON_CreateObject();
    cJSON_AddItemToObject(answer, "id", cJSON_Duplicate(cJSON_GetObjectItem(request, "id"), 1));
    double start = now_ns();
    const char *failure = compute(output, text(request, "op"), cJSON_GetObjectItem(request, "input"));
    double took = now_ns() - start;
    if (failure) {
        cJSON_Delete(output);
        cJSON_AddStringToObject(answer, "error", failure == unsupported ? unsupported : "rejected");
        cJSON_AddStringToObject(answer, "reason", failure);
    } else {
        cJSON_AddItemToObject(answer, "output", output);
        cJSON_AddNumberToObject(answer, "ns", took);
    }
    char *line = cJSON_PrintUnformatted(answer);
    puts(line);
    fflush(stdout);
    free(line);
    cJSON_Delete(answer);
}

int main(void) {
    char *line = NULL;
    size_t room = 0;
    arithmetic_start();
    while (getline(&line, &room, stdin) > 0) {
        cJSON *request = cJSON_Parse(line);
        if (!request) {
            fprintf(stderr, "adapter: not JSON: %.80s\n", line);
            return 1;
        }
        answer(request);
        cJSON_Delete(request);
    }
    return 0;
}
