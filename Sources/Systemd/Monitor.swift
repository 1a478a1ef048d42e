import Glibc

/// A value behind a POSIX mutex, with a condition to wait on (`Synchronization.Mutex` has none).
///
/// Sendable because `value` is touched only with `mutex` held, and both pointers are set once and freed by the last owner.
@safe
final class Monitor<Value: Sendable>: @unchecked Sendable {
    private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
    private let changed = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)
    private var value: Value

    init(_ value: Value) {
        self.value = value
        unsafe pthread_mutex_init(mutex, nil)
        var attributes = pthread_condattr_t()
        unsafe pthread_condattr_init(&attributes)
        unsafe pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC)
        unsafe pthread_cond_init(changed, &attributes)
        unsafe pthread_condattr_destroy(&attributes)
    }

    deinit {
        unsafe pthread_cond_destroy(changed)
        unsafe pthread_mutex_destroy(mutex)
        unsafe changed.deallocate()
        unsafe mutex.deallocate()
    }

    /// Changes the value and wakes every waiter.
    func withLock<Result>(_ body: (inout Value) -> Result) -> Result {
        unsafe pthread_mutex_lock(mutex)
        defer {
            unsafe pthread_cond_broadcast(changed)
            unsafe pthread_mutex_unlock(mutex)
        }
        return body(&value)
    }

    /// Runs `body` now and after each change until it returns a value; returns `nil` once `limit` (at most a day) is
    /// over.
    func wait<Result>(atMost limit: Duration? = nil, until body: (inout Value) -> Result?) -> Result? {
        let deadline = limit.map { timespec.monotonic(after: min(max($0, .zero), .seconds(86_400))) }
        unsafe pthread_mutex_lock(mutex)
        defer { unsafe pthread_mutex_unlock(mutex) }
        while true {
            if let result = body(&value) { return result }
            if var deadline {
                let status = unsafe pthread_cond_timedwait(changed, mutex, &deadline)
                if status == ETIMEDOUT { return body(&value) }
            } else {
                unsafe pthread_cond_wait(changed, mutex)
            }
        }
    }
}

extension timespec {
    /// The instant of `CLOCK_MONOTONIC` that lies `duration` (not negative, some days at most) ahead.
    static func monotonic(after duration: Duration = .zero) -> timespec {
        var now = timespec()
        unsafe clock_gettime(CLOCK_MONOTONIC, &now)
        let (seconds, attoseconds) = duration.components
        let nanoseconds = now.tv_nsec + Int(attoseconds / 1_000_000_000)
        return timespec(
            tv_sec: now.tv_sec + Int(seconds) + nanoseconds / 1_000_000_000, tv_nsec: nanoseconds % 1_000_000_000)
    }
}
