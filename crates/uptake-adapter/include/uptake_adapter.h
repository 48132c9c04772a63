/*
 * The adapter contract of uptake in its C form, major version 1.
 *
 * A plugin is a shared library with a single export, `uptake_adapter_v1`, that answers a table of functions. The host
 * asks the plugin to describe itself, opens it with the settings of a source block, and scans it: the rows come as an
 * Arrow C stream (https://arrow.apache.org/docs/format/CStreamInterface.html).
 *
 * Versions.  The major version is in the name of the export; a plugin may export several. Within a major version the
 *   table only grows at its end. `struct_size` says how far the plugin filled it: what lies beyond is not there, and
 *   the host does without. The host hands over the minor version it knows; a plugin that needs more answers NULL.
 *
 * Ownership.  Whoever made a thing frees it, through the `release` that comes with it, and frees nothing else. Text that
 *   the host hands over (`config_json`, `request_json`) lives until the call returns and is not zero-terminated. An
 *   `uptake_buf` that the plugin fills belongs to the host from the moment the call returns, whatever it returns; the
 *   host calls its `release` once, unless that is NULL (text that is never freed, such as a literal). The stream and
 *   the arrays of a scan follow the rules of the Arrow C interfaces. The host releases every stream before it closes
 *   the handle; arrays that came from a stream may live on after both.
 *
 * Threads.  `uptake_adapter_v1`, `describe` and `open` may be called from several threads at once. Calls on one handle
 *   and its streams never overlap, but may come from different threads, one after the other. `cancel` alone may be
 *   called at any time between `open` and `close`, also while another call on the same handle runs; and arrays are
 *   released whenever and wherever their rows are no longer needed, also while a call on their handle runs.
 *
 * Errors.  Every function that returns `int32_t` answers UPTAKE_OK or one of the codes below, and then may put a text
 *   into `err`: either a JSON object {"message": "...", "help": "...", "setting": "..."}, of which only `message` is
 *   needed, or plain UTF-8, which is the message. Messages are lowercase, with the user's own words in backticks, and
 *   never hold a secret. On an error nothing else that was to be filled counts, except that it is released.
 *   Neither a C++ exception nor a Rust panic nor a longjmp may leave a function.
 *
 * What the host checks.  Names, formats, counts of buffers and children, lengths against the lengths of children,
 *   null counts, offsets, UTF-8, dictionary indices. What nobody can check is whether a pointer points at as many bytes
 *   as `length` claims: a plugin that one doesn't trust belongs under `isolation: process`.
 */
#ifndef UPTAKE_ADAPTER_H
#define UPTAKE_ADAPTER_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* The minor version that this header describes. 0: up to `close`. 1: `place`. */
#define UPTAKE_ADAPTER_ABI_MINOR 1

/* Put before the definition of `uptake_adapter_v1`, so that it is seen from outside the library. */
#if defined(_WIN32)
#define UPTAKE_EXPORT __declspec(dllexport)
#else
#define UPTAKE_EXPORT __attribute__((visibility("default")))
#endif

/* The Arrow C data and stream interfaces, as their specification gives them, under their own guards. */
#ifndef ARROW_C_DATA_INTERFACE
#define ARROW_C_DATA_INTERFACE

#define ARROW_FLAG_DICTIONARY_ORDERED 1
#define ARROW_FLAG_NULLABLE 2
#define ARROW_FLAG_MAP_KEYS_SORTED 4

struct ArrowSchema {
  const char* format;
  const char* name;
  const char* metadata;
  int64_t flags;
  int64_t n_children;
  struct ArrowSchema** children;
  struct ArrowSchema* dictionary;
  void (*release)(struct ArrowSchema*);
  void* private_data;
};

struct ArrowArray {
  int64_t length;
  int64_t null_count;
  int64_t offset;
  int64_t n_buffers;
  int64_t n_children;
  const void** buffers;
  struct ArrowArray** children;
  struct ArrowArray* dictionary;
  void (*release)(struct ArrowArray*);
  void* private_data;
};

#endif /* ARROW_C_DATA_INTERFACE */

#ifndef ARROW_C_STREAM_INTERFACE
#define ARROW_C_STREAM_INTERFACE

struct ArrowArrayStream {
  int (*get_schema)(struct ArrowArrayStream*, struct ArrowSchema* out);
  int (*get_next)(struct ArrowArrayStream*, struct ArrowArray* out);
  const char* (*get_last_error)(struct ArrowArrayStream*);
  void (*release)(struct ArrowArrayStream*);
  void* private_data;
};

#endif /* ARROW_C_STREAM_INTERFACE */

/* What a function answers. */
enum {
  UPTAKE_OK = 0,
  UPTAKE_E_CONFIG = 1,      /* a setting is missing, unknown or wrong */
  UPTAKE_E_AUTH = 2,        /* the source refuses the credentials */
  UPTAKE_E_RETRYABLE = 3,   /* the same call may go through later */
  UPTAKE_E_UNSUPPORTED = 4, /* the adapter can't do this */
  UPTAKE_E_SOURCE = 5,      /* the source isn't there, or what it holds can't be read */
  UPTAKE_E_PANIC = 6        /* the adapter broke */
};

/*
 * What a stream's `get_next` and `get_schema` answer besides 0. Arrow leaves the numbers to the producer, and small ones
 * are the operating system's: so the codes above travel as UPTAKE_STREAM_E + code. Any other number counts as
 * UPTAKE_E_SOURCE. `get_last_error` gives the text, by the rules of `err` above.
 *
 * UPTAKE_STREAM_NEW_SCHEMA is no error: from here on the batches have other columns. The host calls `get_schema` again
 * and goes on. A reader that doesn't know it stops loudly instead of misreading rows.
 */
enum {
  UPTAKE_STREAM_E = 7000,
  UPTAKE_STREAM_NEW_SCHEMA = 7100
};

/* A text that the plugin hands over. `data` may be NULL if `len` is 0; it isn't zero-terminated. */
typedef struct uptake_buf {
  const char* data;
  size_t len;
  void (*release)(struct uptake_buf*); /* NULL: nothing to free */
  void* private_data;                  /* the plugin's own */
} uptake_buf;

typedef struct uptake_adapter {
  /* sizeof(uptake_adapter) as the plugin was compiled, and the minor version it was compiled for. */
  uint32_t struct_size;
  uint32_t abi_minor;

  /*
   * What the adapter is:
   *   {"name": "...", "version": "...", "about": "in one sentence",
   *    "config": {"type": "object", "required": ["..."],
   *               "properties": {"key": {"description": "...", "secret": true}, ...}},
   *    "pushdown": ["columns"]}
   * `config` is a JSON Schema of the settings, all of them text. Values of a `secret` one never appear in what the host
   * prints. `pushdown` says which parts of a request the adapter applies itself.
   */
  int32_t (*describe)(uptake_buf* out_json, uptake_buf* err);

  /*
   * Opens a source: {"folder": "/where/relative/paths/start", "settings": {"key": "text", ...}, "plain": ["key", ...]}.
   * Nested settings are flat: `auth: { kind: basic }` is "auth.kind", the second element of `names` is "names.1". All
   * values are text; `plain` has the keys that were written as a number or a truth value. Looks at what is there and
   * reads no rows yet. An unknown setting is refused. Fills `out_handle`, which may be NULL if the plugin wants.
   */
  int32_t (*open)(const char* config_json, size_t len, void** out_handle, uptake_buf* err);

  /*
   * What the source consists of:
   *   {"parts": [{"part": "a name", "bytes": 123, "sha256": "lowercase hexadecimal"}, ...]}
   * The parts go into the manifest of a run. UPTAKE_E_UNSUPPORTED if the source has nothing that can be fingerprinted.
   */
  int32_t (*discover)(void* handle, uptake_buf* out_json, uptake_buf* err);

  /*
   * Reads rows: {"columns": ["a", "b"]}, or {"columns": null} for all. Columns that the source lacks are left out of the
   * answer. The stream's type is a struct without null rows, one field per column. A later scan gives the same rows in
   * the same order. `reply_json` may stay empty, or say {"applied": ["columns"], "part": "what messages call it"};
   * the host does what wasn't applied.
   */
  int32_t (*scan)(void* handle, const char* request_json, size_t len, struct ArrowArrayStream* out,
                  uptake_buf* reply_json, uptake_buf* err);

  /* Asks the streams under way to end soon: their next `get_next` may answer an error. A later scan starts anew. */
  void (*cancel)(void* handle);

  /* Frees the handle. Called once, after every stream of the handle was released. */
  void (*close)(void* handle);

  /* ---- minor 1 ---- */

  /*
   * Where the batch came from that the stream's `get_next` gave last: {"part": "a.csv", "first_row": 65537}, rows counted
   * from 1 within the part. May be NULL: then the rows of a scan are one part, named by the reply, counted through.
   */
  int32_t (*place)(void* handle, struct ArrowArrayStream* stream, uptake_buf* out_json, uptake_buf* err);
} uptake_adapter;

/* The smallest table a host accepts: everything of minor 0. */
#define UPTAKE_ADAPTER_MINOR_0_SIZE offsetof(uptake_adapter, place)

/*
 * The only export. Answers a table that lives as long as the library, which is never unloaded; NULL if the plugin can't
 * work with a host of this minor version.
 */
UPTAKE_EXPORT const uptake_adapter* uptake_adapter_v1(uint32_t host_abi_minor);

#ifdef __cplusplus
}
#endif

#endif /* UPTAKE_ADAPTER_H */
