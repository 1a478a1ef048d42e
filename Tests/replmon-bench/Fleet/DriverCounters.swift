import Glibc

/// The file in `/dev/shm` that libmongoc makes for every process when it is loaded, and removes at an orderly exit.
enum DriverCounters {
    /// Removes that of this process, before it ends or becomes another program without an orderly exit.
    static func remove() {
        unsafe unlink("/dev/shm/mongoc-\(getpid())")
    }
}
