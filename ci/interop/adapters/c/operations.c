#include <string.h>

#include "arithmetic.h"
#include "formulas.h"
#include "members.h"
#include "operations.h"

const char unsupported[] = "unsupported";

static const char not_an_integer[] = "not a hexadecimal integer";

static struct identity user(const cJSON *input) {
    const char *pool = text(input, "poolId"), *mark = strchr(pool, '_');
    return (struct identity){mark ? mark + 1 : pool, text(input, "userId"), text(input, "password")};
}

static struct identity device(const cJSON *input) {
    return (struct identity){text(input, "deviceGroupKey"), text(input, "deviceKey"), text(input, "deviceSecret")};
}

static const char *client_public(cJSON *output, const cJSON *input) {
    struct integer a, A;
    if (!read_integer(&a, text(input, "a")))
        return not_an_integer;
    power_of_g(&A, &a);
    add_integer(output, "A", &A);
    return NULL;
}

static const char *proof(cJSON *output, const cJSON *input, struct identity who) {
    struct integer a, B, salt;
    unsigned char K[HASH], made[HASH], block[LONGEST];
    if (!read_integer(&a, text(input, "a")) || !read_integer(&B, text(input, "B")) ||
        !read_integer(&salt, text(input, "salt")))
        return not_an_integer;
    int length = read_base64(block, text(input, "secretBlock"));
    if (length < 0)
        return "SECRET_BLOCK is not base64";
    if (!session_key(K, &a, &B, &salt, who))
        return "B is 0 mod N";
    signature(made, K, who, (struct part){block, (size_t)length}, text(input, "timestamp"));
    add_base64(output, "signature", (struct part){made, HASH});
    return NULL;
}

static const char *device_verifier(cJSON *output, const cJSON *input) {
    struct integer salt, x, v;
    const char *digits = text(input, "salt");
    if (!read_integer(&salt, *digits ? digits : "0")) /* there may be no byte at all */
        return not_an_integer;
    private_key(&x, &salt, device(input));
    power_of_g(&v, &x);
    add_base64(output, "Salt", integer_part(&salt));
    add_base64(output, "PasswordVerifier", integer_part(&v));
    return NULL;
}

const char *compute(cJSON *output, const char *op, const cJSON *input) {
    if (strcmp(op, "ping") == 0)
        return NULL;
    if (strcmp(op, "client_public") == 0)
        return client_public(output, input);
    if (strcmp(op, "user_proof") == 0)
        return proof(output, input, user(input));
    if (strcmp(op, "device_proof") == 0)
        return proof(output, input, device(input));
    if (strcmp(op, "device_verifier") == 0)
        return device_verifier(output, input);
    return unsupported;
}
