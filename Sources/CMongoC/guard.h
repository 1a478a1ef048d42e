#include <errno.h>
#include <mongoc/mongoc.h>

// libmongoc 1.23 takes the length of the document inside an OP_MSG reply as it comes, and any number of sections: a
// server can make it read and write outside of the message. So a stream of ours, around the driver's own, looks at the
// head of every message before the driver may: only an OP_REPLY or an OP_MSG with one document that fills it passes.
// <https://github.com/mongodb/specifications/blob/master/source/message/OP_MSG.md>

// The driver's way to connect; exported, though in no public header. Weak: without it replies are not looked at.
extern mongoc_stream_t *mongoc_client_default_stream_initiator(const mongoc_uri_t *uri, const mongoc_host_list_t *host,
                                                               void *client, bson_error_t *error)
    __attribute__((weak));

// The last is the driver's own number for a stream with a buffer.
enum { REPLMON_HEADER = 16, REPLMON_HEAD = 25, REPLMON_LONGEST = 16 << 20, REPLMON_BUFFERED = 3 };

typedef struct {
    mongoc_stream_t stream;
    mongoc_stream_t *base;
    // Where replies are read: under the buffer that the driver puts around socket or TLS, which loses what has come
    // of a reply when the rest is still on its way.
    mongoc_stream_t *source;
    // The message under way: its first bytes, how far it has been read, its length.
    uint8_t head[REPLMON_HEAD];
    uint32_t position, length;
} replmon_guard_t;

static inline uint32_t replmon_number(const uint8_t *bytes) {
    return bytes[0] | bytes[1] << 8 | bytes[2] << 16 | (uint32_t)bytes[3] << 24;
}

// Whether what has been read of a message's head is in order.
static inline bool replmon_head_is_sound(replmon_guard_t *guard) {
    const uint8_t *head = guard->head;
    uint32_t operation;
    switch (guard->position) {
        case 4:
            guard->length = replmon_number(head);
            return guard->length > REPLMON_HEAD && guard->length <= REPLMON_LONGEST;
        case REPLMON_HEADER:
            operation = replmon_number(head + 12);
            return operation == 1 || operation == 2013;
        case REPLMON_HEAD:
            if (replmon_number(head + 12) == 1) return true;
            // Flags without a checksum, one section of kind 0, its document up to the end.
            return !(head[16] & 1) && head[20] == 0 && replmon_number(head + 21) == guard->length - 21;
        default: return true;
    }
}

static inline bool replmon_guard_passes(replmon_guard_t *guard, const uint8_t *bytes, size_t count) {
    while (count > 0) {
        size_t step = 1;
        if (guard->position < REPLMON_HEAD) {
            guard->head[guard->position++] = *bytes;
            if (!replmon_head_is_sound(guard)) return false;
        } else {
            step = BSON_MIN(count, guard->length - guard->position);
            guard->position += step;
        }
        bytes += step;
        count -= step;
        if (guard->position >= REPLMON_HEAD && guard->position == guard->length) guard->position = 0;
    }
    return true;
}

// The driver has one text for a reply that was refused here and for a lost connection. A client stays on one thread.
static inline bool *replmon_refused_reply(void) {
    static __thread bool refused;
    return &refused;
}

static inline mongoc_stream_t *replmon_guard_base(mongoc_stream_t *stream) { return ((replmon_guard_t *)stream)->base; }

static inline ssize_t replmon_guard_read(mongoc_stream_t *stream, mongoc_iovec_t *parts, size_t count, size_t least,
                                         int32_t timeout) {
    if (count != 1) {
        errno = EINVAL;
        return -1;
    }
    replmon_guard_t *guard = (replmon_guard_t *)stream;
    const uint8_t *bytes = parts->iov_base;
    ssize_t length = mongoc_stream_readv(guard->source, parts, count, least, timeout);
    if (length > 0 && !replmon_guard_passes(guard, bytes, (size_t)length)) {
        *replmon_refused_reply() = true;
        errno = EPROTO;
        return -1;
    }
    return length;
}

static inline ssize_t replmon_guard_write(mongoc_stream_t *stream, mongoc_iovec_t *parts, size_t count,
                                          int32_t timeout) {
    return mongoc_stream_writev(replmon_guard_base(stream), parts, count, timeout);
}

static inline void replmon_guard_destroy(mongoc_stream_t *stream) {
    mongoc_stream_destroy(replmon_guard_base(stream));
    bson_free(stream);
}

static inline void replmon_guard_failed(mongoc_stream_t *stream) {
    mongoc_stream_failed(replmon_guard_base(stream));
    bson_free(stream);
}

static inline int replmon_guard_close(mongoc_stream_t *stream) {
    return mongoc_stream_close(replmon_guard_base(stream));
}

static inline int replmon_guard_flush(mongoc_stream_t *stream) {
    return mongoc_stream_flush(replmon_guard_base(stream));
}

static inline int replmon_guard_option(mongoc_stream_t *stream, int level, int name, void *value,
                                       mongoc_socklen_t length) {
    return mongoc_stream_setsockopt(replmon_guard_base(stream), level, name, value, length);
}

static inline bool replmon_guard_is_closed(mongoc_stream_t *stream) {
    return mongoc_stream_check_closed(replmon_guard_base(stream));
}

static inline bool replmon_guard_timed_out(mongoc_stream_t *stream) {
    return mongoc_stream_timed_out(replmon_guard_base(stream));
}

static inline bool replmon_guard_retries(mongoc_stream_t *stream) {
    return mongoc_stream_should_retry(replmon_guard_base(stream));
}

static inline mongoc_stream_t *replmon_open_guarded(const mongoc_uri_t *uri, const mongoc_host_list_t *host,
                                                    void *client, bson_error_t *error) {
    mongoc_stream_t *base = mongoc_client_default_stream_initiator(uri, host, client, error);
    if (!base) return NULL;
    replmon_guard_t *guard = bson_malloc0(sizeof *guard);
    guard->base = base;
    guard->source = base->type == REPLMON_BUFFERED ? mongoc_stream_get_base_stream(base) : base;
    guard->stream = (mongoc_stream_t){
        // Any number that is none of the driver's own types.
        .type = 100,
        .destroy = replmon_guard_destroy,
        .close = replmon_guard_close,
        .flush = replmon_guard_flush,
        .writev = replmon_guard_write,
        .readv = replmon_guard_read,
        .setsockopt = replmon_guard_option,
        .get_base_stream = replmon_guard_base,
        .check_closed = replmon_guard_is_closed,
        .failed = replmon_guard_failed,
        .timed_out = replmon_guard_timed_out,
        .should_retry = replmon_guard_retries,
    };
    return &guard->stream;
}

// Puts a guard in front of every connection that this client makes.
static inline void replmon_guard_replies(mongoc_client_t *client) {
    if (mongoc_client_default_stream_initiator)
        mongoc_client_set_stream_initiator(client, replmon_open_guarded, client);
}
