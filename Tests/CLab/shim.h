#pragma once

#include <mongoc/mongoc.h>
#include <spawn.h>
#include <sys/eventfd.h>

// glibc functions that it declares under _GNU_SOURCE only, which Swift's Glibc does not define.
int posix_spawn_file_actions_addchdir_np(posix_spawn_file_actions_t *actions, const char *path);
int posix_spawn_file_actions_addclosefrom_np(posix_spawn_file_actions_t *actions, int first);
int memfd_create(const char *name, unsigned int flags);
static const short LAB_SPAWN_SETSID = 0x80;
static const unsigned int LAB_MEMFD_CLOEXEC = 1;

// Debian's bson_t cannot be passed from Swift (over-aligned), so commands and replies cross as extended JSON text.

// A client for one member, or NULL and the reason in `error`.
static inline mongoc_client_t *lab_mongo_open(const char *uri_text, bson_error_t *error) {
    mongoc_client_t *client = NULL;
    mongoc_init();
    mongoc_uri_t *uri = mongoc_uri_new_with_error(uri_text, error);
    if (uri) client = mongoc_client_new_from_uri_with_error(uri, error);
    if (client) mongoc_client_set_error_api(client, MONGOC_ERROR_API_VERSION_2);
    mongoc_uri_destroy(uri);
    return client;
}

// The reply as relaxed extended JSON, to be freed with bson_free; NULL and the reason in `error` on failure.
static inline char *lab_mongo_run(
    mongoc_client_t *client, const char *database, const char *json, bson_error_t *error) {
    char *text = NULL;
    bson_t reply;
    bson_t *command = bson_new_from_json((const uint8_t *) json, -1, error);
    if (!command) return NULL;
    if (mongoc_client_command_simple(client, database, command, NULL, &reply, error))
        text = bson_as_relaxed_extended_json(&reply, NULL);
    bson_destroy(&reply);
    bson_destroy(command);
    return text;
}

// Without telling the server to end sessions, which it refuses, with a warning, before authentication.
static inline void lab_mongo_close(mongoc_client_t *client) {
    mongoc_client_reset(client);
    mongoc_client_destroy(client);
}

// The message of an error; Swift sees the C array as a tuple.
static inline const char *lab_mongo_message(const bson_error_t *error) {
    return error->message;
}
