/// The process's single instance of libmongoc.
package enum MongoDriver {
    /// Initialises libmongoc at the first call, and sets the receiver of its errors and warnings.
    ///
    /// The driver prints nothing by itself. `log` is called from any thread and under the driver's lock: it must return
    /// at once and use nothing of this module. Set `MONGOC_DISABLE_SHM=1` in the environment of the process: libmongoc
    /// may have created its shared-memory file before this call. <https://mongoc.org/libmongoc/1.23.1/logging.html>
    package static func start(log: (@Sendable (String) -> Void)? = nil) {
        MongoConnection.startDriver(log: log)
    }
}
