// swift-tools-version: 6.2
import PackageDescription

/// Targets and the direction of their dependencies: nothing points upwards.
/// `ReplicationCore`, the two engines, `Alerting`, `StatusAPI` and `Exposition` are pure: values in, values out.
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
        .systemLibrary(name: "CMalloc"),

        .target(name: "ReplicationCore"),
        .target(name: "PostgresReplication", dependencies: ["ReplicationCore"]),
        .target(name: "MongoReplication", dependencies: ["ReplicationCore"]),
        .target(name: "Alerting", dependencies: ["ReplicationCore"]),
        .target(name: "StatusAPI", dependencies: ["Alerting", "ReplicationCore"]),
        .target(name: "Exposition", dependencies: ["Alerting", "ReplicationCore", "StatusAPI"]),
        .target(
            name: "Configuration",
            dependencies: ["Alerting", "ReplicationCore", .product(name: "Yams", package: "Yams")]),
        .target(name: "QueueExecutor", dependencies: ["ReplicationCore"]),
        .target(
            name: "PostgresProbe",
            dependencies: ["CPostgres", "QueueExecutor", "PostgresReplication", "ReplicationCore"]),
        .target(name: "MongoProbe", dependencies: ["CMongoC", "QueueExecutor", "MongoReplication", "ReplicationCore"]),
        .target(
            name: "Systemd", dependencies: ["CSystemd", .product(name: "Logging", package: "swift-log")]),
        .target(
            name: "HTTP",
            dependencies: [
                .product(name: "NIOCore", package: "swift-nio"), .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOHTTPCompression", package: "swift-nio-extras"),
                .product(name: "NIOSSL", package: "swift-nio-ssl"),
            ]),
        .target(
            name: "History",
            dependencies: [
                "Alerting", "QueueExecutor", "ReplicationCore",
                .product(name: "GRDB", package: "GRDB.swift"), .product(name: "GRDBSQLite", package: "GRDB.swift"),
            ]),
        .target(name: "Notification", dependencies: ["Alerting", "HTTP", "QueueExecutor", "ReplicationCore"]),
        .target(
            name: "ReplmonDaemon",
            dependencies: [
                "Alerting", "CMalloc", "Configuration", "Exposition", "History", "HTTP", "MongoProbe",
                "MongoReplication", "Notification", "PostgresProbe", "PostgresReplication", "QueueExecutor",
                "ReplicationCore", "StatusAPI", "Systemd", .product(name: "Logging", package: "swift-log"),
            ]),
        .target(name: "ReplmonCtl", dependencies: ["Alerting", "HTTP", "ReplicationCore", "StatusAPI"]),
        .executableTarget(
            name: "replmon",
            dependencies: [
                "QueueExecutor", "ReplicationCore", "ReplmonCtl", "ReplmonDaemon", "StatusAPI",
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
                "ReplicationLab", "ReplmonCtl", "StatusAPI",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ],
            path: "Tests/replmon-lab"),
        .executableTarget(
            name: "replmon-bench",
            dependencies: [
                "Alerting", "Exposition", "MongoProbe", "MongoReplication", "PostgresProbe", "PostgresReplication",
                "QueueExecutor", "ReplicationCore", "ReplicationLab", "ReplmonCtl", "StatusAPI",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ],
            path: "Tests/replmon-bench"),

        .executableTarget(
            name: "systemd-probe",
            dependencies: ["Systemd", .product(name: "Logging", package: "swift-log")],
            path: "Tests/systemd-probe"),

        .executableTarget(
            name: "history-probe", dependencies: ["Alerting", "History", "QueueExecutor", "ReplicationCore"],
            path: "Tests/history-probe"),

        .target(
            name: "TestSupport", dependencies: ["Alerting", "ReplicationCore", "StatusAPI"], path: "Tests/TestSupport"),

        .testTarget(name: "ProseTests"),
        .testTarget(name: "ReplicationCoreTests", dependencies: ["ReplicationCore", "TestSupport"]),
        .testTarget(
            name: "PostgresReplicationTests", dependencies: ["PostgresReplication", "ReplicationCore", "TestSupport"]),
        .testTarget(
            name: "MongoReplicationTests", dependencies: ["MongoReplication", "ReplicationCore", "TestSupport"]),
        .testTarget(name: "AlertingTests", dependencies: ["Alerting", "ReplicationCore", "TestSupport"]),
        .testTarget(
            name: "StatusAPITests",
            dependencies: ["Alerting", "ReplicationCore", "StatusAPI", "TestSupport"], exclude: ["Goldens"]),
        .testTarget(
            name: "ExpositionTests",
            dependencies: ["Alerting", "Exposition", "ReplicationCore", "StatusAPI", "TestSupport"]),
        .testTarget(
            name: "ConfigurationTests", dependencies: ["Alerting", "Configuration", "ReplicationCore"],
            resources: [.copy("Broken")]),
        .testTarget(name: "HTTPTests", dependencies: ["HTTP", "TestSupport"]),
        .testTarget(
            name: "HistoryTests",
            dependencies: [
                "Alerting", "History", "history-probe", "QueueExecutor", "ReplicationCore",
                "ReplicationLab", "TestSupport", .product(name: "GRDB", package: "GRDB.swift"),
            ]),
        .testTarget(
            name: "NotificationTests",
            dependencies: [
                "Alerting", "HTTP", "Notification", "QueueExecutor", "ReplicationCore", "ReplicationLab",
            ]),
        .testTarget(
            name: "SystemdTests",
            dependencies: [
                "replmon", "Systemd", "systemd-probe", .product(name: "Logging", package: "swift-log"),
            ],
            exclude: ["Lab"]),
        .testTarget(
            name: "PostgresProbeTests",
            dependencies: [
                "PostgresProbe", "QueueExecutor", "PostgresReplication", "ReplicationCore", "ReplicationLab",
            ]),
        .testTarget(
            name: "MongoProbeTests",
            dependencies: ["MongoProbe", "QueueExecutor", "MongoReplication", "ReplicationCore", "ReplicationLab"]),
        .testTarget(name: "ReplicationLabTests", dependencies: ["ReplicationLab", "replmon-lab"]),
        .testTarget(name: "ReplmonCtlTests", dependencies: ["HTTP", "ReplicationCore", "ReplmonCtl", "StatusAPI"]),
        .testTarget(
            name: "ReplmonTests",
            dependencies: [
                "Alerting", "Exposition", "HTTP", "MongoReplication", "PostgresReplication", "QueueExecutor",
                "ReplicationCore", "ReplicationLab", "replmon", "ReplmonDaemon", "StatusAPI", "Systemd", "TestSupport",
                .product(name: "Logging", package: "swift-log"),
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
