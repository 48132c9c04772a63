/*
 * A plugin in plain C, for the tests: rows that it makes up, and on request (`fault`) every breach of the contract that a
 * host has to survive. It shares nothing with the host but the header.
 */
#include "uptake_adapter.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { COLUMNS = 5, BATCH = 4 };

typedef struct {
  char fault[32];
  int64_t batches;
  volatile int cancelled;
  int open_streams;
} sample;

/* ---- text ---- */

static void free_buf(uptake_buf* buf) {
  free(buf->private_data);
  memset(buf, 0, sizeof *buf);
}

static void say(uptake_buf* out, const char* text) {
  size_t len = strlen(text);
  char* copy = malloc(len);
  memcpy(copy, text, len);
  out->data = copy;
  out->len = len;
  out->release = free_buf;
  out->private_data = copy;
}

/* Literals need no release. */
static void say_literal(uptake_buf* out, const char* text) {
  out->data = text;
  out->len = strlen(text);
}

/* The text of a setting; good enough for values without escapes. */
static int setting(const char* json, size_t len, const char* key, char* value, size_t size) {
  char* text = malloc(len + 1);
  char needle[64];
  char* at;
  int found = 0;
  memcpy(text, json, len);
  text[len] = 0;
  snprintf(needle, sizeof needle, "\"%s\":\"", key);
  at = strstr(text, needle);
  if (at) {
    char* end;
    at += strlen(needle);
    end = strchr(at, '"');
    if (end && (size_t)(end - at) < size) {
      memcpy(value, at, (size_t)(end - at));
      value[end - at] = 0;
      found = 1;
    }
  }
  free(text);
  return found;
}

/* ---- schema ---- */

static void release_schema(struct ArrowSchema* schema) {
  for (int64_t i = 0; i < schema->n_children; i++) {
    struct ArrowSchema* child = schema->children[i];
    if (child->release) child->release(child);
    free(child);
  }
  free(schema->children);
  if (schema->dictionary) {
    if (schema->dictionary->release) schema->dictionary->release(schema->dictionary);
    free(schema->dictionary);
  }
  schema->release = NULL;
}

static void leaf(struct ArrowSchema* schema, const char* name, const char* format) {
  memset(schema, 0, sizeof *schema);
  schema->name = name;
  schema->format = format;
  schema->flags = ARROW_FLAG_NULLABLE;
  schema->release = release_schema;
}

static const char* const NAMES[COLUMNS] = {"id", "name", "score", "day", "kind"};
static const char* const FORMATS[COLUMNS] = {"l", "u", "g", "tdD", "c"};

static void schema_of(const sample* s, struct ArrowSchema* out) {
  leaf(out, "", strcmp(s->fault, "not-a-struct") ? "+s" : "l");
  if (!strcmp(s->fault, "not-a-struct")) return;
  out->flags = 0;
  out->n_children = COLUMNS;
  out->children = malloc(COLUMNS * sizeof *out->children);
  for (int i = 0; i < COLUMNS; i++) {
    out->children[i] = malloc(sizeof(struct ArrowSchema));
    leaf(out->children[i], NAMES[i], FORMATS[i]);
  }
  out->children[4]->dictionary = malloc(sizeof(struct ArrowSchema));
  leaf(out->children[4]->dictionary, "", "u");
  if (!strcmp(s->fault, "format")) out->children[0]->format = "nonsense";
  if (!strcmp(s->fault, "interval")) out->children[0]->format = "tin";
  if (!strcmp(s->fault, "no-format")) out->children[0]->format = NULL;
  if (!strcmp(s->fault, "name-utf8")) out->children[0]->name = "\xff\xfe";
  if (!strcmp(s->fault, "same-name")) out->children[0]->name = "name";
  if (!strcmp(s->fault, "timestamp")) out->children[0]->format = "tsu:";
  if (!strcmp(s->fault, "zone")) out->children[0]->format = "tsu:Nowhere/At_All";
}

/* ---- arrays ---- */

static void release_array(struct ArrowArray* array) {
  for (int64_t i = 0; i < array->n_children; i++) {
    struct ArrowArray* child = array->children[i];
    if (!child) continue;
    if (child->release) child->release(child);
    free(child);
  }
  free(array->children);
  if (array->dictionary) {
    if (array->dictionary->release) array->dictionary->release(array->dictionary);
    free(array->dictionary);
  }
  /* The first buffer of each array is a block of its own or NULL; the rest lie in `private_data`. */
  free(array->buffers);
  free(array->private_data);
  array->release = NULL;
}

static void array_of(struct ArrowArray* array, int64_t rows, int64_t buffers, size_t bytes) {
  memset(array, 0, sizeof *array);
  array->length = rows;
  array->n_buffers = buffers;
  array->buffers = calloc((size_t)buffers + 1, sizeof *array->buffers);
  array->private_data = calloc(1, bytes + 16);
  array->release = release_array;
}

/* Texts by a rule: "row 17". Ends in the first part of the block, letters behind. */
static void texts(struct ArrowArray* array, int64_t first, int64_t rows, const char* const* words) {
  int32_t* ends;
  char* letters;
  array_of(array, rows, 3, (size_t)(rows + 1) * 4 + (size_t)rows * 32);
  ends = array->private_data;
  letters = (char*)(ends + rows + 1);
  for (int64_t i = 0; i < rows; i++) {
    char text[32];
    if (words)
      snprintf(text, sizeof text, "%s", words[i]);
    else
      snprintf(text, sizeof text, "row %lld", (long long)(first + i));
    memcpy(letters + ends[i], text, strlen(text));
    ends[i + 1] = ends[i] + (int32_t)strlen(text);
  }
  array->buffers[1] = ends;
  array->buffers[2] = letters;
}

static void batch(const sample* s, int64_t number, struct ArrowArray* out) {
  static const char* const KINDS[3] = {"a", "b", "c"};
  int64_t first = number * BATCH, rows = BATCH;
  struct ArrowArray* child[COLUMNS];
  if (!strcmp(s->fault, "empty-batches")) rows = 0;
  array_of(out, rows, 1, 0);
  out->n_children = COLUMNS;
  out->children = malloc(COLUMNS * sizeof *out->children);
  for (int i = 0; i < COLUMNS; i++) out->children[i] = child[i] = malloc(sizeof(struct ArrowArray));

  array_of(child[0], rows, 2, (size_t)rows * 8);
  int64_t* ids = child[0]->private_data;
  for (int64_t i = 0; i < rows; i++) ids[i] = first + i;
  child[0]->buffers[1] = ids;

  texts(child[1], first, rows, NULL);

  /* Every third score is null: bits first, numbers behind. */
  array_of(child[2], rows, 2, 8 + (size_t)rows * 8);
  uint8_t* valid = child[2]->private_data;
  double* scores = (double*)(valid + 8);
  for (int64_t i = 0; i < rows; i++) {
    if ((first + i) % 3 == 0) {
      child[2]->null_count++;
    } else {
      valid[i / 8] |= (uint8_t)(1u << (i % 8));
      scores[i] = (double)(first + i) / 2;
    }
  }
  child[2]->buffers[0] = valid;
  child[2]->buffers[1] = scores;

  array_of(child[3], rows, 2, (size_t)rows * 4);
  int32_t* days = child[3]->private_data;
  for (int64_t i = 0; i < rows; i++) days[i] = 20000 + (int32_t)(first + i);
  child[3]->buffers[1] = days;

  array_of(child[4], rows, 2, (size_t)rows);
  int8_t* kinds = child[4]->private_data;
  for (int64_t i = 0; i < rows; i++) kinds[i] = (int8_t)((first + i) % 3);
  child[4]->buffers[1] = kinds;
  child[4]->dictionary = malloc(sizeof(struct ArrowArray));
  texts(child[4]->dictionary, 0, 3, KINDS);

  if (number != 1) return;
  /* The second batch carries the fault. */
  if (!strcmp(s->fault, "columns")) {
    release_array(child[4]);
    free(child[4]);
    out->n_children = COLUMNS - 1;
  }
  if (!strcmp(s->fault, "type")) child[1]->n_buffers = 2;
  if (!strcmp(s->fault, "utf8")) ((char*)child[1]->buffers[2])[1] = (char)0xff;
  if (!strcmp(s->fault, "utf8-split")) {
    /* Valid as a whole, but parted in the middle of a letter. */
    char* letters = (char*)child[1]->buffers[2];
    int32_t end = ((int32_t*)child[1]->buffers[1])[1];
    letters[end - 1] = (char)0xc3;
    letters[end] = (char)0xa4;
  }
  if (!strcmp(s->fault, "index")) kinds[2] = 17;
  if (!strcmp(s->fault, "index-negative")) kinds[2] = -1;
  if (!strcmp(s->fault, "null-count")) child[2]->null_count = 3;
  if (!strcmp(s->fault, "null-count-zero")) child[2]->null_count = 0;
  if (!strcmp(s->fault, "null-count-huge")) child[2]->null_count = 1000000;
  if (!strcmp(s->fault, "null-count-nowhere")) child[0]->null_count = 1;
  if (!strcmp(s->fault, "null-count-unknown")) child[2]->null_count = -1;
  if (!strcmp(s->fault, "length-negative")) out->length = -1;
  if (!strcmp(s->fault, "length-child-negative")) child[0]->length = -4;
  if (!strcmp(s->fault, "length-long")) out->length = BATCH + 1;
  if (!strcmp(s->fault, "length-huge")) out->length = INT64_MAX;
  if (!strcmp(s->fault, "offset-huge")) child[0]->offset = INT64_MAX - 1;
  if (!strcmp(s->fault, "offsets")) ((int32_t*)child[1]->buffers[1])[2] = 1;
  if (!strcmp(s->fault, "offsets-negative")) ((int32_t*)child[1]->buffers[1])[0] = -8;
  if (!strcmp(s->fault, "no-buffer")) child[0]->buffers[1] = NULL;
  if (!strcmp(s->fault, "no-buffers")) child[0]->n_buffers = INT64_MAX;
  if (!strcmp(s->fault, "no-child")) {
    release_array(child[4]);
    free(child[4]);
    out->children[4] = NULL;
  }
  if (!strcmp(s->fault, "null-rows")) {
    out->buffers[0] = out->private_data; /* all bits zero */
    out->null_count = BATCH;
  }
  if (!strcmp(s->fault, "timestamp")) ids[1] = INT64_MAX;
}

/* ---- stream ---- */

typedef struct {
  sample* owner;
  int64_t next;
  const char* error;
} stream;

static int get_schema(struct ArrowArrayStream* self, struct ArrowSchema* out) {
  stream* at = self->private_data;
  if (!strcmp(at->owner->fault, "schema-error")) {
    at->error = "{\"message\": \"the schema is away\"}";
    return UPTAKE_STREAM_E + UPTAKE_E_RETRYABLE;
  }
  schema_of(at->owner, out);
  return 0;
}

static int get_next(struct ArrowArrayStream* self, struct ArrowArray* out) {
  stream* at = self->private_data;
  sample* s = at->owner;
  at->error = NULL;
  memset(out, 0, sizeof *out);
  if (s->cancelled) {
    at->error = "cancelled";
    return UPTAKE_STREAM_E + UPTAKE_E_SOURCE;
  }
  if (!strcmp(s->fault, "hang"))
    while (!s->cancelled) usleep(1000);
  if (at->next == 1) {
    if (!strcmp(s->fault, "stream-error")) {
      at->error = "{\"message\": \"the peer hung up\", \"help\": \"try again\", \"setting\": \"fault\"}";
      return UPTAKE_STREAM_E + UPTAKE_E_RETRYABLE;
    }
    if (!strcmp(s->fault, "stream-errno")) {
      at->error = "it broke (as text)";
      return 5;
    }
    if (!strcmp(s->fault, "stream-silent")) return 5;
    if (!strcmp(s->fault, "new-schema-forever")) return UPTAKE_STREAM_NEW_SCHEMA;
    if (!strcmp(s->fault, "abort")) abort();
    /* Two processes go on with the same call. */
    if (!strcmp(s->fault, "fork")) (void)!fork();
    /* Somebody who would outlive the call, and says his number in the log. */
    if (!strcmp(s->fault, "grandchild") && fork() == 0) {
      close(0);
      fprintf(stderr, "grandchild %d\n", (int)getpid());
      for (;;) pause();
    }
    if (!strcmp(s->fault, "segfault")) *(volatile int*)(uintptr_t)8 = 1;
    if (!strcmp(s->fault, "exit")) exit(0);
  }
  if (at->next >= s->batches) return 0;
  batch(s, at->next++, out);
  return 0;
}

static const char* get_last_error(struct ArrowArrayStream* self) { return ((stream*)self->private_data)->error; }

static void release_stream(struct ArrowArrayStream* self) {
  stream* at = self->private_data;
  at->owner->open_streams--;
  free(at);
  self->release = NULL;
}

/* ---- the table ---- */

static int32_t describe(uptake_buf* out, uptake_buf* err) {
  (void)err;
#ifdef DESCRIBE
  say_literal(out, DESCRIBE);
#else
  say(out,
      "{\"name\": \"sample\", \"version\": \"1.0\", \"about\": \"rows by a rule\", \"config\": {\"type\": \"object\","
      " \"properties\": {\"fault\": {\"description\": \"what to do wrong\"}, \"batches\": {\"description\": \"how many\"},"
      " \"token\": {\"description\": \"a secret\", \"secret\": true}}}, \"pushdown\": []}");
#endif
  return UPTAKE_OK;
}

static int32_t open_source(const char* config, size_t len, void** out, uptake_buf* err) {
  char token[64] = "", batches[16] = "3", fault[32] = "";
  setting(config, len, "fault", fault, sizeof fault);
  setting(config, len, "batches", batches, sizeof batches);
  if (!strcmp(fault, "open-error")) {
    say(err, "{\"message\": \"`fault` says so\", \"help\": \"say something else\", \"setting\": \"fault\"}");
    return UPTAKE_E_AUTH;
  }
  if (!strcmp(fault, "open-plain")) {
    say_literal(err, "just text");
    return UPTAKE_E_SOURCE;
  }
  if (!strcmp(fault, "open-unknown-code")) return 77;
  if (!strcmp(fault, "open-text")) {
    say_literal(err, "\xff\xfe");
    return UPTAKE_E_SOURCE;
  }
  if (!strcmp(fault, "open-address")) {
    err->len = 99;
    return UPTAKE_E_SOURCE;
  }
  if (!strcmp(fault, "open-secret") && setting(config, len, "token", token, sizeof token)) {
    char text[128];
    snprintf(text, sizeof text, "the token %s is wrong", token);
    say(err, text);
    return UPTAKE_E_AUTH;
  }
  if (!strcmp(fault, "open-environment")) {
    char text[128];
    const char* value = getenv("UPTAKE_TEST_SECRET");
    snprintf(text, sizeof text, "the environment says %s", value ? value : "nothing");
    say(err, text);
    return UPTAKE_E_SOURCE;
  }
  if (!strcmp(fault, "open-abort")) abort();
  sample* s = calloc(1, sizeof *s);
  memcpy(s->fault, fault, sizeof fault);
  s->batches = strtoll(batches, NULL, 10);
  if (!strcmp(fault, "endless") || !strcmp(fault, "empty-batches")) s->batches = INT64_MAX;
  *out = s;
  return UPTAKE_OK;
}

static int32_t discover(void* handle, uptake_buf* out, uptake_buf* err) {
  sample* s = handle;
  if (!strcmp(s->fault, "discover-error")) {
    say_literal(err, "nothing to find");
    return UPTAKE_E_SOURCE;
  }
  if (!strcmp(s->fault, "discover-text")) {
    say_literal(out, "no json");
    return UPTAKE_OK;
  }
  if (!strcmp(s->fault, "discover-digest")) {
    say_literal(out, "{\"parts\": [{\"part\": \"a\", \"bytes\": 1, \"sha256\": \"short\"}]}");
    return UPTAKE_OK;
  }
  say_literal(out,
              "{\"parts\": [{\"part\": \"rule\", \"bytes\": 7, \"sha256\": "
              "\"00112233445566778899aabbccddeeff00112233445566778899AABBCCDDEEFF\"}]}");
  return UPTAKE_OK;
}

static int32_t scan(void* handle, const char* request, size_t len, struct ArrowArrayStream* out, uptake_buf* reply,
                    uptake_buf* err) {
  sample* s = handle;
  stream* at;
  (void)request;
  (void)len;
  if (!strcmp(s->fault, "scan-error")) {
    say_literal(err, "not now");
    return UPTAKE_E_RETRYABLE;
  }
  if (!strcmp(s->fault, "scan-nothing")) return UPTAKE_OK;
  if (!strcmp(s->fault, "scan-reply")) say_literal(reply, "{");
  if (!strcmp(s->fault, "part")) say_literal(reply, "{\"part\": \"the rule\"}");
  at = calloc(1, sizeof *at);
  at->owner = s;
  s->cancelled = 0;
  s->open_streams++;
  out->get_schema = get_schema;
  out->get_next = strcmp(s->fault, "scan-no-next") ? get_next : NULL;
  out->get_last_error = get_last_error;
  out->release = release_stream;
  out->private_data = at;
  return UPTAKE_OK;
}

static void cancel(void* handle) { ((sample*)handle)->cancelled = 1; }

static void close_source(void* handle) {
  sample* s = handle;
  /* The contract: streams go first. */
  if (s->open_streams != 0) abort();
  free(s);
}

#ifndef ENTRY
#define ENTRY uptake_adapter_v1
#endif
#ifndef SIZE
#define SIZE sizeof(uptake_adapter)
#endif
#ifndef SCAN
#define SCAN scan
#endif

/* Under another name than the header's there is no prototype. */
UPTAKE_EXPORT const uptake_adapter* ENTRY(uint32_t host_abi_minor);

UPTAKE_EXPORT const uptake_adapter* ENTRY(uint32_t host_abi_minor) {
  static const uptake_adapter TABLE = {
      (uint32_t)(SIZE), UPTAKE_ADAPTER_ABI_MINOR, describe, open_source, discover, SCAN, cancel, close_source, NULL};
#ifdef NEEDS_MINOR
  if (host_abi_minor < NEEDS_MINOR) return NULL;
#endif
  (void)host_abi_minor;
  return &TABLE;
}
