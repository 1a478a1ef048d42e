import Foundation

/// Debian's own promtool.
enum Promtool {
    private static let path = "/usr/bin/promtool"

    static let isThere = FileManager.default.isExecutableFile(atPath: path)

    /// Its exit status and all that it prints.
    static func run(_ arguments: [String], input: FileHandle = .nullDevice) throws -> (status: Int32, output: String) {
        let process = Process()
        let output = Pipe()
        process.executableURL = URL(filePath: path)
        process.arguments = arguments
        process.standardInput = input
        process.standardOutput = output
        process.standardError = output
        try process.run()
        let text = try output.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        return (process.terminationStatus, String(decoding: text, as: UTF8.self))
    }
}
