internal import ReplicationCore
internal import StatusAPI

/// The conventional metrics of a process
/// (<https://prometheus.io/docs/instrumenting/writing_clientlibs/#process-metrics>).
extension MetricCatalogue {
    static let process: [Metric] = [
        Metric(
            "process_cpu_seconds_total", .counter, unit: .seconds, help: "User and system CPU time spent."
        ) { source, samples in
            samples.add(source.process.cpu?.seconds)
        },
        Metric("process_open_fds", .gauge, help: "File descriptors open now.") { source, samples in
            samples.add(source.process.openDescriptors.map { Double($0) })
        },
        Metric("process_max_fds", .gauge, help: "File descriptors allowed.") { source, samples in
            samples.add(source.process.maximumDescriptors.map { Double($0) })
        },
        Metric(
            "process_resident_memory_bytes", .gauge, unit: .bytes, help: "Resident memory size."
        ) { source, samples in
            samples.add(source.process.residentBytes.map { Double($0) })
        },
        Metric(
            "process_virtual_memory_bytes", .gauge, unit: .bytes, help: "Virtual memory size."
        ) { source, samples in
            samples.add(source.process.virtualBytes.map { Double($0) })
        },
        Metric(
            "process_start_time_seconds", .gauge, unit: .seconds, help: "Unix time at which the process started."
        ) { source, samples in
            samples.add(source.daemon.startedAt.epochSeconds)
        },
        Metric("process_threads", .gauge, help: "Threads of the process.") { source, samples in
            samples.add(source.process.threads.map { Double($0) })
        },
    ]
}

extension WallInstant {
    /// Seconds since the Unix epoch.
    var epochSeconds: Double {
        Double(milliseconds) / 1000
    }
}
