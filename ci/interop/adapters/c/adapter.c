/* The adapters of C libraries: requests from stdin, answers to stdout. The powers are
 * those of the file that is linked in, gmp.c or openssl.c. */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "formulas.h"
#include "members.h"
#include "operations.h"

static double now_ns(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return 1e9 * (double)t.tv_sec + (double)t.tv_nsec;
}

static cJSON *answer(const cJSON *request) {
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
    return answer;
}

static void print(cJSON *answer) {
    char *line = cJSON_PrintUnformatted(answer);
    puts(line);
    fflush(stdout);
    free(line);
    cJSON_Delete(answer);
}

int main(void) {
    char *line = NULL;
    size_t room = 0;
    formulas_start();
    while (getline(&line, &room, stdin) > 0) {
        cJSON *request = cJSON_Parse(line);
        if (!request) {
            fprintf(stderr, "adapter: not JSON: %.80s\n", line);
            return 1;
        }
        print(answer(request));
        cJSON_Delete(request);
    }
    free(line);
    return 0;
}
