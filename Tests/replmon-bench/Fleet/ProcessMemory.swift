import FoundationEssentials

/// The memory of a process, by `/proc/PID/status` (proc(5)).
struct ProcessMemory {
    let anonymousBytes: Int
    let residentBytes: Int

    init(of pid: Int32) throws {
        let path = "/proc/\(pid)/status"
        let text = String(decoding: try Data(contentsOf: URL(filePath: path)), as: UTF8.self)
        guard let anonymous = Self.kibibytes("RssAnon", in: text), let resident = Self.kibibytes("VmRSS", in: text)
        else { throw BenchError("\(path) has no RssAnon or VmRSS") }
        (anonymousBytes, residentBytes) = (anonymous << 10, resident << 10)
    }

    private static func kibibytes(_ name: String, in text: String) -> Int? {
        let line = text.split(separator: "\n").first { $0.hasPrefix("\(name):") }
        return line?.split(whereSeparator: \.isWhitespace).dropFirst().first.flatMap { Int($0) }
    }
}
