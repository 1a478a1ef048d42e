// swift-tools-version: 6.2
import PackageDescription

/// Targets and the direction of their dependencies: nothing points upwards.
/// `Replication`, `Alerting` and `Exposition` are pure: values in, values out.
let package = Package(
    name: "replmon",
    products: [
        .executable(name: "replmon", targets: ["replmon"]),
        .executable(name: "replmon-lab", targets: ["replmon-lab"]),
        .executable(name: "replmon-bench", targets: ["replmon-bench"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
        .package(url: "https://github.com/apple/swift-nio-extras", from: "1.35.2"),
        .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.37.6"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
    ],
    targets: [
        .systemLibrary(
            name: "CPostgres", pkgConfig: "libpq", providers: [.apt(["libpq-dev"])]),
        .systemLibrary(
            name: "CMongoC", pkgConfig: "libmongoc-1.0", providers: [.apt(["libmongoc-dev"])]),
        .systemLibrary(
            name: "CSystemd", pkgConfig: "libsystemd", providers: [.apt(["libsystemd-dev"])]),

        .target(name: "Replication"),
        .target(name: "Alerting", dependencies: ["Replication"]),
        .target(name: "Exposition", dependencies: ["Alerting", "Replication"]),
        .target(
            name: "Configuration",
            dependencies: ["Alerting", "Replication", .product(name: "Yams", package: "Yams")]),
        .target(name: "QueueExecutor", dependencies: ["Replication"]),
        .target(name: "PostgresProbe", dependencies: ["CPostgres", "QueueExecutor", "Replication"]),
        .target(name: "MongoProbe", dependencies: ["CMongoC", "QueueExecutor", "Replication"]),
        .target(
            name: "Systemd", dependencies: ["CSystemd", .product(name: "Logging", package: "swift-log")]),
        .target(
            name: "HTTP",
            dependencies: [
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOHTTPCompression", package: "swift-nio-extras"),
                .product(name: "NIOSSL", package: "swift-nio-ssl"),
            ]),
        .target(
            name: "History",
            dependencies: [
                "Alerting", "QueueExecutor", "Replication",
                .product(name: "GRDB", package: "GRDB.swift"),
                .product(name: "GRDBSQLite", package: "GRDB.swift"),
            ]),
        .target(name: "Notification", dependencies: ["Alerting", "HTTP", "QueueExecutor", "Replication"]),
        .target(
            name: "ReplmonDaemon",
            dependencies: [
                "Alerting", "Configuration", "Exposition", "History", "HTTP", "MongoProbe", "Notification",
                "PostgresProbe", "QueueExecutor", "Replication", "Systemd",
                .product(name: "Logging", package: "swift-log"),
            ]),
        .target(name: "ReplmonCtl", dependencies: ["Alerting", "Exposition", "HTTP", "Replication"]),
        .executableTarget(
            name: "replmon",
            dependencies: [
                "Exposition", "QueueExecutor", "Replication", "ReplmonCtl", "ReplmonDaemon",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ]),

        .systemLibrary(
            name: "CLab", path: "Tests/CLab", pkgConfig: "libmongoc-1.0", providers: [.apt(["libmongoc-dev"])]),
        .target(
            name: "ReplicationLab", dependencies: ["CLab", "HTTP"], path: "Tests/ReplicationLab",
            exclude: ["deps.sh"]),
        .executableTarget(
            name: "replmon-lab",
            dependencies: [
                "Exposition", "ReplicationLab", "ReplmonCtl",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ],
            path: "Tests/replmon-lab"),
        .executableTarget(
            name: "replmon-bench",
            dependencies: [
                "Exposition", "MongoProbe", "PostgresProbe", "QueueExecutor", "Replication", "ReplicationLab",
                "ReplmonCtl",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ],
            path: "Tests/replmon-bench"),

        .executableTarget(
            name: "systemd-probe", dependencies: ["Systemd", .product(name: "Logging", package: "swift-log")],
            path: "Tests/systemd-probe"),

        .executableTarget(
            name: "history-probe", dependencies: ["Alerting", "History", "QueueExecutor", "Replication"],
            path: "Tests/history-probe"),

        .target(name: "TestSupport", dependencies: ["Exposition"], path: "Tests/TestSupport"),

        .testTarget(name: "ReplicationTests", dependencies: ["Replication", "TestSupport"]),
        .testTarget(name: "AlertingTests", dependencies: ["Alerting", "Replication", "TestSupport"]),
        .testTarget(name: "ExpositionTests", dependencies: ["Alerting", "Exposition", "Replication", "TestSupport"]),
        .testTarget(
            name: "ConfigurationTests", dependencies: ["Alerting", "Configuration", "Replication"],
            resources: [.copy("Broken")]),
        .testTarget(name: "HTTPTests", dependencies: ["HTTP", "TestSupport"]),
        .testTarget(
            name: "HistoryTests",
            dependencies: [
                "Alerting", "History", "QueueExecutor", "Replication", "ReplicationLab", "history-probe",
                .product(name: "GRDB", package: "GRDB.swift"),
            ]),
        .testTarget(
            name: "NotificationTests",
            dependencies: [
                "Alerting", "HTTP", "Notification", "QueueExecutor", "Replication", "ReplicationLab",
            ]),
        .testTarget(
            name: "SystemdTests",
            dependencies: ["Systemd", "replmon", "systemd-probe", .product(name: "Logging", package: "swift-log")],
            exclude: ["Lab"]),
        .testTarget(
            name: "PostgresProbeTests",
            dependencies: ["PostgresProbe", "QueueExecutor", "Replication", "ReplicationLab"]),
        .testTarget(
            name: "MongoProbeTests", dependencies: ["MongoProbe", "QueueExecutor", "Replication", "ReplicationLab"]),
        .testTarget(name: "ReplicationLabTests", dependencies: ["ReplicationLab", "replmon-lab"]),
        .testTarget(name: "ReplmonCtlTests", dependencies: ["Exposition", "HTTP", "Replication", "ReplmonCtl"]),
        .testTarget(
            name: "ReplmonTests",
            dependencies: [
                "Alerting", "Exposition", "HTTP", "QueueExecutor", "Replication", "ReplicationLab", "ReplmonDaemon",
                "Systemd", "TestSupport",
                "replmon", .product(name: "Logging", package: "swift-log"),
            ]),
    ]
)

for target in package.targets where target.type != .system {
    target.swiftSettings = [
        .swiftLanguageMode(.v6),
        .enableUpcomingFeature("ExistentialAny"),
        .enableUpcomingFeature("InternalImportsByDefault"),
        .enableUpcomingFeature("MemberImportVisibility"),
        .strictMemorySafety(),
        .treatAllWarnings(as: .error),
    ]
}
