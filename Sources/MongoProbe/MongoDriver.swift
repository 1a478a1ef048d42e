/// The process's one libmongoc.
package enum MongoDriver {
    /// Initialises libmongoc, once, however often it is called, and says where its errors and warnings go from now on.
    ///
    /// The driver prints nothing by itself. `log` is called from any thread and under the driver's lock: it must return
    /// at once and use nothing of this module. Set `MONGOC_DISABLE_SHM=1` in the environment of the process: a library
    /// loaded with the program may have made its shared-memory file before this call.
    /// <https://mongoc.org/libmongoc/1.23.1/logging.html>
    package static func start(log: (@Sendable (String) -> Void)? = nil) {
        MongoConnection.startDriver(log: log)
    }
}
