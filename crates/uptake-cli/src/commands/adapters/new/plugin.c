/*
 * The adapter `@NAME@`, a plugin for uptake.
 *
 * As it stands it makes ten rows up and reads no settings. The contract is in uptake_adapter.h: who frees what, which
 * calls may overlap, how errors are told.
 */
#include "uptake_adapter.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ROWS = 10, COLUMNS = 2 };

/* An open source. Put what you need for reading in here. */
typedef struct {
  int unused;
} source;

/* Hands a text over; the host frees it through the callback. */
static void free_text(uptake_buf* buf) { free(buf->private_data); }

static void say(uptake_buf* out, const char* text) {
  size_t len = strlen(text);
  char* copy = malloc(len + 1);
  if (!copy) return;
  memcpy(copy, text, len + 1);
  out->data = copy;
  out->len = len;
  out->release = free_text;
  out->private_data = copy;
}

/* ---- columns: names and types ---- */

static void release_schema(struct ArrowSchema* schema) {
  int64_t i;
  for (i = 0; i < schema->n_children; i++) {
    if (schema->children[i]->release) schema->children[i]->release(schema->children[i]);
    free(schema->children[i]);
  }
  free(schema->children);
  schema->release = NULL;
}

static void type_of(struct ArrowSchema* schema, const char* name, const char* format) {
  memset(schema, 0, sizeof *schema);
  schema->name = name;
  schema->format = format; /* https://arrow.apache.org/docs/format/CDataInterface.html */
  schema->flags = ARROW_FLAG_NULLABLE;
  schema->release = release_schema;
}

static int get_schema(struct ArrowArrayStream* stream, struct ArrowSchema* out) {
  static const char* const NAMES[COLUMNS] = {"id", "name"};
  static const char* const FORMATS[COLUMNS] = {"l", "u"}; /* 64-bit integer, UTF-8 */
  int i;
  (void)stream;
  type_of(out, "", "+s");
  out->n_children = COLUMNS;
  out->children = malloc(COLUMNS * sizeof *out->children);
  for (i = 0; i < COLUMNS; i++) {
    out->children[i] = malloc(sizeof **out->children);
    type_of(out->children[i], NAMES[i], FORMATS[i]);
  }
  return 0;
}

/* ---- rows ---- */

/* An array frees its children, its list of buffers and one block with the buffers themselves. */
static void release_array(struct ArrowArray* array) {
  int64_t i;
  for (i = 0; i < array->n_children; i++) {
    if (array->children[i]->release) array->children[i]->release(array->children[i]);
    free(array->children[i]);
  }
  free(array->children);
  free(array->buffers);
  free(array->private_data);
  array->release = NULL;
}

static void array_of(struct ArrowArray* array, int64_t buffers, size_t bytes) {
  memset(array, 0, sizeof *array);
  array->length = ROWS;
  array->n_buffers = buffers;
  array->buffers = calloc((size_t)buffers, sizeof *array->buffers);
  array->private_data = calloc(1, bytes + 1);
  array->release = release_array;
}

static void rows(struct ArrowArray* out) {
  struct ArrowArray *ids, *names;
  int64_t* numbers;
  int32_t* ends;
  char* letters;
  int i;
  array_of(out, 1, 0);
  out->n_children = COLUMNS;
  out->children = malloc(COLUMNS * sizeof *out->children);
  out->children[0] = ids = malloc(sizeof *ids);
  out->children[1] = names = malloc(sizeof *names);

  /* Buffer 0 has a bit for each row that isn't null; NULL where no row is. */
  array_of(ids, 2, ROWS * sizeof *numbers);
  ids->buffers[1] = numbers = ids->private_data;
  for (i = 0; i < ROWS; i++) numbers[i] = i;

  /* Text: where each value ends, starting with 0, and the letters of all. */
  array_of(names, 3, (ROWS + 1) * sizeof *ends + ROWS * 16);
  names->buffers[1] = ends = names->private_data;
  names->buffers[2] = letters = (char*)(ends + ROWS + 1);
  for (i = 0; i < ROWS; i++) ends[i + 1] = ends[i] + snprintf(letters + ends[i], 16, "row %d", i);
}

/* ---- the stream: here a single batch ---- */

typedef struct {
  int done;
  const char* error;
} reading;

static int get_next(struct ArrowArrayStream* stream, struct ArrowArray* out) {
  reading* at = stream->private_data;
  memset(out, 0, sizeof *out); /* a released array: the end */
  if (!at->done) {
    at->done = 1;
    rows(out);
  }
  /* On a fault: set at->error and return UPTAKE_STREAM_E + UPTAKE_E_SOURCE or another code. */
  return 0;
}

static const char* get_last_error(struct ArrowArrayStream* stream) { return ((reading*)stream->private_data)->error; }

static void release_stream(struct ArrowArrayStream* stream) {
  free(stream->private_data);
  stream->release = NULL;
}

/* ---- the adapter ---- */

static int32_t describe(uptake_buf* out_json, uptake_buf* err) {
  (void)err;
  say(out_json,
      "{\"name\": \"@NAME@\", \"version\": \"0.1.0\", \"about\": \"makes up rows, to start from\","
      " \"config\": {\"type\": \"object\", \"properties\": {}}}");
  return UPTAKE_OK;
}

/* The host refuses settings that `describe` doesn't list, so that there is nothing to look at yet. */
static int32_t open_source(const char* config_json, size_t len, void** out_handle, uptake_buf* err) {
  source* opened = calloc(1, sizeof *opened);
  (void)config_json;
  (void)len;
  if (!opened) {
    say(err, "there is no memory left");
    return UPTAKE_E_SOURCE;
  }
  *out_handle = opened;
  return UPTAKE_OK;
}

static int32_t discover(void* handle, uptake_buf* out_json, uptake_buf* err) {
  (void)handle;
  (void)out_json;
  say(err, "rows that are made up have no digest");
  return UPTAKE_E_UNSUPPORTED;
}

static int32_t scan(void* handle, const char* request_json, size_t len, struct ArrowArrayStream* out,
                    uptake_buf* reply_json, uptake_buf* err) {
  reading* at = calloc(1, sizeof *at);
  (void)handle;
  (void)request_json; /* the host drops columns that weren't asked for */
  (void)len;
  if (!at) {
    say(err, "there is no memory left");
    return UPTAKE_E_SOURCE;
  }
  out->get_schema = get_schema;
  out->get_next = get_next;
  out->get_last_error = get_last_error;
  out->release = release_stream;
  out->private_data = at;
  say(reply_json, "{\"part\": \"made up\"}");
  return UPTAKE_OK;
}

static void cancel(void* handle) { (void)handle; }

static void close_source(void* handle) { free(handle); }

UPTAKE_EXPORT const uptake_adapter* uptake_adapter_v1(uint32_t host_abi_minor) {
  static const uptake_adapter TABLE = {
      sizeof(uptake_adapter), UPTAKE_ADAPTER_ABI_MINOR, describe, open_source, discover, scan, cancel, close_source,
      NULL /* place: one part, counted through */
  };
  (void)host_abi_minor;
  return &TABLE;
}
