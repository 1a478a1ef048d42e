#include "guard.h"

// bson_t is over-aligned in Debian's build, so Swift can neither make nor pass one: commands and replies cross this
// border as bytes. *reply is NULL or to be freed with bson_free. A false return leaves the reason in *error; domain and
// code 0 mean that the driver gave none.
static inline bool replmon_run_command(mongoc_client_t *client, const char *database, const uint8_t *command,
                                       size_t length, uint8_t **reply, uint32_t *reply_length, bson_error_t *error) {
    bson_t request, response;
    *reply = NULL;
    *reply_length = 0;
    memset(error, 0, sizeof *error);
    *replmon_refused_reply() = false;
    if (!bson_init_static(&request, command, length)) return false;
    bool ok = mongoc_client_command_simple(client, database, &request, NULL, &response, error);
    *reply = bson_destroy_with_steal(&response, true, reply_length);
    if (!ok && *replmon_refused_reply())
        bson_set_error(error, MONGOC_ERROR_PROTOCOL, MONGOC_ERROR_PROTOCOL_INVALID_REPLY, "not a reply of a mongod");
    return ok;
}

// Fixed-size C arrays arrive in Swift as tuples of hundreds of elements; lend them as strings.
static inline const char *replmon_error_message(const bson_error_t *error) { return error->message; }
static inline const char *replmon_host_and_port(const mongoc_host_list_t *host) { return host->host_and_port; }
