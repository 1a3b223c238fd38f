/* The adapter of C libraries. client.c has the formulas, and the file that is linked in the powers: gmp.c or openssl.c. */
#include <cjson/cJSON.h>
#include <err.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "client.h"

static const char unsupported[] = "unsupported";

static double now_ns(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return 1e9 * (double)t.tv_sec + (double)t.tv_nsec;
}

/* The text of a member, "" where there is none. */
static const char *member(const cJSON *of, const char *name) {
    const char *value = cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(of, name));
    return value ? value : "";
}

/* Fills the output; returns why not, or NULL. */
static const char *compute(cJSON *output, const char *op, const cJSON *in) {
    char made[TEXT] = "", beside[TEXT] = "";
    const char *failure = strcmp(op, "ping") == 0 ? NULL : unsupported;
    const char *pool = member(in, "poolId"), *mark = strchr(pool, '_');
    struct identity user = {mark ? mark + 1 : pool, member(in, "userId"), member(in, "password")};
    struct identity device = {member(in, "deviceGroupKey"), member(in, "deviceKey"), member(in, "deviceSecret")};
    if (strcmp(op, "client_public") == 0) {
        failure = client_public(made, member(in, "a"));
        cJSON_AddStringToObject(output, "A", made);
    } else if (strcmp(op, "user_proof") == 0 || strcmp(op, "device_proof") == 0) {
        failure = client_proof(made, member(in, "a"), member(in, "B"), member(in, "salt"), *op == 'u' ? user : device,
                               member(in, "secretBlock"), member(in, "timestamp"));
        cJSON_AddStringToObject(output, "signature", made);
    } else if (strcmp(op, "device_verifier") == 0) {
        failure = client_verifier(made, beside, member(in, "salt"), device);
        cJSON_AddStringToObject(output, "Salt", made);
        cJSON_AddStringToObject(output, "PasswordVerifier", beside);
    }
    return failure;
}

static cJSON *answer(const cJSON *request) {
    cJSON *answer = cJSON_CreateObject(), *output = cJSON_CreateObject();
    cJSON_AddItemToObject(answer, "id", cJSON_Duplicate(cJSON_GetObjectItem(request, "id"), 1));
    double start = now_ns();
    const char *failure = compute(output, member(request, "op"), cJSON_GetObjectItem(request, "input"));
    double took = now_ns() - start;
    if (failure) {
        cJSON_Delete(output);
        cJSON_AddStringToObject(answer, "error", failure == unsupported ? unsupported : "rejected");
        cJSON_AddStringToObject(answer, "reason", failure);
    } else {
        cJSON_AddItemToObject(answer, "output", output);
        cJSON_AddNumberToObject(answer, "ns", took);
    }
    return answer;
}

int main(void) {
    char *line = NULL;
    size_t room = 0;
    for (client_start(); getline(&line, &room, stdin) > 0;) {
        cJSON *request = cJSON_Parse(line);
        if (!request)
            errx(1, "not JSON: %.80s", line);
        cJSON *answered = answer(request);
        char *printed = cJSON_PrintUnformatted(answered);
        puts(printed);
        fflush(stdout);
        free(printed);
        cJSON_Delete(answered);
        cJSON_Delete(request);
    }
    free(line);
}
