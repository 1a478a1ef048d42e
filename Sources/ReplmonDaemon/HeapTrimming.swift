internal import CMalloc
internal import Dispatch

/// Returns free heap pages to the kernel.
///
/// glibc itself returns only the top of a heap. The first polls of all nodes, or a status document of 1,000 nodes,
/// leave free pages below it: up to 60 MB with 1,000 nodes. See malloc_trim(3).
enum HeapTrimming {
    private static let interval = DispatchTimeInterval.seconds(10)

    /// Trims every ten seconds, to the end of the process.
    static func start() {
        DispatchQueue.global().asyncAfter(deadline: .now() + interval) {
            malloc_trim(0)
            start()
        }
    }
}
